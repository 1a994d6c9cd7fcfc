import { appendFileSync } from 'node:fs'
import { it } from 'vitest'
import { SplitRun } from '../support/split-run.js'
const log = (s: string) => appendFileSync('/tmp/a2-seeds.log', `${s}\n`)
it('x', { timeout: 3000000 }, async () => {
  const from = Number(process.env['FROM'] ?? 1000)
  for (let seed = from; seed < from + Number(process.env['N'] ?? 20); seed += 1) {
    const t = Date.now()
    log(`begin ${seed}`)
    const run = await SplitRun.begin(seed)
    const push = run.story.push.bind(run.story)
    run.story.push = (...s: string[]) => { log(`   ${s.join()}`); return push(...s) }
    try { await run.live() } catch (e) { log(`ERR ${e instanceof Error ? e.stack : e}`) }
    await run.chat.close()
    log(`SEED ${seed} over=${run.isOver} deaths=${run.deaths} ${Date.now() - t}ms ${run.problems.join(' // ')}`)
  }
})

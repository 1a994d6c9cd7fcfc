import { describe, expect, it } from 'vitest'
import { SplitRun } from '../support/split-run.js'

const SEED = Number(process.env['CRASH_SEED'] ?? 20300107)
const RUNS = Number(process.env['SPLIT_RUNS'] ?? 12)

/** `SPLIT_RUNS=1000 npx vitest run test/crash/split.test.ts`: as many; `CRASH_SEED` begins with another one. */
describe(`${RUNS} splits with deaths, refusals and answers at random (from seed ${SEED})`, () => {
  it('come to one room, one card a person and nobody removed against his word; each ends, or says why it waits', {
    timeout: RUNS * 30_000,
  }, async () => {
    const failed: string[] = []
    let over = 0
    let deaths = 0
    for (let nth = 0; nth < RUNS; nth += 1) {
      const run = await SplitRun.begin(SEED + nth)
      try {
        await run.live()
        if (run.isOver) over += 1
        deaths += run.deaths
      } catch (error) {
        run.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      } finally {
        await run.chat.close()
      }
      if (run.problems.length > 0) failed.push([`seed ${SEED + nth}`, ...run.problems, ...run.story].join('\n  '))
    }
    if (process.env['SPLIT_RUNS'])
      console.log(`${RUNS} runs from seed ${SEED}: ${over} over, ${deaths} deaths, ${failed.length} failed`)
    expect(failed).toEqual([])
    expect(deaths).toBeGreaterThan(RUNS / 4)
    expect(over).toBeGreaterThan(RUNS / 2)
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { plugins } from '../plugins/index.js'
import { printProblem } from '../src/config/problems.js'
import { type Failure, playScenario } from '../src/sandbox/play.js'
import { parseScenario } from '../src/sandbox/scenario.js'
import { theatre } from '../src/sandbox/theatre.js'

const dir = 'test/scenarios'
/** The big ones are for `npm run bench`. */
const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.yaml') && !file.startsWith('big/'))
  .sort()
const makeStage = theatre(plugins)

// One after the other: a stage puts the whole process on a virtual clock.
describe('the scenario', () => {
  it.each(files)('%s', async file => {
    const path = join(dir, file)
    const { scenario, problems } = parseScenario(path, readFileSync(path, 'utf8'))
    if (!scenario) return expect.fail(problems.map(printProblem).join('\n'))
    const stage = await makeStage(scenario, {})
    onTestFinished(() => stage.close())
    const { failed } = await playScenario(scenario, stage)
    if (failed.length > 0) expect.fail(failed.map(failure => told(path, failure)).join('\n'))
  })
})

/** Where an expectation stands, what it wants, and what there was instead. */
function told(path: string, { line, want, saw }: Failure): string {
  const seen = saw.length === 0 ? ['nothing'] : saw.map(one => JSON.stringify(one))
  return [`${path}:${line} wants ${JSON.stringify(want)}`, ...seen.map(one => `    saw ${one}`)].join('\n')
}

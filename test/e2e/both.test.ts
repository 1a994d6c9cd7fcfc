import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { log } from 'wechaty-puppet'
import { plugins } from '../../plugins/index.js'
import { printProblem } from '../../src/config/problems.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { type Failure, playScenario } from '../../src/sandbox/play.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import { type TheatreOptions, theatre } from '../../src/sandbox/theatre.js'
import { type WebDoorOptions, webDoor } from '../web-wechat/sandbox-door.js'

/**
 * Scenarios that are played twice: with the sandbox's puppet, and with the unmodified client at the stand-in Web
 * WeChat, which tells it of changes in a room with the notice, later, or only when it asks.
 */
const scenes: readonly [file: string, ...news: NonNullable<WebDoorOptions['news']>[]][] = [
  ['S04-three-in-one-notice', 'together', 'later', 'asked'],
  ['S05-brought-in-by-a-kol', 'later'],
  ['S06-ad-by-a-newcomer', 'together', 'asked'],
  ['S09-codes-in-pictures', 'together'],
  ['S10-cards-do-not-break-it', 'together'],
  ['S10-cards-asked-and-unasked', 'together'],
  ['S15-check-in-forms', 'together'],
  ['S16-across-midnight', 'together'],
  ['S18-an-outage', 'together'],
  ['S18-nothing-is-cut', 'together'],
  ['S19-topic-day', 'together'],
  ['S25-every-id-is-new', 'asked'],
  ['S26-impostors', 'together'],
  ['S27-command-grammar', 'together'],
  ['S34-twenty-at-once', 'asked'],
  ['S35-same-name', 'together'],
  ['S38-rewards-and-minutes', 'together'],
  ['S39-false-kick-undone', 'together'],
  ['S40-bot-is-not-the-owner', 'later'],
  ['S49-brought-in-by-a-friend', 'together', 'asked'],
  ['S51-trial-week', 'together'],
  ['steps/crash', 'later'],
  ['steps/down', 'together'],
  ['steps/friend-and-card', 'together', 'asked'],
  ['steps/join', 'later', 'asked'],
  ['steps/names-and-leaving', 'together', 'asked'],
  ['steps/refuse', 'asked'],
  ['steps/relogin', 'together'],
  ['variants/G4-from-full-to-two-rooms', 'together', 'asked'],
  ['variants/K12-late-messages', 'together'],
  ['variants/S06-undo-in-a-small-room', 'asked'],
  ['variants/S49-two-questions', 'later'],
  ['variants/relogin-keeps-what-was', 'together'],
]

/** Where a race or a random code makes the acts differ from one play to the next, what the scenario expects must hold. */
const alike: readonly [file: string, ...news: NonNullable<WebDoorOptions['news']>[]][] = [
  ['S26-spoofing', 'asked'],
  ['variants/S24-a-crash-after-an-add', 'together', 'asked'],
]

/** Two who are alike are told in either order: there the texts are looked at by the scenario alone. */
const inEitherOrder = new Set(['S25-every-id-is-new'])

interface Played {
  /** What reached WeChat or was refused by it, in order. */
  acts: object[]
  /** What the operators were told. */
  alerts: string[]
  failed: Failure[]
}

async function play(file: string, options: TheatreOptions): Promise<Played> {
  const path = `test/scenarios/${file}.yaml`
  const { scenario, problems } = parseScenario(path, readFileSync(path, 'utf8'))
  if (!scenario) return expect.fail(problems.map(printProblem).join('\n'))
  const stage = await theatre(plugins, options)(scenario, {})
  try {
    const { failed } = await playScenario(scenario, stage)
    return {
      acts: stage.acts.filter(({ act }) => act !== 'alert').map(inEitherOrder.has(file) ? wordless : timeless),
      alerts: stage.acts.flatMap(act => (act.act === 'alert' ? [act.text] : [])),
      failed,
    }
  } finally {
    await stage.close()
  }
}

/** When exactly something happens hangs on how long WeChat takes to answer. */
function timeless({ at: _, ...act }: ActRecord): object {
  return act
}

function wordless(act: ActRecord): object {
  return { ...timeless(act), text: undefined }
}

describe('the same acts in the sandbox and with the real client', () => {
  // The puppet and Wechaty complain of what is looked for here, on standard error.
  beforeAll(() => {
    vi.stubEnv('WECHATY_LOG', 'silent')
    log.level('silent')
  })
  afterAll(() => vi.unstubAllEnvs())

  it.each(scenes)('%s', async (file, ...news) => {
    const sandbox = await play(file, {})
    expect(sandbox.failed).toEqual([])
    for (const told of news) {
      const real = await play(file, { makeDoor: world => webDoor(world, { news: told }) })
      expect(real, `told ${told}`).toEqual(sandbox)
    }
  })

  it.each(alike)('%s holds with the real client, too', async (file, ...news) => {
    for (const told of news) {
      const { failed } = await play(file, { makeDoor: world => webDoor(world, { news: told }) })
      expect(failed, `told ${told}`).toEqual([])
    }
  })
})

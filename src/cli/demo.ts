import { existsSync, readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { plugins } from '../../plugins/index.js'
import { printProblem } from '../config/problems.js'
import { ServerError } from '../redis/server.js'
import { captionsOf } from '../sandbox/demo/captions.js'
import { chat } from '../sandbox/demo/chat.js'
import { present } from '../sandbox/demo/pace.js'
import { Page, type PageLine } from '../sandbox/demo/page.js'
import { playScenario, type Report } from '../sandbox/play.js'
import { parseScenario } from '../sandbox/scenario.js'
import { InvalidConfig } from '../sandbox/simulate.js'
import { theatre } from '../sandbox/theatre.js'

/** The room the week happens in, and whom one is at first when one talks oneself. */
const ROOM = 'run1'
const GUEST = 'wang'

/** The whole week is shown within this; with the start-up, some 25 s. */
const SHOWN_WITHIN = 22_000

export interface Terminal {
  input: Readable & { isTTY?: boolean }
  output: Writable & { isTTY?: boolean; columns?: number }
  err: Writable
}

/**
 * `qunguan demo`: a week of a running club, played by the whole bot over a sandbox; on a terminal at a pace to read along,
 * and then with a prompt to talk oneself. Without a terminal it ends at once.
 * @returns 0, 1 when there is no Redis server or the week went otherwise than its scenario expects, 2 when the config is
 *   invalid
 */
export async function demo(terminal: Terminal = { input: process.stdin, output: process.stdout, err: process.stderr }) {
  const { input, output, err } = terminal
  const file = weekFile()
  const text = readFileSync(file, 'utf8')
  const { scenario, problems } = parseScenario(file, text)
  if (!scenario) return refuse(problems.map(printProblem), err)

  const isTerminal = output.isTTY === true
  const columns = isTerminal ? (output.columns ?? 80) : Number.POSITIVE_INFINITY
  const colours = isTerminal && process.env['NO_COLOR'] === undefined
  const skip = isTerminal && input.isTTY === true ? onEnter(input) : undefined
  output.write(`${opening(skip !== undefined)}\n`)

  let stage: Awaited<ReturnType<ReturnType<typeof theatre>>>
  try {
    stage = await theatre(plugins)(scenario, {})
  } catch (error) {
    skip?.done()
    if (error instanceof InvalidConfig) return refuse(error.problems.map(printProblem), err)
    if (!(error instanceof ServerError)) throw error
    err.write(`${error.message}\n`)
    return 1
  }
  try {
    const { world } = stage
    const page = new Page({
      zone: scenario.timezone,
      colours,
      columns,
      captions: captionsOf(text),
      name: who => (world.hasPerson(who) ? world.name(who) : who),
      // There is but one group: naming it on every line would only be in the way.
      topic: () => '',
    })
    const lines: PageLine[] = []
    const report = await playScenario(scenario, stage, { onScene: scene => lines.push(...page.lines(scene)) })
    lines.push(...page.rest())
    await present(
      lines,
      output,
      isTerminal ? { most: SHOWN_WITHIN, ...(skip ? { skip: skip.signal } : {}) } : undefined,
    )
    skip?.done()
    output.write(`${closing(report)}\n`)
    if (!report.ok) return wentWrong(report, file, err)
    if (skip) await chat({ stage, page, room: ROOM, who: GUEST, zone: scenario.timezone, input, output })
    else output.write('   在终端里运行，可以自己进群聊几句 (on a terminal you can join the talk yourself)\n')
    return 0
  } finally {
    await stage.close()
  }
}

/** demo/ stands at the package's root, two floors up from the source and three from what is built. */
function weekFile(): string {
  const candidates = ['../../demo/week.yaml', '../../../demo/week.yaml'].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  return candidates.find(existsSync) ?? candidates[0] ?? ''
}

function opening(canSkip: boolean): string {
  return [
    '群管 Qunguan：一个夜跑群的一周。机器人是真的，只有微信和时间是演的。',
    '   A week of a running club. The bot is the real one; only WeChat and the time are played.',
    ...(canSkip ? ['   回车快进 (Enter: skip ahead)'] : []),
  ].join('\n')
}

function closing({ checks, failed, tookMs }: Report): string {
  const held = `${checks - failed.length}/${checks}`
  return `\n━━ 演完了：一周用时 ${(tookMs / 1000).toFixed(1)} 秒，${held} 项都核对过 (a week in ${(tookMs / 1000).toFixed(1)} s, ${held} expectations held)`
}

/** Enter while the week is shown: the rest at once. */
function onEnter(input: Readable): { signal: AbortSignal; done: () => void } {
  const skipping = new AbortController()
  const pressed = () => skipping.abort()
  input.once('data', pressed)
  return {
    signal: skipping.signal,
    done: () => {
      input.off('data', pressed)
      input.pause()
    },
  }
}

function wentWrong({ failed }: Report, file: string, err: Writable): 1 {
  for (const { line, want, saw } of failed) {
    err.write(`${file}:${line}: 要 ${JSON.stringify(want)}，见到 ${JSON.stringify(saw)} (wanted, saw)\n`)
  }
  return 1
}

function refuse(problems: readonly string[], err: Writable): 2 {
  for (const problem of problems) err.write(`${problem}\n`)
  return 2
}

import { DateTime, Duration } from 'luxon'
import { sayDuration } from '../domain/durations.js'
import type { ActRecord } from './acts.js'
import type { Report, Scene } from './play.js'
import type { Scenario } from './scenario.js'
import type { Names } from './told.js'
import { actWords, indented, stepWords } from './told.js'

/** How names and rooms are shown; `colours` for a terminal. */
export interface TranscriptOptions extends Names {
  zone: string
  colours: boolean
}

/**
 * What happens on the stage, as lines to read: the time, the room, who, and what. What the bot does stands behind ▸, so
 * that a reader finds it; what people do is plain.
 */
export class Transcript {
  readonly #options: TranscriptOptions
  #day = ''

  constructor(options: TranscriptOptions) {
    this.#options = options
  }

  title(scenario: Scenario): string {
    return this.#paint('bold', `━━ ${scenario.name}`)
  }

  /** Lines for a scene, without line ends; none for a scene that shows nothing. */
  lines(scene: Scene): string[] {
    const told = this.#tell(scene)
    if (told === undefined) return []
    const time = DateTime.fromMillis(scene.at, { zone: this.#options.zone }).setLocale('zh-CN')
    const day = time.toFormat('yyyy-MM-dd cccc')
    const heading = day === this.#day ? [] : [this.#paint('dim', `── ${day}`)]
    this.#day = day
    return [...heading, `${this.#paint('dim', time.toFormat('HH:mm:ss'))}  ${told}`]
  }

  summary(report: Report): string[] {
    const { ok, checks, failed, simulated, tookMs } = report
    const facts = `模拟 ${sayDuration(Duration.fromISO(simulated).toMillis())}，用时 ${(tookMs / 1000).toFixed(1)} 秒`
    if (ok) return [this.#paint('green', `✓ ${report.scenario}：${checks} 项都成立（${facts}）`), '']
    return [
      this.#paint('red', `✗ ${report.scenario}：${checks} 项里有 ${failed.length} 项不成立（${facts}）`),
      ...failed.map(failure => this.#paint('red', this.#failure(failure))),
      '',
    ]
  }

  #tell(scene: Scene): string | undefined {
    switch (scene.kind) {
      case 'act':
        return this.#act(scene.act)
      case 'chatter':
        return `${this.#options.topic(scene.line.room)}  ${this.#options.name(scene.line.who)}：${indented(scene.line.text)}`
      case 'answer':
        return this.#paint('cyan', `操作台  ▸ ${indented(scene.text)}`)
      case 'failure':
        return this.#paint('red', this.#failure(scene.failure))
      case 'step':
        return stepWords(scene.step, this.#options)
    }
  }

  #act(record: ActRecord): string {
    const told = actWords(record, this.#options)
    return record.refused === undefined
      ? this.#paint('cyan', told)
      : this.#paint('yellow', `${told}（微信拒绝：${record.refused}）`)
  }

  #failure({ line, want, saw }: Report['failed'][number]): string {
    const seen =
      saw.length === 0
        ? '什么也没有'
        : saw.map(one => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n      ')
    return `✗ 第 ${line} 行要 ${JSON.stringify(want)}\n   见到 ${seen}`
  }

  #paint(colour: keyof typeof colourCodes, text: string): string {
    return this.#options.colours ? `\u001b[${colourCodes[colour]}m${text}\u001b[0m` : text
  }
}

const colourCodes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

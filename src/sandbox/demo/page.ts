import { DateTime } from 'luxon'
import type { ActRecord } from '../acts.js'
import type { Scene } from '../play.js'
import type { Step } from '../scenario-format.js'
import type { Names } from '../told.js'
import { actWords, indented, stepWords } from '../told.js'
import type { Caption } from './captions.js'
import { columnsOf, wrap } from './columns.js'

export interface PageOptions extends Names {
  zone: string
  colours: boolean
  /** Where lines are broken; infinite where nobody reads them on a terminal. */
  columns: number
  captions?: ReadonlyMap<number, Caption>
}

/** A line for the audience. */
export interface PageLine {
  text: string
  /** What there is to read, in columns; a heading counts double, since the eye has to find the new place. */
  reading: number
}

type Colour = keyof typeof colourCodes

/** What stands on a line before it is broken and painted. */
interface Told {
  text: string
  colour: Colour | undefined
  /** Small talk and check-ins share a line. */
  short: boolean
}

/** `09:00  `; further lines of the same stand a little deeper. */
const MARGIN = 7
const BELOW = 9
/** Words of at most so many columns are short enough to share a line. */
const SHORT = 12
/** A line of several short ones is filled up to here. */
const FULL = 76
/** Of a longer message only the beginning is shown. */
const MESSAGE_LINES = 6

/**
 * A scenario as a page to read, not as a record: headings from its captions, the time once a minute, short lines side by
 * side, long lists cut.
 */
export class Page {
  readonly #o: PageOptions
  #day = ''
  #minute = ''
  /** Short lines that the next one may still join. */
  #shared: { minute: string; told: Told[] } | undefined

  constructor(options: PageOptions) {
    this.#o = options
  }

  /** The lines that are finished by this scene; a short line waits for company until another scene or `rest`. */
  lines(scene: Scene): PageLine[] {
    const time = DateTime.fromMillis(scene.at, { zone: this.#o.zone }).setLocale('zh-CN')
    const caption = scene.kind === 'step' ? this.#o.captions?.get(scene.step.line) : undefined
    const before = caption ? this.rest() : []
    const told = this.#tell(scene)
    // A step that only lets time pass bears the heading of the day it leads to.
    if (caption) this.#caption = caption
    if (!told) return before
    const heading = this.#heading(time)
    if (heading.length > 0) before.push(...this.rest(), ...heading)
    const minute = time.toFormat('HH:mm')
    if (told.short) return [...before, ...this.#share(minute, told)]
    return [...before, ...this.rest(), ...this.#whole(minute, [told])]
  }

  /** What still waited for company. */
  rest(): PageLine[] {
    const shared = this.#shared
    this.#shared = undefined
    return shared ? this.#whole(shared.minute, shared.told) : []
  }

  #caption: Caption | undefined

  #heading(time: DateTime): PageLine[] {
    const caption = this.#caption
    const day = time.toFormat('yyyy-MM-dd')
    if (!caption && day === this.#day) return []
    const date = day === this.#day ? '' : `${time.toFormat('ccc M月d日')}  `
    this.#day = day
    this.#minute = ''
    this.#caption = undefined
    const chinese = `${date === '' ? '──' : '━━'} ${date}${caption?.chinese ?? ''}`.trimEnd()
    const lines = wrap(chinese, this.#o.columns).map(text => ({
      text: this.#paint('bold', text),
      reading: 2 * columnsOf(text),
    }))
    const english = caption ? wrap(caption.english, this.#o.columns - 3) : []
    return [
      { text: '', reading: 0 },
      ...lines,
      ...english.map(text => ({ text: `   ${this.#paint('dim', text)}`, reading: columnsOf(text) })),
    ]
  }

  #share(minute: string, told: Told): PageLine[] {
    const shared = this.#shared
    const filled = shared?.told.reduce((sum, { text }) => sum + columnsOf(text) + 3, MARGIN) ?? 0
    if (shared && filled + columnsOf(told.text) <= Math.min(FULL, this.#o.columns)) {
      shared.told.push(told)
      return []
    }
    const before = this.rest()
    this.#shared = { minute, told: [told] }
    return before
  }

  /** One line of the page, broken where it is too long; several short ones never are. */
  #whole(minute: string, told: readonly Told[]): PageLine[] {
    const time = minute === this.#minute ? ' '.repeat(MARGIN) : `${this.#paint('dim', minute)}  `
    this.#minute = minute
    const [only] = told
    if (told.length > 1 || !only) {
      const text = told.map(each => this.#painted(each, each.text, true)).join('   ')
      return [{ text: time + text, reading: told.reduce((sum, each) => sum + columnsOf(each.text), 0) }]
    }
    const written = only.text.split('\n').map(line => line.trim())
    const shown =
      written.length <= MESSAGE_LINES
        ? written
        : [...written.slice(0, MESSAGE_LINES - 1), `…（还有 ${written.length - MESSAGE_LINES + 1} 行）`]
    return shown
      .flatMap(line => wrap(line, this.#o.columns - BELOW))
      .map((text, at) => ({
        text: `${at === 0 ? time : ' '.repeat(BELOW)}${this.#painted(only, text, at === 0)}`,
        reading: columnsOf(text),
      }))
  }

  #tell(scene: Scene): Told | undefined {
    switch (scene.kind) {
      case 'act': {
        const text = actWords(scene.act, this.#o).trimStart()
        return { text: withRefusal(text, scene.act), colour: colourOf(scene.act), short: false }
      }
      case 'step': {
        const text = stepWords(scene.step, this.#o)?.trimStart()
        return text === undefined ? undefined : this.#byPeople(text, scene.step)
      }
      case 'chatter': {
        const text = `${this.#o.name(scene.line.who)}：${indented(scene.line.text)}`
        return { text, colour: 'green', short: isShort(scene.line.text) }
      }
      case 'answer':
        return { text: `操作台  ▸ ${indented(scene.text)}`, colour: 'yellow', short: false }
      case 'failure':
        return undefined
    }
  }

  #byPeople(text: string, step: Step): Told {
    if (step.kind === 'say') return { text, colour: 'green', short: isShort(step.body.text) }
    if (step.kind === 'dm') return { text, colour: 'green', short: false }
    if (step.kind === 'operator') return { text, colour: 'yellow', short: false }
    return { text, colour: isTrouble(step) ? 'red' : 'dim', short: false }
  }

  /** What people say has their name in colour, all else is painted whole. */
  #painted({ colour }: Told, text: string, first: boolean): string {
    if (colour === undefined) return text
    if (colour !== 'green') return this.#paint(colour, text)
    return first ? text.replace(/^[^：]*：/, name => this.#paint(colour, name)) : text
  }

  #paint(colour: Colour, text: string): string {
    return this.#o.colours ? `\u001b[${colourCodes[colour]}m${text}\u001b[0m` : text
  }
}

const colourCodes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

function isShort(text: string): boolean {
  return columnsOf(text) <= SHORT && !text.includes('\n')
}

function isTrouble({ kind }: Step): boolean {
  return kind === 'crash' || kind === 'down' || kind === 'redis' || kind === 'relogin'
}

function colourOf({ act, refused }: ActRecord): Colour {
  if (refused !== undefined || act === 'alert') return 'yellow'
  return act === 'kick' ? 'red' : 'cyan'
}

function withRefusal(text: string, { refused }: ActRecord): string {
  return refused === undefined ? text : `${text}（微信拒绝：${refused}）`
}

import { randomInt } from 'node:crypto'
import type { Millis } from '../domain/events.js'
import type { RoomKey } from '../domain/keys.js'
import type { MessagePart } from '../domain/parts.js'
import type { ReadMessage } from './read-message.js'

/**
 * Whether a text was said in a room: `unknown` when the memory does not reach back far enough to deny it.
 */
export type Said = 'said' | 'unsaid' | 'unknown'

/** What is remembered of one room, the last of it: some 2,000 texts, each alone and with the names of who said it. */
const KEPT = 6_000
/** What is remembered altogether, some 6 MB: beyond, the room that was silent longest is forgotten. */
const KEPT_IN_ALL = 200_000
/** What is quoted was mostly said within this time; a memory that is younger denies nothing. */
const REACH: Millis = 2 * 60 * 60_000

interface RoomMemory {
  since: Millis
  /** Hashes as they came, the oldest at `next` once there are as many as are kept. */
  order: number[]
  next: number
  /** Where in `order` each of them stands last. */
  texts: Map<number, number>
}

/**
 * What was said lately in each room, to tell a quote from words that somebody only dresses up as one. Texts are kept as
 * hashes under factors of this process, in memory alone: nothing can be read out of them, nothing is stored, and a restart
 * forgets them. For two hours after that a typed quote is believed, so that whoever quotes an ad from before is not
 * taken for its author.
 */
export class SaidLately {
  readonly #now: () => Millis
  readonly #factors = [randomInt(2 ** 31) | 1, randomInt(2 ** 31) | 1] as const
  /** The room that was silent longest comes first. */
  readonly #rooms = new Map<RoomKey, RoomMemory>()
  #size = 0
  /** Of a room without a memory nothing was missed since then. */
  #since: Millis

  constructor(now: () => Millis) {
    this.#now = now
    this.#since = now()
  }

  /** Messages may have been missed, as at a login: what is not remembered may have been said meanwhile. */
  missed(): void {
    this.#since = this.#now()
    for (const memory of this.#rooms.values()) memory.since = this.#since
  }

  /**
   * Takes in a message of a room: gives its parts, with a typed quote settled, and remembers its words. `names`: what its
   * author is called there; `cameAt`: since when he is there. Who came after the memory began has seen nothing that it
   * has not.
   */
  hear(room: RoomKey, message: ReadMessage, names: readonly string[], cameAt?: Millis): readonly MessagePart[] {
    const since = this.#rooms.get(room)?.since ?? this.#since
    const sawNoMore = cameAt !== undefined && cameAt >= since
    const parts = settleQuote(message, text => {
      const said = this.wasSaid(room, text)
      return said === 'unknown' && sawNoMore ? 'unsaid' : said
    })
    const memory = this.#memoryOf(room)
    this.#keepSaid(memory, '', names)
    for (const text of quotable(message)) this.#keepSaid(memory, text, names)
    return parts
  }

  /** A text was said in a room, by a member or by the bot, who is called so there. */
  remember(room: RoomKey, text: string, names: readonly string[]): void {
    this.#keepSaid(this.#memoryOf(room), text, names)
  }

  /** A room's memory; it is the last to be forgotten from now on. */
  #memoryOf(room: RoomKey): RoomMemory {
    const memory = this.#rooms.get(room) ?? { since: this.#since, order: [], next: 0, texts: new Map() }
    this.#rooms.delete(room)
    this.#rooms.set(room, memory)
    return memory
  }

  #keepSaid(memory: RoomMemory, text: string, names: readonly string[]): void {
    const before = memory.order.length
    keep(memory, this.#hash(text))
    for (const name of names) if (name !== '') keep(memory, this.#hash(`${name}：${text}`))
    this.#size += memory.order.length - before
    while (this.#size > KEPT_IN_ALL) this.#forgetSilentest()
  }

  /** Of `text`, or of `name：text`; of `name：` whether anybody called so said anything. */
  wasSaid(room: RoomKey, text: string): Said {
    const memory = this.#rooms.get(room)
    if (memory?.texts.has(this.#hash(text))) return 'said'
    const full = memory !== undefined && memory.order.length >= KEPT
    return full || this.#now() - (memory?.since ?? this.#since) >= REACH ? 'unsaid' : 'unknown'
  }

  #forgetSilentest(): void {
    for (const [room, { order }] of this.#rooms) {
      this.#rooms.delete(room)
      this.#size -= order.length
      this.#since = this.#now()
      return
    }
  }

  /**
   * 31 bits: one of 6,000 texts in 350,000 looks like another, and nobody can look for it who does not know the factors.
   * Blanks are passed over, as clients write them differently. Every message is hashed a few times: no digest is as quick.
   */
  #hash(text: string): number {
    const [one, two] = this.#factors
    let low = one
    let high = two
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (isBlank(code)) continue
      const char = code === FULL_COLON ? COLON : code
      low = Math.imul(low ^ char, one)
      high = Math.imul(high ^ char ^ (low >>> 15), two)
    }
    return (high ^ (high >>> 16) ^ low) >>> 1
  }
}

/** Takes one more in, in place of the oldest where there are enough. */
function keep(memory: RoomMemory, hash: number): void {
  const { order, next, texts } = memory
  const oldest = order[next]
  // What stands further on too was said again since.
  if (oldest !== undefined && texts.get(oldest) === next) texts.delete(oldest)
  order[next] = hash
  texts.set(hash, next)
  memory.next = (next + 1) % KEPT
}

const COLON = 0x3a
const FULL_COLON = 0xff1a

/** White space, U+2005 among it, and the sign that makes an emoji colourful. */
function isBlank(code: number): boolean {
  if (code <= 0x20) return true
  if (code < 0xa0) return false
  return code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x3000 || code === 0xfe0f || code === 0xfeff
}

/** What of a message can be quoted later: its words, with and without a quote that stands before them, and titles. */
export function quotable(message: ReadMessage): string[] {
  const { text, typedQuote, parts } = message
  const titles = parts.flatMap(part => {
    if (part.kind === 'link' || part.kind === 'mini-program') return [part.title]
    return part.kind === 'file' || part.kind === 'card' ? [part.name] : []
  })
  const texts = [text, ...(typedQuote === undefined ? [] : [typedQuote + text]), ...titles]
  return texts.filter(one => one.trim() !== '')
}

/** Names and words hold colons: so many of them are tried as the one between the name and what was said. */
const COLONS = 4

/** What stands in a quote for what is no text: nobody said it so, and nothing can be hidden in it. */
const noText =
  /^\[?(?:图片|照片|视频|动画表情|表情|语音|位置|名片|链接|文件|未知消息|Photo|Image|Video|Sticker|Audio|Voice|Location|Link|File)\]?$/u

/**
 * Believes a typed quote only when its words were said in the room, and its name only when that is who said them:
 * otherwise they are its author's own, and become text. `wasSaid` tells it of a text, or of `name：text`.
 */
export function settleQuote(message: ReadMessage, wasSaid: (text: string) => Said): readonly MessagePart[] {
  const { typedQuote, parts } = message
  const [quote, ...rest] = parts
  if (typedQuote === undefined || quote?.kind !== 'quote') return parts
  const inside = typedQuote.slice(1, typedQuote.lastIndexOf('」'))
  if (wasSaid(inside) !== 'unsaid') return parts
  for (const { name, text } of cutsOf(inside)) {
    const shown = noText.test(text)
    if (shown && wasSaid(`${name}：`) === 'said') return parts
    if (shown || wasSaid(text) === 'said') return [{ kind: 'quote', name: '', text }, ...own(name, rest)]
  }
  return own(inside, rest)
}

function cutsOf(inside: string): { name: string; text: string }[] {
  const colons = [...inside.matchAll(/[：:]/g)].slice(0, COLONS)
  return colons.map(({ index }) => ({ name: inside.slice(0, index).trim(), text: inside.slice(index + 1).trim() }))
}

/** Without its brackets and line: whoever judges words passes over what stands in quotes. */
function own(typed: string, [next, ...others]: readonly MessagePart[]): MessagePart[] {
  const words = `${typed.replace(/[「」]/g, ' ').trim()}\n`
  if (next?.kind === 'text') return [{ kind: 'text', text: words + next.text }, ...others]
  return [{ kind: 'text', text: words }, ...(next ? [next] : []), ...others]
}

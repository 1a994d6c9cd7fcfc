import type { RawContact, RawMessage } from './raw.js'

type News = { message: RawMessage } | { changed: RawContact }

interface Poll {
  after: number
  answer(selector: '0' | '2'): void
}

/** WeChat's server holds a synccheck for about this long, in milliseconds (docs/platform.md). */
const HOLD = 25_000

/**
 * The news that wait for the client: a synccheck is held until there are some, webwxsync hands out those after the
 * client's key. What the client has not acknowledged by its next key is handed out again.
 */
export class Sync {
  #news: News[] = []
  #acknowledged = 0
  readonly #polls = new Set<Poll>()
  readonly #waiting = new Set<() => void>()
  readonly #hold: number
  #hushed = false

  /** @param hold how long a synccheck is held, in milliseconds */
  constructor(hold = HOLD) {
    this.#hold = hold
  }

  /** From now on no synccheck is answered, the open ones neither, as when a network swallows everything. */
  hush(): void {
    this.#hushed = true
  }

  /** Answers again, those first that waited. */
  speak(): void {
    this.#hushed = false
    for (const poll of [...this.#polls]) poll.answer(this.#news.length > poll.after ? '2' : '0')
  }

  /** Adds news and wakes the client. */
  tell(...news: News[]): void {
    this.#news.push(...news)
    for (const poll of this.#polls) if (this.#news.length > poll.after) poll.answer('2')
  }

  /** Resolves when the client listens: a synccheck is open. */
  async listening(): Promise<void> {
    while (this.#polls.size === 0) await new Promise<void>(resolve => this.#waiting.add(resolve))
  }

  /** The client listens, and what it holds is all there is. */
  get isQuiet(): boolean {
    return [...this.#polls].some(poll => poll.after >= this.#news.length)
  }

  /** Nothing new: the open syncchecks end and the client asks again, as it does every 25 s. */
  beat(): void {
    for (const poll of this.#polls) poll.answer('0')
  }

  /** The client is gone, and what it has not fetched is lost. */
  hangUp(): void {
    for (const poll of [...this.#polls]) poll.answer('0')
    this.#acknowledged = this.#news.length
  }

  /** Holds a synccheck; `gone` says that the client hung up. */
  check(synckey: string, answer: (selector: '0' | '2') => void, gone: (hungUp: () => void) => void): void {
    const after = readKey(synckey)
    this.#acknowledged = Math.max(this.#acknowledged, after)
    const poll: Poll = {
      after,
      answer: selector => {
        if (this.#hushed) return
        close()
        answer(selector)
      },
    }
    const timer = setTimeout(() => poll.answer('0'), this.#hold)
    const close = (): void => {
      clearTimeout(timer)
      this.#polls.delete(poll)
    }
    gone(close)
    this.#polls.add(poll)
    if (this.#news.length > after) {
      poll.answer('2')
      return
    }
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }

  /** What webwxsync answers to a client that holds this key. */
  since(val: number): { AddMsgList: RawMessage[]; ModContactList: RawContact[] } {
    const after = val - BASE
    this.#acknowledged = Math.max(this.#acknowledged, after)
    const news = this.#news.slice(after)
    return {
      AddMsgList: news.flatMap(one => ('message' in one ? [one.message] : [])),
      ModContactList: latest(news.flatMap(one => ('changed' in one ? [one.changed] : []))),
    }
  }

  /** The key after everything so far, or (for a client that comes back) after what it has acknowledged. */
  key(upTo: 'now' | 'acknowledged'): SyncKey {
    const at = upTo === 'now' ? this.#news.length : this.#acknowledged
    const list = [1, 2, 3, 1000].map(key => ({ Key: key, Val: key === NEWS ? BASE + at : BASE }))
    return { Count: list.length, List: list }
  }

  /** A new login: what was for the old one is lost. */
  forget(): void {
    this.#news = []
    this.#acknowledged = 0
    for (const poll of this.#polls) poll.answer('0')
  }

  /** Ends the open syncchecks; the client asks again. */
  wake(): void {
    for (const poll of this.#polls) poll.answer('2')
  }
}

export interface SyncKey {
  Count: number
  List: { Key: number; Val: number }[]
}

const NEWS = 2
const BASE = 636_444_000

/** The value that says how far a client is, of a key as webwxsync carries it. */
export function readSyncKey(key: SyncKey): number {
  return key.List.find(part => part.Key === NEWS)?.Val ?? BASE
}

/** The same of `1_636444000|2_636444003|…`, as synccheck carries it; here as the number of news seen. */
function readKey(synckey: string): number {
  const part = synckey.split('|').find(one => one.startsWith(`${NEWS}_`))
  return part ? Number(part.slice(2)) - BASE : 0
}

/** Of several changes of one contact the last. */
function latest(changes: RawContact[]): RawContact[] {
  return [...new Map(changes.map(change => [change.UserName, change])).values()]
}

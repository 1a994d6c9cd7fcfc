import { createHash } from 'node:crypto'
import type { Millis } from '../domain/events.js'
import type { PuppetLink } from './link.js'
import { decodeWebText } from './web-text.js'

/** Own messages are remembered this long: a refused text is sent again within a day. */
const REMEMBERED: Millis = 26 * 3_600_000
const AT_MOST = 2_000
/** MsgType of a text. */
const TEXT = 1

/**
 * Which of our own texts came back from WeChat. Web WeChat hands out what was written on the phone, and other puppets all
 * that this client sent: whoever comes back has arrived, whatever WeChat answered. Where nothing comes back nothing is
 * known. In memory alone, and of each text only what tells it from others.
 */
export class Echoes {
  readonly #link: PuppetLink
  readonly #now: () => Millis
  readonly #heard = new Map<string, Millis>()
  #stop: (() => void) | undefined

  constructor(link: PuppetLink, now: () => Millis) {
    this.#link = link
    this.#now = now
  }

  /** Listens from now on. */
  listen(onError: (error: Error) => void): void {
    const { puppet, tap } = this.#link
    if (tap) {
      this.#stop = tap(raw => {
        // An own message carries no sender before its text.
        if (raw.MsgType === TEXT && raw.FromUserName === puppet.currentUserId)
          this.#hear(raw.ToUserName, decodeWebText(raw.OriginalContent))
      })
      return
    }
    const listener = ({ messageId }: { messageId: string }): void => {
      puppet
        .messagePayload(messageId)
        .then(payload => {
          const to = payload.roomId ?? payload.listenerId
          if (payload.talkerId === puppet.currentUserId && to) this.#hear(to, payload.text ?? '')
        })
        .catch(onError)
    }
    puppet.on('message', listener)
    this.#stop = () => puppet.off('message', listener)
  }

  stop(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  /** True when such a text of ours came back from a room or a private chat since then. */
  cameBack(to: string, text: string, since: Millis): boolean {
    const at = this.#heard.get(mark(to, text))
    return at !== undefined && at >= since
  }

  #hear(to: string, text: string): void {
    const now = this.#now()
    this.#heard.delete(mark(to, text))
    this.#heard.set(mark(to, text), now)
    for (const [key, at] of this.#heard) {
      if (this.#heard.size <= AT_MOST && at > now - REMEMBERED) break
      this.#heard.delete(key)
    }
  }
}

/** Blanks are compared as one: clients change them. */
function mark(to: string, text: string): string {
  return createHash('sha256')
    .update(`${to}|${text.replace(/\s+/g, ' ').trim()}`)
    .digest('base64url')
    .slice(0, 22)
}

import type { CodesReadEvent, MessageEvent, ReadingProblem } from '../../domain/events.js'
import type { InHand } from '../../domain/in-hand.js'
import type { MemberKey } from '../../domain/keys.js'
import type { Log } from '../../redis/log.js'
import { Decoder, type DecoderLimits } from './decoder.js'
import { type Download, TooLargeError } from './download.js'

export interface CodeLimits extends DecoderLimits {
  /** A picture of more bytes is not fetched, or not to its end. */
  bytes: number
  /** Milliseconds until WeChat must have handed it out. */
  download: number
  /** Pictures that may wait. */
  waiting: number
  /** Pictures fetched side by side; they are decoded one by one. */
  atOnce: number
}

/**
 * WeChat makes 0.1–1 MB of a photo unless its sender wants it whole. 25 million pixels are a camera's; as colours they take
 * 100 MB. A decoder is done with a photo in 0.2 s.
 */
export const shippedLimits: CodeLimits = {
  bytes: 10 * 1024 * 1024,
  pixels: 25_000_000,
  decoding: 3_000,
  download: 15_000,
  waiting: 50,
  atOnce: 3,
}

export interface CodeReaderOptions {
  download: Download
  inHand: InHand
  log: Log
  /** Takes what was read into the lane of its room. */
  onRead: (event: CodesReadEvent) => Promise<void>
  limits?: Partial<CodeLimits>
  /** The thread's script, where it is not the shipped one. */
  thread?: URL
}

interface Asked {
  message: MessageEvent
  /** The picture's size, as far as WeChat tells it. */
  declared: number
  over: () => void
}

/**
 * Reads the QR codes of the pictures that somebody asked about, beside the lanes: fetched by message id when its turn
 * comes, decoded in a thread. Nothing of it outlives the process; what it was reading at a crash is not read again.
 */
export class CodeReader {
  readonly #o: CodeReaderOptions
  readonly #limits: CodeLimits
  readonly #decoder: Decoder
  readonly #over = new AbortController()
  readonly #asked = new Set<string>()
  readonly #waiting: Asked[] = []
  #busy = 0

  constructor(options: CodeReaderOptions) {
    this.#o = options
    this.#limits = { ...shippedLimits, ...options.limits }
    this.#decoder = new Decoder(this.#limits, options.thread)
  }

  /** Asks for the codes of a message's picture; of one without a picture, or asked about already, nothing comes. */
  read(message: MessageEvent): void {
    const picture = message.parts.find(part => part.kind === 'image')
    if (!picture || this.#asked.has(message.id) || this.#over.signal.aborted) return
    this.#asked.add(message.id)
    this.#waiting.push({ message, declared: picture.bytes ?? 0, over: this.#o.inHand.take('picture') })
    if (this.#waiting.length > this.#limits.waiting) this.#passOver()
    this.#next()
  }

  /** Gives up what waits and what is under way. */
  stop(): void {
    this.#over.abort()
    this.#decoder.close()
    for (const { over } of this.#waiting.splice(0)) over()
  }

  /** One who sends many pictures pushes out his own, never another's. */
  #passOver(): void {
    const counts = new Map<MemberKey, number>()
    for (const { message } of this.#waiting) counts.set(message.member, (counts.get(message.member) ?? 0) + 1)
    const most = Math.max(...counts.values())
    const at = this.#waiting.findIndex(({ message }) => counts.get(message.member) === most)
    const [dropped] = this.#waiting.splice(at, 1)
    if (dropped) void this.#tell(dropped, { problem: 'crowded' })
  }

  #next(): void {
    if (this.#busy >= this.#limits.atOnce) return
    const asked = this.#waiting.shift()
    if (!asked) return
    this.#busy += 1
    void this.#look(asked).then(looked => {
      this.#busy -= 1
      this.#next()
      return this.#tell(asked, looked)
    })
  }

  /** Never rejects. */
  async #look({ message, declared }: Asked): Promise<Looked> {
    const { bytes, download } = this.#limits
    if (declared > bytes) return { problem: 'too large' }
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(download), this.#over.signal])
      return await this.#decoder.read(await this.#o.download(message.id, { bytes, signal }))
    } catch (error) {
      return error instanceof TooLargeError ? { problem: 'too large' } : { problem: 'gone', err: error }
    }
  }

  async #tell({ message, declared, over }: Asked, looked: Looked): Promise<void> {
    const { id, room, member, sentAt } = message
    const { log, onRead } = this.#o
    try {
      if (this.#over.signal.aborted) return
      if ('problem' in looked) log.warn({ message: id, room, declared, ...looked }, 'a picture was not read for codes')
      await onRead({
        kind: 'codesRead',
        id: `codes|${id}`,
        ...(room === undefined ? {} : { room }),
        member,
        message: id,
        sentAt,
        ...('problem' in looked ? { codes: [], problem: looked.problem } : { codes: looked.codes }),
      })
    } catch (error) {
      log.error({ err: error, message: id }, 'what a picture says could not be handed on')
    } finally {
      this.#asked.delete(id)
      over()
    }
  }
}

type Looked = { codes: readonly string[] } | { problem: ReadingProblem; err?: unknown }

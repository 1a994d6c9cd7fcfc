import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'

/** Something asked of one or several people that waits durably for the first answer. */
export interface Question {
  id: string
  /** `kernel` or the plugin that is told the answer. */
  plugin: string
  about: string
  data: unknown
  room?: RoomKey
  to: readonly MemberKey[]
  text: string
  options: readonly string[]
  asked: Millis
  expires: Millis
  /** How people point at it when several are open: the case's number, or `Q3`. */
  label: string
  /** Asked in the room and answered there; shipped: in private. */
  inRoom?: boolean
  /** Whoever asks says something himself when it is answered. */
  ownReply?: boolean
  /** He was shown it by other means. */
  quietly?: boolean
  state: 'open' | 'answered' | 'lapsed'
  by?: MemberKey
  choice?: number
  /** Who asked has been told how it ended. */
  told?: boolean
}

/** Nobody answers in more characters than this. */
const LONGEST_WORDS = 40

/** An answered question is remembered this long, to tell latecomers who decided. */
const REMEMBER = 86_400_000

export type Answering =
  | { kind: 'none' }
  | { kind: 'answered'; question: Question }
  /** Somebody else was faster. */
  | { kind: 'late'; question: Question }
  /** Its time is over, or what it was about is. */
  | { kind: 'over'; question: Question }
  /** Several are open: which one is meant? */
  | { kind: 'which'; open: readonly Question[] }
  | { kind: 'no such option'; question: Question }

/** `PREFIX:questions` hash id → Question, open ones and those answered within a day; held in memory too. */
export class Questions {
  readonly #hash: JsonHash<Question>
  readonly #all = new Map<string, Question>()
  /** Whom something is asked: most people never, and their messages need not be looked at. */
  readonly #asked = new Map<MemberKey, Set<string>>()

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:questions`)
  }

  async load(): Promise<void> {
    for (const question of (await this.#hash.all()).values()) this.#keep(question)
  }

  get open(): Question[] {
    return [...this.#all.values()].filter(question => question.state === 'open')
  }

  /** `Q1`, or the first number after it that no open question goes by. */
  get freeLabel(): string {
    const taken = new Set(this.open.map(({ label }) => label))
    let number = 1
    while (taken.has(`Q${number}`)) number += 1
    return `Q${number}`
  }

  /** Closed, but who asked was not told: the process died in between. */
  get untold(): Question[] {
    return [...this.#all.values()].filter(question => question.state !== 'open' && !question.told)
  }

  async told(id: string): Promise<void> {
    const question = this.#all.get(id)
    if (!question) return
    // What it carried has served its purpose; who answered is remembered for latecomers.
    const told: Question = { ...question, data: null, told: true }
    this.#all.set(id, told)
    await this.#hash.set(id, told)
  }

  get(id: string): Question | undefined {
    return this.#all.get(id)
  }

  /** Opens a question once; false when this id was asked before. */
  async ask(question: Question): Promise<boolean> {
    if (this.#all.has(question.id)) return false
    this.#keep(question)
    return this.#hash.setNew(question.id, question)
  }

  /** True when something is or was asked of this person, so that a bare answer may be meant. */
  concerns(member: MemberKey): boolean {
    return this.#asked.has(member)
  }

  /**
   * Takes what somebody wrote (in `room`, or in private) as an answer to what was asked of him there: `1`, `１`, or
   * `K12 1` when several are open (law 12), or an option in its own words where one question alone is open. Everything
   * else is no answer; `K12` alone least of all, which is not 2 for K1.
   */
  async answer(member: MemberKey, room: RoomKey | undefined, text: string, now: Millis): Promise<Answering> {
    const said = /^(?:(?<label>[A-Za-z]\d+)\s+)?(?<choice>\d{1,2})$/.exec(text.normalize('NFKC').trim())
    if (!said?.groups) return this.#inWords(member, room, text, now)
    const mine = [...(this.#asked.get(member) ?? [])]
      .flatMap(id => this.#all.get(id) ?? [])
      .filter(question => (question.inRoom ? question.room : undefined) === room)
    const label = said.groups['label']?.toUpperCase()
    const meant = mine.filter(question => label === undefined || question.label === label)
    const open = meant.filter(question => question.state === 'open' && question.expires > now)
    const question = open[0]
    if (!question) {
      const last = [...meant].sort((a, b) => b.asked - a.asked)[0]
      if (last?.state === 'answered' && last.by !== member) return { kind: 'late', question: last }
      return last?.state === 'lapsed' && room === undefined ? { kind: 'over', question: last } : { kind: 'none' }
    }
    if (open.length > 1) return { kind: 'which', open }
    const choice = Number(said.groups['choice'])
    if (choice < 1 || choice > question.options.length) return { kind: 'no such option', question }
    return this.#close(question, { state: 'answered', by: member, choice })
  }

  /** What is open for somebody in a place; `room` undefined: in private. */
  openFor(member: MemberKey, room: RoomKey | undefined, now: Millis): Question[] {
    return [...(this.#asked.get(member) ?? [])]
      .flatMap(id => this.#all.get(id) ?? [])
      .filter(
        ({ inRoom, room: of, state, expires }) =>
          (inRoom ? of : undefined) === room && state === 'open' && expires > now,
      )
  }

  /**
   * 「愿意」, 「好，愿意吧」 or 「2愿意」 where 「1 不了  2 愿意」 is open; where several are that it could be meant for, it is
   * asked which. A list of people is answered by number alone: names are talk.
   */
  async #inWords(member: MemberKey, room: RoomKey | undefined, text: string, now: Millis): Promise<Answering> {
    if (text.length > LONGEST_WORDS) return { kind: 'none' }
    const word = plain(text)
    if (word === '') return { kind: 'none' }
    const open = this.openFor(member, room, now).filter(({ about }) => about !== 'pick')
    const meant = open.flatMap(question =>
      question.options.flatMap((option, at) =>
        means(word, plain(option.replace(/[（(].*?[）)]/g, '')), at + 1) ? [{ question, choice: at + 1 }] : [],
      ),
    )
    const [first] = meant
    if (!first) return { kind: 'none' }
    // With more open it is asked which is meant; in a room such a word is talk.
    if (open.length > 1) return room === undefined ? { kind: 'which', open } : { kind: 'none' }
    if (meant.length > 1) return { kind: 'none' }
    return this.#close(first.question, { state: 'answered', by: member, choice: first.choice })
  }

  /** Closes a question whose time is over; false when it was answered meanwhile. */
  async lapse(id: string): Promise<Question | undefined> {
    const question = this.#all.get(id)
    if (question?.state !== 'open') return undefined
    const closed = await this.#close(question, { state: 'lapsed' })
    return closed.kind === 'answered' ? closed.question : undefined
  }

  async forgetOld(now: Millis): Promise<void> {
    for (const question of this.#all.values()) {
      if (question.state === 'open' || question.expires + REMEMBER > now) continue
      this.#all.delete(question.id)
      for (const member of question.to) {
        const ids = this.#asked.get(member)
        ids?.delete(question.id)
        if (ids?.size === 0) this.#asked.delete(member)
      }
      await this.#hash.delete(question.id)
    }
  }

  async #close(question: Question, end: Pick<Question, 'state' | 'by' | 'choice'>): Promise<Answering> {
    const closed: Question = { ...question, ...end }
    // Memory first, and without waiting since it was looked at: of two who answer at once, the second sees the first.
    this.#all.set(question.id, closed)
    await this.#hash.set(question.id, closed)
    return { kind: 'answered', question: closed }
  }

  #keep(question: Question): void {
    this.#all.set(question.id, question)
    for (const member of question.to) {
      const ids = this.#asked.get(member) ?? new Set()
      ids.add(question.id)
      this.#asked.set(member, ids)
    }
  }
}

/** An option in its own words, also with its number before it, a 好 or 我 in front, a particle behind: 「3搬过去」, 「好，去吧」. */
function means(word: string, option: string, number: number): boolean {
  const [, digits, rest = word] = /^(\d{1,2})[\s.、:：)）]*(.+)$/u.exec(word) ?? []
  if (option === '' || (digits !== undefined && Number(digits) !== number)) return false
  const [, bare] = /^(?:好的?|嗯|那就|那|我|[，,\s])*(.*?)[吧啊呀哦啦呗]*$/u.exec(rest) ?? []
  return word === option || rest === option || bare === option
}

/** Words alone, as they are compared: without width, case, blanks and punctuation around them. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\p{P}\p{Z}\p{S}]+|[\p{P}\p{Z}\p{S}]+$/gu, '')
}

import { type Chance, chance } from '../../src/domain/chance.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { type Chat, openChat } from './chat.js'
import { dieAtCommand } from './death.js'

/** Whom a run is about: friends of the bot, and two who are none. */
const FRIENDS = ['王敏', '赵磊', '阿豪', '小鹿', '李想', '老陈', '小美', '阿强', '大刘', '小何'] as const
const STRANGERS = ['阿丁', '老吴'] as const

/** What somebody answers to a question of the bot, by its words. */
const questions = [
  { words: '带带新人吗', answers: ['去', '去', '去', '2', '不去', '1'] },
  { words: '搬过去吗', answers: ['3', '3', '搬过去', '2', '1'] },
  { words: '1 再等等', answers: ['1', '2', '2', '3'] },
  { words: '谁来带', answers: ['我来带2群', '我来带'] },
] as const

/**
 * One split in a small room, from `/分群 确认` to wherever it comes, with deaths, refusals and answers at random. Everything
 * in it follows from the seed.
 */
export class SplitRun {
  readonly chat: Chat
  readonly #random: Chance
  /** Room beside the old one that was there before, if any. */
  readonly prepared: boolean
  readonly keepInOld: boolean
  /** It dies at commands to Redis, else right after one of its acts: both at once would be two deaths of one process. */
  readonly #atCommands: boolean
  /** Who said with his own words that he leaves the old room. */
  readonly moves = new Set<string>()
  /** Everything that went wrong, in words. */
  readonly problems: string[] = []
  readonly story: string[] = []
  readonly #answered = new Set<number>()
  #unrevived: unknown[] = []
  deaths = 0

  private constructor(chat: Chat, random: Chance, { prepared, keepInOld }: { prepared: boolean; keepInOld: boolean }) {
    this.chat = chat
    this.#random = random
    this.prepared = prepared
    this.keepInOld = keepInOld
    this.#atCommands = random.below(2) === 0
    chat.world.onAct(act => {
      if (act.act !== 'kick' || act.refused !== undefined) return
      if (!this.moves.has(act.who)) this.problems.push(`${act.who} was removed without a yes of his own`)
      if (!this.#inNew(act.who)) this.problems.push(`${act.who} was removed before he was in the new room`)
    })
  }

  static async begin(seed: number): Promise<SplitRun> {
    const random = chance(seed)
    const maybe = (percent: number) => random.below(100) < percent
    const prepared = maybe(40)
    const keepInOld = maybe(80)
    const friend = { friend: true }
    const all = [...FRIENDS, ...STRANGERS]
    const chat = await openChat({
      start: '2030-01-07T09:00',
      seed: 1 + random.below(1_000_000),
      people: Object.fromEntries(['林老师', '小周', ...FRIENDS].map(who => [who, friend])),
      rooms: {
        g1: { topic: '社群实战1群', members: ['林老师', '小周', ...all] },
        // Of its people nobody is anybody here, so that those above forty get cards.
        ...(prepared ? { g2: { topic: '社群实战2群', members: ['林老师'], fill: maybe(50) ? 42 : 5 } } : {}),
      },
      roles: { main: { owner: '林老师', admin: ['小周'] } },
      config: {
        plugins: {
          capacity: {
            cap: prepared ? 80 : 15,
            move: { target: prepared ? 0.13 : 0.7 },
            seed: { count: 5, min: 3, minDays: 1 },
            leaderRequired: maybe(40),
            keepInOld,
          },
          'check-in': { run: 'off' },
          rules: { run: 'off' },
          health: { run: 'off' },
        },
      },
    })
    return new SplitRun(chat, random, { prepared, keepInOld })
  }

  /** The whole of it; at the end it is over, or waits with a reason. */
  async live(): Promise<void> {
    const { chat } = this
    for (const who of FRIENDS.slice(0, 6)) await chat.says(who, '今天天气不错')
    // In the room: in private it would be about the fuller one.
    await chat.says('林老师', '/分群 方案 照样', { room: 'g1' })
    await chat.wait('1m')
    await this.#order('/分群 确认')
    const turns = 12 + this.#random.below(20)
    for (let turn = 0; turn < turns; turn += 1) await this.#mortal(() => this.#something())
    for (const action of ['create', 'add', 'invite', 'kick', 'dm', 'say'] as const) {
      chat.world.refuse({ action, code: 1205, times: 0 })
    }
    await this.#order('/分群 继续')
    for (let day = 0; day < 14 && !this.isOver; day += 1) {
      await this.#answerAll()
      await chat.wait('20h')
    }
    this.#check()
    await this.#checkEnd()
  }

  /** The owner was told how it ended. */
  get isOver(): boolean {
    return this.chat.stage.acts.some(
      act =>
        act.act === 'dm' &&
        act.refused === undefined &&
        (act.text.startsWith('分群完成') || act.text.includes(' 停了。')),
    )
  }

  /** What `/分群 进度` answers. */
  async #askProgress(): Promise<string> {
    await this.chat.wait('09:30')
    this.chat.look()
    await this.#order('/分群 进度')
    try {
      return await this.chat.isTold('林老师', /现在/, { within: '20m' })
    } catch (error) {
      return `no answer: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  async #checkEnd(): Promise<void> {
    if (this.isOver) return
    const told = await this.#askProgress()
    if (/现在：.{3,}/.test(told) && !told.includes('一切照常')) return
    // WeChat may refuse the very report; then the owner hears it by asking.
    const report = (act: ActRecord) =>
      act.act === 'dm' && /^分群完成| 停了。/.test(act.text) && act.refused !== undefined
    if (told.includes('已经办完') && this.chat.stage.acts.some(report)) return
    this.problems.push(`it neither ended nor says why it waits: ${told}`)
  }

  #check(): void {
    const done = this.chat.stage.acts.filter(act => act.act !== 'alert' && act.refused === undefined)
    const count = (words: readonly string[]) => {
      const seen = new Map<string, number>()
      for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1)
      return [...seen].filter(([, times]) => times > 1).map(([word, times]) => `${word} ×${times}`)
    }
    const creates = done.filter(act => act.act === 'create')
    if (creates.length > (this.prepared ? 0 : 1)) this.problems.push(`${creates.length} rooms were made`)
    this.problems.push(
      ...count(done.flatMap(act => (act.act === 'invite' || act.act === 'add' ? [`a card for ${act.who}`] : []))),
      ...count(done.flatMap(act => (act.act === 'kick' ? [`removed ${act.who}`] : []))),
      ...count(
        done.flatMap(act =>
          act.act === 'dm'
            ? questions.slice(0, 2).flatMap(({ words }) => (act.text.includes(words) ? [`${words} ${act.who}`] : []))
            : [],
        ),
      ),
      // The report is said again where the process died between WeChat's taking it and writing that down.
      ...count(
        done.flatMap(act => (act.act === 'dm' && act.text.startsWith('分群完成') ? [`report to ${act.who}`] : [])),
      ).filter(again => !(again.endsWith('×2') && this.story.includes('to die after dm'))),
      ...count(done.flatMap(act => (act.act === 'say' && act.text.includes('欢迎来到') ? ['the opening'] : []))),
    )
    for (const error of this.#unrevived) this.problems.push(`not revived: ${String(error)}`)
  }

  /** One thing happens. */
  async #something(): Promise<void> {
    const { chat } = this
    const roll = this.#random.below(100)
    if (roll < 38) return this.#answer()
    if (roll < 50) return this.#accept()
    if (roll < 64) return this.#wait()
    if (roll < 74) return this.#refuse()
    if (roll < 80) return this.#order(this.#one(['/分群 进度', '/分群 暂停', '/分群 继续', '/分群 继续']))
    if (roll < 84) return this.#befriend()
    if (roll < 88) return this.#leave()
    if (roll < 91) {
      this.story.push('another login')
      await chat.world.logOut()
      await chat.world.logIn()
      await chat.stage.idle()
      return
    }
    if (this.#atCommands) return this.#wait()
    const after = this.#one(['add', 'invite', 'create', 'dm', 'kick', 'say'])
    this.story.push(`to die after ${after}`)
    chat.stage.armCrash(after, 1 + this.#random.below(2))
  }

  /** Does something, and in one of three cases dies at some command to Redis meanwhile. */
  async #mortal(work: () => Promise<void>): Promise<void> {
    if (!this.#atCommands || this.#random.below(3) > 0) return work()
    let died = false
    const stop = dieAtCommand(1 + this.#random.below(120), this.#one(['before', 'after']), () => {
      died = true
      this.deaths += 1
      stop()
      this.story.push('died')
      this.chat.stage.crash().catch((error: unknown) => this.#unrevived.push(error))
    })
    try {
      await work()
    } catch (error) {
      // The one who watches over the clock is told when its connection dies under it.
      if (!died) throw error
    }
    stop()
    await this.chat.stage.idle()
  }

  /** Somebody answers what he was asked. */
  async #answer(): Promise<void> {
    const open = this.#open()
    const asked = open[this.#random.below(Math.max(1, open.length))]
    if (asked) await this.#say(asked)
    else await this.#wait()
  }

  async #answerAll(): Promise<void> {
    for (const asked of this.#open()) await this.#say(asked)
    const { world } = this.chat
    for (const who of FRIENDS) {
      const room = world.findRoom('社群实战2群')
      if (room !== undefined && world.pendingCard(room, who)) {
        world.accept({ room, who })
        await this.chat.stage.idle()
      }
    }
  }

  async #say({ index, who, answers }: { index: number; who: string; answers: readonly string[] }): Promise<void> {
    const text = this.#one(answers)
    this.#answered.add(index)
    const said = this.chat.stage.acts[index]
    const moving = said?.act === 'dm' && said.text.includes('搬过去吗')
    if (moving && (text === '3' || text === '搬过去')) this.moves.add(who)
    if (said?.act === 'dm' && said.text.includes('带带新人吗') && !this.keepInOld && ['去', '2'].includes(text)) {
      this.moves.add(who)
    }
    this.story.push(`${who}: ${text}`)
    await this.chat.dms(who, text)
  }

  /** What was asked of people and not answered yet. */
  #open(): { index: number; who: string; answers: readonly string[] }[] {
    return this.chat.stage.acts.flatMap((act, index) => {
      if (act.act !== 'dm' || act.refused !== undefined || this.#answered.has(index)) return []
      const asked = questions.find(({ words }) => act.text.includes(words))
      return asked ? [{ index, who: act.who, answers: asked.answers }] : []
    })
  }

  async #accept(): Promise<void> {
    const { world } = this.chat
    const room = world.findRoom('社群实战2群')
    const holding = room === undefined ? [] : FRIENDS.filter(who => world.pendingCard(room, who))
    if (room === undefined || holding.length === 0) return this.#wait()
    const who = this.#one(holding)
    this.story.push(`${who} takes his card`)
    world.accept({ room, who })
    await this.chat.stage.idle()
  }

  async #wait(): Promise<void> {
    const span = this.#one(['1m', '5m', '40m', '3h', '11h', '26h'])
    this.story.push(`wait ${span}`)
    await this.chat.wait(span)
  }

  async #refuse(): Promise<void> {
    const action = this.#one(['create', 'add', 'invite', 'kick', 'dm'] as const)
    const delivered = action !== 'invite' && action !== 'dm' && this.#random.below(3) === 0
    const code = this.#one(action === 'create' ? [1205, -1, 1, -1] : [1205, 1, 1204])
    this.story.push(`refuse ${action} ${code}${delivered ? ', done all the same' : ''}`)
    this.chat.world.refuse({ action, code, times: 1 + this.#random.below(2), ...(delivered ? { delivered } : {}) })
  }

  async #befriend(): Promise<void> {
    const who = this.#one(STRANGERS)
    this.story.push(`${who} wants to be a friend`)
    this.chat.world.friend({ who, hello: '我在群里' })
    await this.chat.stage.idle()
  }

  async #leave(): Promise<void> {
    const who = this.#one(FRIENDS)
    const room = this.#random.below(2) === 0 ? 'g1' : this.chat.world.findRoom('社群实战2群')
    if (room === undefined || !this.chat.world.isMember(room, who)) return this.#wait()
    this.story.push(`${who} leaves ${room}`)
    await this.chat.leaves(who, room)
  }

  async #order(text: string): Promise<void> {
    this.story.push(`林老师: ${text}`)
    await this.chat.dms('林老师', text)
  }

  #inNew(who: string): boolean {
    const room = this.chat.world.findRoom('社群实战2群')
    return room !== undefined && this.chat.world.isMember(room, who)
  }

  #one<T>(all: readonly T[]): T {
    const one = all[this.#random.below(all.length)]
    if (one === undefined) throw new Error('nothing to choose from')
    return one
  }
}

import type { Redis } from 'ioredis'
import { log } from 'wechaty-puppet'
import { plugins } from '../../plugins/index.js'
import { type Chance, chance } from '../../src/domain/chance.js'
import { BOT } from '../../src/domain/keys.js'
import { OutboxRecords } from '../../src/queue/outbox-records.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import type { RefusableAct, Refusal } from '../../src/sandbox/refusals.js'
import { regular } from '../../src/sandbox/regulars.js'
import type { World } from '../../src/sandbox/world.js'
import { type Chat, openChat } from './chat.js'
import { dieAtCommand } from './death.js'
import { FaultTruth } from './fault-truth.js'
import { redisProbe } from './redis-probe.js'

const ads = [
  '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无',
  '宝妈手工活一单一结，日结300，➕薇❤️ zz_88991 领资料',
  '招聘打字员，在家就能做，日结400，加卫星 q-w-8-8-6-6 详谈',
  '代开fa票，各行各业都可以，加我Ⓥ：zz8899',
]
const rooms = ['g1', 'g2', 'g3'] as const
type Room = (typeof rooms)[number]

/** Of a hundred acts so many are refused. */
const REFUSED = 5
const codes = [1, 1, 1, -1, -1, 1205]

/** Somebody signed in, or tried to: what is true of it. */
export interface SignIn {
  id: string
  who: string
  room: Room
  date: string
  /** Nothing befell the bot until it had handled it. */
  calm: boolean
}

/**
 * A month in three groups in which everything goes wrong that does on WeChat: a login with all new ids each night, people
 * of one name, changes while the bot is away, silent leaves, notices that are garbled or do not come, refused acts, kills
 * and restarts of Redis. Whom each key belongs to, who signed in and who advertised is kept beside, by truth.
 */
export class FaultMonth {
  readonly chat: Chat
  readonly truth: FaultTruth
  readonly signIns: SignIn[] = []
  readonly advertisers = new Set<string>()
  /** Person → how often he came into a room. */
  readonly came = new Map<string, number>()
  /** Who came with a name that nobody else bears, and the name. */
  readonly newcomers = new Map<string, string>()
  /** Who changed so much while the bot was away that he can only be taken for somebody new. */
  readonly unrecognisable = new Set<string>()
  /** What the outbox did, by action id. */
  readonly effects = new Map<string, ActRecord[]>()
  /** Ids of texts after which the bot was killed before it could write them down. */
  readonly cutShort = new Set<string>()
  /** What is being done, for whoever asks why it takes so long. */
  at = 'the beginning'
  /** Why the bot did not come up again after a kill. */
  readonly unrevived: unknown[] = []
  readonly count = {
    logins: 0,
    met: 0,
    unsure: 0,
    acts: 0,
    refused: 0,
    kills: 0,
    redis: 0,
    settled: 0,
    joins: 0,
    leaves: 0,
  }
  readonly #dice: Chance
  readonly #redis: Redis
  readonly #unhook: (() => void)[] = []
  #killAfter: { act: ActRecord['act']; left: number } | undefined
  #sending = ''
  #dying = false
  #newcomers = 1000

  private constructor(chat: Chat, redis: Redis, seed: number) {
    this.chat = chat
    this.#redis = redis
    this.truth = new FaultTruth(redis, chat.world)
    this.#dice = chance(seed)
    this.#watchOutbox()
    this.#unhook.push(this.world.onAct(act => this.#acted(act)))
    const { refusals } = this.world.bot
    const ordered = refusals.take.bind(refusals)
    refusals.take = act => ordered(act) ?? this.#mayRefuse(act)
  }

  static async begin(seed: number): Promise<FaultMonth> {
    // A kill in the middle of a question is an error to Wechaty, and to its log.
    process.env['WECHATY_LOG'] = 'silent'
    log.level('silent')
    const probe = redisProbe()
    const same = (name: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at + 1}`, { name }]))
    const chat = await openChat({
      seed,
      start: '2030-01-07T09:30',
      plugins: [...plugins, probe.plugin],
      config: { plugins: { admission: { mode: 'open' } } },
      people: {
        lin: { name: '林老师', friend: true },
        zhou: { name: '小周', friend: true },
        ...same('张伟', 2),
        ...same('李娜', 3),
        ...same('微信用户', 4),
        bare: { name: '阿木', avatar: 'none' },
      },
      rooms: {
        g1: {
          topic: '晨跑1群',
          members: ['lin', 'zhou', '张伟1', '张伟2', '李娜1', '微信用户1', '微信用户2'],
          fill: 110,
        },
        g2: { topic: '晨跑2群', members: ['lin', 'zhou', '李娜2', '李娜3', '微信用户3', 'bare'], fill: 70 },
        g3: { topic: '晨跑3群', members: ['lin', '张伟1', '微信用户4', '李娜1'], fill: 40 },
      },
      roles: { main: { owner: 'lin', admin: ['zhou', '张伟1'] } },
    })
    await chat.says('lin', '大家早上好呀')
    const month = new FaultMonth(chat, probe.connection(), seed)
    await month.truth.learn()
    return month
  }

  get world(): World {
    return this.chat.world
  }

  get redis(): Redis {
    return this.#redis
  }

  async close(): Promise<void> {
    for (const unhook of this.#unhook.splice(0)) unhook()
    this.#redis.disconnect()
    await this.chat.close()
  }

  /** One day, from the morning of one to that of the next. */
  async day(): Promise<void> {
    this.at = `${this.#today()}, the morning`
    await this.#until('10:00')
    for (const room of rooms) if (this.#oneIn(3)) await this.#newcomer(room)
    await this.#until('12:00')
    await this.#wordOfStaff()
    this.at = `${this.#today()}, the afternoon`
    await this.#until('15:00')
    this.#changes()
    if (this.#oneIn(3)) this.#killSoon()
    await this.#until('19:00')
    this.at = `${this.#today()}, the evening: people are settled`
    await this.#answer()
    if (this.#oneIn(4)) await this.#settle()
    this.at = `${this.#today()}, the night`
    await this.#until(this.#oneIn(2) ? '23:50' : '02:10')
    await this.#newSession()
    await this.#until('06:50')
    this.at = `${this.#today()}, the check-ins`
    await this.#morning()
    await this.#until('09:30')
  }

  /** What reached WeChat. */
  acts<Kind extends ActRecord['act']>(kind: Kind): Extract<ActRecord, { act: Kind }>[] {
    const isOf = (act: ActRecord): act is Extract<ActRecord, { act: Kind }> => act.act === kind
    return this.chat.stage.acts.filter(isOf).filter(({ refused }) => refused === undefined)
  }

  // Nights

  async #newSession(): Promise<void> {
    await this.#calm()
    await this.truth.learn()
    this.count.logins += 1
    await this.world.logOut()
    this.#changes({ away: true })
    // The process dies, too; the next one logs in.
    if (this.#oneIn(6)) this.#kill()
    const stop = this.#oneIn(3)
      ? dieAtCommand(1 + this.#dice.below(120), this.#oneIn(2) ? 'before' : 'after', () => this.#kill())
      : () => 0
    await this.world.logIn()
    await this.chat.stage.idle()
    stop()
    await this.chat.stage.idle()
    await this.truth.learn()
    const identity = await this.truth.identity()
    this.count.unsure += identity.unsure.size
    for (const member of identity.members) if (identity.contactOf(member) !== undefined) this.count.met += 1
  }

  /** People come and go without a word, and call themselves something else. */
  #changes({ away = false } = {}): void {
    const { world } = this
    for (const room of rooms) {
      const all = world.members(room).filter(({ who }) => this.#isOrdinary(who))
      for (const { who, card } of this.#some(all, away ? 2 : 1)) {
        const { ownAvatar } = world.truth.person(who)
        const roll = this.#dice.below(4)
        if (roll === 0) {
          world.leave({ room, who })
          this.count.leaves += 1
        } else if (roll === 1 && (ownAvatar || card !== '')) world.rename({ who, name: this.#freshName() })
        else if (roll === 2) world.setCard({ room, who, card: `火星-矿工-${world.name(who)}` })
        else if (!ownAvatar && card === '') {
          world.rename({ who, name: this.#freshName() })
          if (away) this.unrecognisable.add(who)
        }
      }
      if (away && this.#oneIn(4)) this.#comes(room, this.#freshName(), 'unseen')
      // Now and then one of a name that others bear, and nothing else to know him by. Of a crowd only five are offered.
      const same = world.members(room).filter(({ who }) => world.name(who) === '李娜').length
      if (away && this.#oneIn(8) && same < 4) this.#comes(room, '李娜', 'unseen', { plain: true })
    }
  }

  // Days

  async #morning(): Promise<void> {
    const fault = this.#dice.below(8)
    for (let burst = 0; burst < 6; burst += 1) {
      const here: SignIn[] = []
      const kills = this.count.kills
      const restarted = fault === 1 && burst === 2 ? this.#restartRedis() : undefined
      for (const room of rooms) {
        const people = this.world.members(room).filter(({ who }) => who !== BOT)
        for (const { who } of this.#some(people, Math.ceil(people.length / 14))) {
          here.push({ ...this.#say(room, who, this.#oneIn(2) ? '签到' : '早'), who, room, calm: true })
        }
      }
      if (fault === 2 && burst === 3) this.#kill()
      if (fault === 3 && burst === 4) await this.#dieWhile(() => this.chat.stage.idle())
      await restarted
      await this.chat.stage.idle()
      for (const one of here) this.signIns.push({ ...one, calm: this.count.kills === kills })
      await this.chat.wait('20m')
    }
    if (fault === 4) this.#killSoon('say')
    await this.#until('09:20')
  }

  async #newcomer(room: Room): Promise<void> {
    const event = (['seen', 'seen', 'garbled', 'unseen'] as const)[this.#dice.below(4)] ?? 'seen'
    const gone = [...this.advertisers].find(who => !rooms.some(each => this.world.isMember(each, who)))
    const who = gone !== undefined && this.#oneIn(3) ? gone : this.#comes(room, this.#freshName(), event)
    if (who === gone) this.#join(room, who, event)
    await this.chat.stage.idle()
    if (!this.#oneIn(2)) return
    await this.chat.wait('10m')
    if (!this.world.isMember(room, who)) return
    this.advertisers.add(who)
    if (this.#oneIn(3)) this.#killSoon(this.#oneIn(2) ? 'kick' : 'say')
    this.#say(room, who, ads[this.#dice.below(ads.length)] ?? '')
    await this.chat.stage.idle()
    await this.chat.wait('10m')
  }

  /** An order of an admin's, and one of somebody who is called like an admin: nothing may come of that. */
  async #wordOfStaff(): Promise<void> {
    if (this.world.isMember('g1', '张伟2')) this.#say('g1', '张伟2', '/踢 @小周')
    await this.chat.stage.idle()
    if (this.#oneIn(3)) this.#say('g1', 'zhou', '/状态')
    await this.#calm()
  }

  /** An admin answers what he is asked: always that it be done. */
  async #answer(): Promise<void> {
    if (this.#oneIn(2)) this.world.dm({ who: 'zhou', text: '2' })
    await this.#calm()
  }

  /** The owner says who is who, and knows it: of whoever was unsure several nights in a row, night by night. */
  async #settle(): Promise<void> {
    await this.#calm()
    for (let again = true; again; ) {
      again = false
      await this.truth.learn()
      const identity = await this.truth.identity()
      for (const [key, candidates] of identity.unsure) {
        const who = this.truth.ownerOf.get(key)
        const free = candidates.map(each => (identity.contactOf(each) === undefined ? each : ''))
        const which = free.findLastIndex(each => each !== '' && this.truth.ownerOf.get(each) === who)
        if (free.every(each => each === '')) continue
        this.world.dm({ who: 'lin', text: `/绑定 ${key.slice(1)} ${which < 0 ? '新人' : which + 1}` })
        await this.#calm()
        const settled = await this.truth.identity()
        // A refused answer, or a kill: another day.
        if (settled.person(key)?.unsure?.join() === candidates.join()) continue
        this.count.settled += 1
        again ||= settled.unsure.has(free[which] ?? '')
      }
    }
    this.world.dm({ who: 'lin', text: '/绑定' })
    await this.#calm()
  }

  #comes(room: Room, name: string, event: 'seen' | 'garbled' | 'unseen', { plain = false } = {}): string {
    const who = `n${this.#newcomers++}`
    this.world.addPerson(who, name)
    if (plain) this.world.truth.person(who).ownAvatar = false
    else this.newcomers.set(who, name)
    this.#join(room, who, event)
    return who
  }

  #join(room: Room, who: string, event: 'seen' | 'garbled' | 'unseen'): void {
    this.came.set(who, (this.came.get(who) ?? 0) + 1)
    this.count.joins += 1
    this.world.join({ room, who: [who], event, ...(this.#oneIn(2) ? { by: 'zhou' } : {}) })
  }

  #say(room: Room, who: string, text: string): { id: string; date: string } {
    return { id: this.world.say({ room, who, text }), date: this.#today() }
  }

  // What goes wrong

  /** The bot is killed right after its next act, or that of a kind. */
  #killSoon(act: ActRecord['act'] = this.#oneIn(2) ? 'say' : 'dm'): void {
    this.#killAfter = { act, left: 1 + this.#dice.below(2) }
  }

  /** Not while it is on its way up after the last one: then there is nobody to kill. */
  #kill(): void {
    if (this.#dying) return
    this.#dying = true
    this.count.kills += 1
    this.chat.stage
      .crash()
      .catch((error: unknown) => this.unrevived.push(error))
      .finally(() => {
        this.#dying = false
      })
  }

  async #dieWhile(work: () => Promise<void>): Promise<void> {
    const stop = dieAtCommand(1 + this.#dice.below(200), this.#oneIn(2) ? 'before' : 'after', () => this.#kill())
    await work()
    stop()
  }

  async #restartRedis(): Promise<void> {
    this.count.redis += 1
    await this.chat.stage.restartRedis()
  }

  #mayRefuse(action: RefusableAct): Refusal | undefined {
    if (this.#dice.below(100) >= REFUSED) return undefined
    const code = codes[this.#dice.below(codes.length)] ?? 1
    // What can be seen may happen although the answer is no.
    return { action, code, ...(action === 'kick' && this.#oneIn(3) ? { delivered: true } : {}) }
  }

  #acted(act: ActRecord): void {
    if (act.act === 'alert') return
    this.count.acts += 1
    if (act.refused !== undefined) {
      this.count.refused += 1
      return
    }
    this.effects.set(this.#sending, [...(this.effects.get(this.#sending) ?? []), act])
    if (!this.#killAfter || act.act !== this.#killAfter.act) return
    this.#killAfter.left -= 1
    if (this.#killAfter.left > 0) return
    this.#killAfter = undefined
    if (act.act === 'say' || act.act === 'dm') this.cutShort.add(this.#sending)
    this.#kill()
  }

  /** The outbox sends one after the other: what reaches WeChat is what it wrote down last. */
  #watchOutbox(): void {
    const { sending } = OutboxRecords.prototype
    const month = this
    OutboxRecords.prototype.sending = function (...args) {
      month.#sending = args[0].id
      return sending.apply(this, args)
    }
    this.#unhook.push(() => {
      OutboxRecords.prototype.sending = sending
    })
  }

  // Small things

  #isOrdinary(who: string): boolean {
    return !['lin', 'zhou', '张伟1', BOT].includes(who)
  }

  async #calm(): Promise<void> {
    await this.chat.stage.idle()
    await this.chat.wait('30s')
  }

  async #until(time: string): Promise<void> {
    await this.chat.wait(time)
  }

  #today(): string {
    return new Date(this.chat.now + 8 * 3_600_000).toISOString().slice(0, 10)
  }

  #freshName(): string {
    return regular(this.#newcomers++).name
  }

  #oneIn(count: number): boolean {
    return this.#dice.below(count) === 0
  }

  #some<T>(of: readonly T[], count: number): T[] {
    const left = [...of]
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(this.#dice.below(left.length), 1),
    ).flat()
  }
}

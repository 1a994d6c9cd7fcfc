import type { ConnectionOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Wechaty } from 'wechaty'
import { Acting } from './chat/acting.js'
import { Binder } from './chat/binder.js'
import { kindOfPuppet } from './chat/capabilities.js'
import { Gateway } from './chat/gateway.js'
import { Identity } from './chat/identity.js'
import type { PuppetLink } from './chat/link.js'
import { Lookout, type LookoutPace } from './chat/lookout.js'
import { ordinaryPlugin } from './chat/ordinary-plugin.js'
import { Platform } from './chat/platform.js'
import { Roster } from './chat/roster.js'
import type { WatchdogOptions } from './chat/watchdog.js'
import { prefixOf, type QunguanConfig } from './config/load.js'
import type { Unless } from './domain/actions.js'
import { addDays, clockOf, dateOf, timeOn } from './domain/calendar.js'
import { chanceOf } from './domain/chance.js'
import type { Millis, QunguanEvent } from './domain/events.js'
import { InHand } from './domain/in-hand.js'
import { BOT, type CommunityKey, type MemberKey, type RoomKey } from './domain/keys.js'
import { quietUntil } from './domain/quiet.js'
import { atLeast } from './domain/roles.js'
import { openBooks } from './kernel/books/books.js'
import { Breaker } from './kernel/breaker.js'
import { Cases } from './kernel/cases.js'
import { newClaim } from './kernel/claims.js'
import { ConfigBook } from './kernel/config-book.js'
import { contextOf } from './kernel/context.js'
import type { Log, Plugin } from './kernel/contract.js'
import { hiddenSettings } from './kernel/hidden-settings.js'
import { Host } from './kernel/host.js'
import type { House } from './kernel/house.js'
import { housePlugin, type Works } from './kernel/house-plugin/index.js'
import { kindTexts } from './kernel/house-plugin/status.js'
import { noticeInWords } from './kernel/house-plugin/watch-words.js'
import { Incidents } from './kernel/incidents.js'
import { Inquiries } from './kernel/inquiries.js'
import { Namesakes } from './kernel/namesakes.js'
import { People } from './kernel/people.js'
import { Questions } from './kernel/questions.js'
import { Recognition } from './kernel/recognition.js'
import { Replies } from './kernel/replies.js'
import { Rights } from './kernel/rights.js'
import { Roles } from './kernel/roles.js'
import { Rooms } from './kernel/rooms.js'
import { Sagas } from './kernel/sagas.js'
import { Settings } from './kernel/settings.js'
import { emptyShadows } from './kernel/shadows.js'
import { line } from './kernel/texts.js'
import { Watch } from './kernel/watch.js'
import { Outbox } from './queue/outbox.js'
import { Timers } from './queue/timers.js'
import { type Address, connect } from './redis/connect.js'
import { openData } from './redis/schema.js'

/** Every plugin that ships, the house's own first; the house's needs the app and is made with it. */
export type PluginList = readonly Plugin[]

export interface AppOptions {
  config: QunguanConfig
  plugins: PluginList
  redis: Address
  link: PuppetLink
  log: Log
  /** Told to the operators, outside WeChat; always logged too. */
  onAlert: (text: string) => void
  onReady?: () => void
  onLogin?: (name: string) => void
  onLogout?: () => void
  onScan?: (url: string) => void
  /** The time everything lives in; shipped: the machine's. */
  now?: () => Millis
  /** A simulator shifts the clock: see docs/architecture.md, "Virtual time". */
  virtual?: boolean
  /** Every choice and jitter follows from it; shipped: the account's name. */
  seed?: string
  /** The Redis is this bot's alone: once a day it may write its file anew, so that what was forgotten is gone from disk too. */
  ownsRedis?: boolean
  /** When silence is an outage, and how often it is told; shipped: docs/operations.md. */
  watchdog?: Partial<WatchdogOptions>
  /** How often rooms are looked at; shipped: every 15 minutes. */
  lookout?: Partial<LookoutPace>
  /** Somebody else's bot, started and stopped by him (`bot.use(qunguan(config))`). */
  bot?: Wechaty
}

/**
 * Qunguan, put together. This is the one place where everything is wired: what must go up (a due timer, an event, a
 * result) is a function handed down from here.
 */
export class App {
  readonly house: House
  readonly #o: AppOptions
  readonly #inHand = new InHand()
  readonly #redis: Redis
  readonly #platform: Platform
  readonly #identity: Identity
  readonly #roster: Roster
  readonly #binder: Binder
  readonly #gateway: Gateway
  readonly #lookout: Lookout
  readonly #acting: Acting
  readonly #outbox: Outbox
  readonly #timers: Timers
  readonly #host: Host
  readonly #recognition: Recognition
  readonly #rooms: Rooms
  readonly #settings: Settings
  readonly #roles: Roles
  readonly #cases: Cases
  readonly #rights: Rights
  readonly #questions: Questions
  readonly #breaker: Breaker
  readonly #config: ConfigBook
  readonly #watch: Watch
  #connected = false
  #started = false
  #severed = false
  /** Goes on with what a dead process had begun with people. */
  readonly #goOn: () => Promise<void>
  #rewrittenOn = ''
  #books: House['books'] | undefined

  private constructor(options: AppOptions) {
    this.#o = options
    const { config, link, log } = options
    const now = options.now ?? Date.now
    const prefix = prefixOf(config)
    const onError = (error: Error) => {
      if (!this.#severed) log.error({ err: error }, 'something failed beneath the kernel')
    }
    this.#redis = connect(options.redis, {
      name: 'qunguan',
      log,
      onState: state => {
        if (state === 'down') this.#alert('Redis 断开了：我先停住，连上后继续，不会丢已收到的。')
      },
    })
    const redis = this.#redis
    const connection = bullConnection(options.redis)
    this.#identity = new Identity(redis, prefix)
    this.#roster = new Roster(redis, prefix)
    this.#rooms = new Rooms(redis, prefix)
    this.#settings = new Settings(redis, prefix)
    this.#roles = new Roles(redis, prefix)
    this.#cases = new Cases(redis, prefix)
    this.#rights = new Rights(redis, prefix)
    this.#questions = new Questions(redis, prefix)
    this.#breaker = new Breaker(redis, prefix)
    this.#config = new ConfigBook(config, this.#settings)
    this.#platform = new Platform(link)
    this.#binder = new Binder({
      platform: this.#platform,
      identity: this.#identity,
      roster: this.#roster,
      named: (topic, members) => this.#named(topic, members),
      mistakable: () =>
        this.#rooms.communities.flatMap(community =>
          (this.#books?.impostors.in(community) ?? []).map(({ member, of }) => [member, of] as const),
        ),
    })
    this.#watch = new Watch({
      link,
      now,
      onNotice: notice => this.#alert(noticeInWords(notice, this.house.text)),
      ...(options.watchdog ? { thresholds: options.watchdog } : {}),
    })
    this.#acting = new Acting({
      link,
      platform: this.#platform,
      identity: this.#identity,
      roster: this.#roster,
      redis,
      prefix,
      now,
      isKept: room => this.#rooms.isKept(room),
      lookAt: roomId => this.#lookout.look(roomId),
      onError,
    })
    this.#outbox = new Outbox({
      redis,
      prefix,
      connection,
      pacing: config.main.pacing,
      now,
      random: () => this.house.random(`outbox|${this.#outbox.pickUps}`),
      inHand: this.#inHand,
      ...(options.virtual ? { virtual: true } : {}),
      perform: action => this.#acting.perform(action),
      look: (action, since) => this.#acting.look(action, since),
      holds: unless => this.#holds(unless),
      quietUntil: at => quietUntil(this.#config.main.quiet, this.#config.main.timezone, at),
      tomorrow: at => timeOn(addDays(dateOf(at, this.#config.main.timezone), 1), '10:00', this.#config.main.timezone),
      onSettled: ({ from, ...settled }) => {
        const room = from ?? ('room' in settled.action ? settled.action.room : undefined)
        const event = { kind: 'settled', id: `settled|${settled.id}`, settled } as const
        return this.house.receive(room === undefined ? event : { ...event, room })
      },
      onError,
      onPaused: (kind, until, code) =>
        this.#alert(
          this.house.text('tooOften', {
            code,
            kind: this.house.text(kindTexts[kind]),
            until: `${dateOf(until, this.#config.main.timezone)} ${clockOf(until, this.#config.main.timezone)}`,
          }),
        ),
      connected: () => this.#connected,
      onAway: code => this.#alert(this.house.text('sessionOver', { code })),
    })
    this.#timers = new Timers({
      redis,
      prefix,
      connection,
      now,
      inHand: this.#inHand,
      ...(options.virtual ? { virtual: true } : {}),
      onDue: timer => this.#due(timer),
      onLater: job => this.#host.onLater(job),
      onError,
    })
    const works = (): Works => ({
      house: this.house,
      people,
      incidents,
      recognition,
      namesakes,
      desk: this.#host.desk,
      contextOf: (name, room, cause) => {
        const plugin = this.house.plugins.find(each => each.name === name)
        if (!plugin) throw new Error(`no plugin ${name}`)
        return contextOf(parts, { plugin, room, cause })
      },
    })
    const own = housePlugin(works)
    const seed = options.seed ?? config.main.account
    const app = this
    this.house = {
      account: config.main.account,
      puppet: kindOfPuppet(link.puppet),
      redis,
      prefix,
      log,
      inHand: this.#inHand,
      plugins: [own, ...options.plugins],
      config: this.#config,
      identity: this.#identity,
      roster: this.#roster,
      rooms: this.#rooms,
      roles: this.#roles,
      cases: this.#cases,
      rights: this.#rights,
      questions: this.#questions,
      settings: this.#settings,
      sagas: new Sagas({ redis, prefix, now, runStep: record => this.#host.runStep(record) }),
      get books() {
        if (!app.#books) throw new Error('the books are not open yet')
        return app.#books
      },
      outbox: this.#outbox,
      timers: this.#timers,
      now,
      random: cause => chanceOf(`${seed}|${cause}`),
      text: (key, values) => {
        const { main } = this.#config
        const overrides = this.#config.of(own, '', '').value.texts
        return line(own.texts, main.locale, overrides, key, values)
      },
      reconcile: () => this.#reconcile(),
      alert: text => this.#alert(text),
      refresh: member => this.#binder.refresh(member),
      recognised: () => this.#binder.recognised,
      rekey: async (from, room) => {
        const id = this.#identity.idOfRoom(from)
        if (id === undefined) return
        await this.#binder.rekey(id, room, this.#identity.room(from)?.topic ?? '')
        await this.#lookout.look(id, { byHand: true })
      },
      probe: (room, how) => this.#acting.probe(room, how),
      look: async room => {
        const id = this.#identity.idOfRoom(room)
        if (id !== undefined) await this.#lookout.look(id, { ask: true })
      },
      receive: event => this.#host.receive(event),
      health: () => this.#watch.health,
      ...(link.logout ? { logOut: async () => link.logout?.() } : {}),
    }
    const people = new People(this.house)
    const replies = new Replies(this.house, people, this.#breaker)
    const inquiries = new Inquiries(this.house, people, replies)
    const incidents = new Incidents(this.house, people, inquiries)
    const recognition = new Recognition(this.house, people)
    const namesakes = new Namesakes(this.house, people)
    this.#recognition = recognition
    const parts = {
      house: this.house,
      people,
      incidents,
      inquiries,
      recognition,
      replies,
      namesakes,
    }
    this.#host = new Host(parts)
    this.#goOn = async () => {
      await inquiries.recover()
      await incidents.recover()
      await this.house.sagas.recover((error, saga) => log.error({ err: error, saga: saga.id }, 'a saga cannot go on'))
    }
    const ears = {
      link,
      platform: this.#platform,
      identity: this.#identity,
      roster: this.#roster,
      binder: this.#binder,
      now,
      inHand: this.#inHand,
      onEvent: (event: QunguanEvent) => this.#received(event),
      onError,
    }
    this.#lookout = new Lookout({
      ...ears,
      random: cause => chanceOf(`${seed}|${cause}`),
      ...(options.lookout ? { pace: options.lookout } : {}),
      onPutOut: (_, topic) => this.#alert(`我被移出了「${topic}」，那里的事我看不到了。`),
    })
    const onBound = () => {
      // Whoever could not be told apart goes by another key, and shares his name under that one.
      for (const room of this.#rooms.kept) namesakes.changed(room)
      return recognition.loggedIn()
    }
    this.#gateway = new Gateway({ ...ears, lookout: this.#lookout, onBound })
  }

  /** Connects to Redis, reads what is there, logs in. Resolves when Wechaty has started; `onReady` tells of the login. */
  static async start(options: AppOptions): Promise<App> {
    const app = new App(options)
    await app.#start()
    return app
  }

  async #start(): Promise<void> {
    const { prefix } = this.house
    await openData(this.#redis, prefix, { log: this.#o.log })
    await Promise.all([
      this.#identity.load(),
      this.#rooms.load(),
      this.#roles.load(),
      this.#settings.load(),
      this.#questions.load(),
      this.#breaker.load(),
      this.#cases.load(),
      this.#recognition.load(),
      this.#rights.load(),
      this.#host.load(),
      openBooks(this.#redis, prefix, this.house.now).then(books => {
        this.#books = books
      }),
    ])
    await this.#roster.load(this.#identity.rooms.keys())
    this.#gateway.listen()
    this.#acting.listen()
    // Under a virtual clock nothing can be late.
    if (!this.#o.virtual) this.#watch.start()
    await this.#logIn()
  }

  async #logIn(): Promise<void> {
    const { link } = this.#o
    let bot = this.#o.bot
    if (!bot) {
      const { WechatyBuilder, log: brolog } = await import('wechaty')
      // Wechaty's own log may print what people write; ours never does.
      if (!process.env['WECHATY_LOG']) brolog.level('error')
      bot = WechatyBuilder.build({ puppet: link.puppet, ...(link.memory === undefined ? {} : { name: link.memory }) })
    }
    bot.on('error', error => {
      if (!this.#severed) this.#o.log.warn({ err: error }, 'Wechaty reports an error')
    })
    bot.on('scan', url => this.#o.onScan?.(url))
    // The puppet's own events come at once; Wechaty passes them on a turn later, when a virtual clock may have moved.
    // One after the other: each binds whom it sees, and two at once would take one person for two.
    let turn = Promise.resolve()
    const loggedIn = () => {
      void this.#inHand.during(() => {
        turn = turn.then(() => this.#loggedIn()).catch(error => this.#o.log.error({ err: error }, 'after the login'))
        return turn
      })
    }
    link.puppet.on('login', loggedIn)
    // Web WeChat's rooms and people trickle in after the login; when the list is complete we look again.
    link.puppet.on('ready', loggedIn)
    link.puppet.on('logout', () => {
      this.#connected = false
      this.#o.onLogout?.()
    })
    // While nothing gets through, nothing is tried: tries are counted.
    link.trouble?.(({ kind }) => {
      if (kind === 'offline') this.#connected = false
      if (kind !== 'back' || !this.#started || !link.puppet.isLoggedIn) return
      this.#connected = true
      void this.#inHand.during(() => this.#outbox.loggedIn())
    })
    if (this.#o.bot) {
      if (bot.isLoggedIn) await this.#loggedIn()
      return
    }
    for (const { package: name, options } of this.#config.main.wechatyPlugins) {
      bot.use(await ordinaryPlugin(name, options))
    }
    await bot.start()
  }

  async #loggedIn(): Promise<void> {
    await this.#gateway.loggedIn()
    await this.#keepConfigured()
    await this.#reconcile()
    this.#connected = true
    if (this.#started) return this.#outbox.loggedIn()
    this.#started = true
    await this.#outbox.start()
    // Only now: what is due may ask WeChat about people.
    await this.#timers.start()
    await this.#goOn()
    this.#o.onLogin?.(this.#identity.person(BOT)?.name ?? '')
    this.#o.onReady?.()
  }

  /** Finishes what is in hand and leaves; WeChat is not told, so the session stays good (law 14). */
  async stop(): Promise<void> {
    this.#watch.stop()
    this.#gateway.stop()
    this.#acting.stop()
    this.#connected = false
    await this.#outbox.stop()
    await this.#timers.stop()
    await this.#inHand.empty()
    this.#severed = true
    this.#o.link.leave?.()
    await this.#redis.quit()
  }

  /** Cuts every line at once, as a kill would: nothing is finished, nothing told. */
  async sever(): Promise<void> {
    this.#severed = true
    this.#watch.stop()
    this.#gateway.stop()
    this.#acting.stop()
    this.#redis.disconnect()
    await Promise.all([this.#outbox.sever(), this.#timers.sever()])
  }

  /** Work in hand: at zero a virtual clock may move. */
  get inHand(): InHand {
    return this.#inHand
  }

  /** When the next timer or waiting action is due. */
  next(): Millis | undefined {
    const dues = [this.#timers.next(), this.#outbox.next()].filter(due => due !== undefined)
    return dues.length === 0 ? undefined : Math.min(...dues)
  }

  /** A virtual clock has moved. */
  async moved(now: Millis): Promise<void> {
    await Promise.all([this.#timers.moved(now), this.#outbox.moved(now)])
  }

  /** A command of the operators; what they are answered. */
  operate(text: string): Promise<string> {
    return this.#inHand.during(() => this.#host.desk.operate(text, `operator|${this.house.now()}|${chanceOf(text)}`))
  }

  /** Operators saved another config. */
  async reload(config: QunguanConfig): Promise<void> {
    this.#config.replace(config)
    await this.#outbox.repace(config.main.pacing)
    await this.#keepConfigured()
    await this.#reconcile()
    const hidden = hiddenSettings(config, this.house.plugins, this.#rooms, this.#settings)
    if (hidden.length > 0) this.#alert(`群主用命令设过、所以 YAML 里的不生效：\n${hidden.join('\n')}`)
  }

  /** Communities that nobody has claimed yet, each with a fresh code. */
  async openClaims(): Promise<{ community: CommunityKey; code: string }[]> {
    const open = Object.keys(this.#config.all.communities).filter(key => this.#roles.owner(key) === undefined)
    return Promise.all(
      open.map(async community => ({
        community,
        code: await newClaim(this.#redis, this.house.prefix, community, this.house.now()),
      })),
    )
  }

  async #received(event: QunguanEvent): Promise<void> {
    if (event.kind === 'message') {
      this.#watch.heard()
      // Whoever hands messages out has not thrown us out.
      if (this.#outbox.away) await this.#outbox.loggedIn()
    }
    if (event.kind === 'joined' || event.kind === 'pulled') await this.#keepConfigured()
    await this.#host.receive(event)
  }

  async #due(timer: { name: string; room: string; due: Millis; run: string }): Promise<Millis | undefined> {
    if (timer.name !== POLL) return this.#host.onDue(timer)
    if (this.#connected) await this.#lookout.poll()
    // Rooms that came into sight since may be what was missing.
    if (this.#recognition.blind) await this.#recognition.loggedIn()
    await this.#questions.forgetOld(this.house.now())
    await this.#cases.dropOldEvidence(this.house.now())
    await this.#rewriteDaily()
    return this.#lookout.nextPoll
  }

  async #rewriteDaily(): Promise<void> {
    const today = dateOf(this.house.now(), this.#config.main.timezone)
    if (!this.#o.ownsRedis || this.#rewrittenOn === today) return
    this.#rewrittenOn = today
    await this.#redis.bgrewriteaof()
  }

  async #reconcile(): Promise<void> {
    await emptyShadows(this.house)
    const known = this.#timers.dueOf(POLL, '-')
    await this.#timers.reconcile([
      ...this.#host.wantedTimers(),
      { name: POLL, room: '-', due: known ?? this.#lookout.nextPoll },
    ])
  }

  /** Rooms that the YAML names are kept from the moment they are first seen. */
  async #keepConfigured(): Promise<void> {
    for (const [community, { rooms }] of Object.entries(this.#config.all.communities)) {
      for (const room of Object.keys(rooms)) {
        if (this.#rooms.get(room) || this.#identity.idOfRoom(room) === undefined) continue
        const topic = this.#identity.room(room)?.topic ?? ''
        await this.#rooms.put(room, { state: 'kept', topic, community, since: this.house.now() })
      }
    }
  }

  /**
   * The room of the YAML that a topic names, when it names exactly one that was never seen and somebody who runs that
   * community is in it. While nobody has claimed the community its topic is enough.
   */
  #named(topic: string, members: readonly MemberKey[]): RoomKey | undefined {
    const named = Object.entries(this.#config.all.communities).flatMap(([community, { rooms }]) =>
      Object.entries(rooms)
        .filter(([key, room]) => room.topic === topic && this.#identity.room(key) === undefined)
        .map(([room]) => ({ room, staff: this.#roles.holders(community, 'admin') })),
    )
    const [only] = named
    if (named.length !== 1 || !only) return undefined
    return only.staff.length === 0 || only.staff.some(member => members.includes(member)) ? only.room : undefined
  }

  #holds(unless: Unless): boolean {
    if (unless.is === 'undone') return this.#cases.get(unless.case)?.status === 'undone'
    if (unless.is === 'ambiguous') return this.#identity.isAmbiguous(unless.member)
    const seat = this.#roster.seat(unless.room, unless.member)
    if (unless.is === 'gone') return seat === undefined && !this.#roster.isDoubted(unless.room)
    const community = this.#rooms.get(unless.room)?.community ?? unless.room
    return unless.member === BOT || atLeast(this.#roles.roleOf(community, unless.member, seat !== undefined), 'admin')
  }

  #alert(text: string): void {
    if (this.#severed) return
    this.#o.log.warn({ alert: text }, 'alert')
    this.#o.onAlert(text)
  }
}

const POLL = 'roster.poll'

function bullConnection(address: Address): ConnectionOptions {
  const options = { maxRetriesPerRequest: null }
  if ('socket' in address) return { path: address.socket, ...options }
  // Hosted servers may forbid the INFO that BullMQ checks; it then wakes at whole seconds only.
  return { url: address.url, ...options, skipVersionCheck: true }
}

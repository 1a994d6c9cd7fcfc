import type { AppOptions } from './app-options.js'
import { type Assembly, assemble } from './assembly.js'
import { ordinaryPlugin } from './chat/ordinary-plugin.js'
import type { QunguanConfig } from './config/load.js'
import { dateOf } from './domain/calendar.js'
import { chanceOf } from './domain/chance.js'
import type { Millis, QunguanEvent } from './domain/events.js'
import { InHand } from './domain/in-hand.js'
import { BOT, type CommunityKey } from './domain/keys.js'
import type { House } from './kernel/house.js'
import { newClaim } from './kernel/people/claims.js'
import { keepAwaited } from './kernel/rooms/founding.js'
import { hiddenSettings } from './kernel/settings/hidden-settings.js'
import { emptyShadows } from './kernel/settings/shadows.js'
import { Insistence } from './queue/insistence.js'
import { Rounds } from './queue/rounds.js'
import { every } from './queue/ticker.js'
import { openData } from './redis/schema.js'

/**
 * Qunguan, from its start to its end: what comes first, what follows a login, what a reload and a stop mean. The parts are
 * put together in assembly.ts.
 */
export class App {
  readonly house: House
  readonly #o: AppOptions
  readonly #inHand = new InHand()
  readonly #insist: Insistence
  readonly #parts: Assembly
  /** Looks at rooms, notices or not. */
  readonly #rounds: Rounds
  #connected = false
  #started = false
  /** What a dead process left in the middle is gone on with. */
  #recovered = false
  #announced = false
  #leaving = false
  #severed = false
  #rewrittenOn = ''
  #noted: Millis = 0
  #endNotes = () => {}

  private constructor(options: AppOptions) {
    this.#o = options
    this.#insist = new Insistence(error => {
      if (!this.#severed) options.log.error({ err: error }, 'what follows a login failed; it is tried again')
    }, TRY_AGAIN)
    this.#parts = assemble(options, {
      inHand: this.#inHand,
      alert: text => this.#alert(text),
      received: event => this.#received(event),
      due: timer => this.#due(timer),
      reconcile: () => this.#reconcile(),
      connected: () => this.#connected,
      severed: () => this.#severed,
    })
    this.house = this.#parts.house
    this.#rounds = new Rounds({
      now: () => this.house.now(),
      inHand: this.#inHand,
      ...(options.virtual ? { virtual: true } : {}),
      go: () => this.#goRound(),
      onError: error => options.log.error({ err: error }, 'a round through the rooms failed'),
    })
  }

  /** Connects to Redis, reads what is there, logs in. Resolves when Wechaty has started; `onReady` tells of the login. */
  static async start(options: AppOptions): Promise<App> {
    const app = new App(options)
    await app.#start()
    return app
  }

  async #start(): Promise<void> {
    await openData(this.#parts.redis, this.house.prefix, { log: this.#o.log })
    await this.#parts.load()
    this.#parts.gateway.listen()
    this.#parts.acting.listen()
    // Under a virtual clock nothing can be late.
    if (!this.#o.virtual) {
      this.#parts.watch.start()
      this.#endNotes = every(NOTE_EVERY, () => this.#aside('could not note that we are here', () => this.#noteHeard()))
    }
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
    const inTurn = () => {
      const mine = turn.then(() => this.#loggedIn())
      // The next one comes whatever became of this one.
      turn = mine.catch(() => undefined)
      return mine
    }
    // Again where Redis refused some of it: half logged in, it would sit there and do nothing. A later login takes over.
    let logins = 0
    const loggedIn = () => {
      logins += 1
      const mine = logins
      const isCurrent = () => mine === logins && link.puppet.isLoggedIn && !this.#leaving
      const follow = async () => {
        if (!isCurrent()) return
        await inTurn().catch((error: unknown) => {
          if (isCurrent()) throw error
          if (!this.#severed) this.#o.log.error({ err: error }, 'what follows a login failed, but there is a later one')
        })
      }
      this.#aside('what follows a login failed', () => this.#insist.on(follow))
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
      this.#aside('could not go on sending', () => this.#parts.outbox.loggedIn())
    })
    if (this.#o.bot) {
      if (bot.isLoggedIn) await inTurn()
      return
    }
    for (const { package: name, options } of this.house.config.main.wechatyPlugins) {
      bot.use(await ordinaryPlugin(name, options))
    }
    await bot.start()
  }

  async #loggedIn(): Promise<void> {
    await this.#parts.gateway.loggedIn()
    await this.#keepConfigured()
    await this.#reconcile()
    await this.#parts.presence.back(this.house.now(), this.house.rooms.kept)
    this.#connected = true
    await this.#parts.outbox.loggedIn()
    if (!this.#started) {
      await this.#parts.outbox.start()
      // Only now: what is due may ask WeChat about people.
      await this.#parts.timers.start()
      // Not before: where Redis refused one of the two, the next try starts them. So it is with what follows.
      this.#started = true
      this.#rounds.start(this.#parts.lookout.nextPoll)
    }
    if (!this.#recovered) {
      await this.#parts.goOn()
      this.#recovered = true
    }
    await this.#tellAway()
    if (this.#announced) return
    this.#announced = true
    this.#o.onLogin?.(this.house.identity.person(BOT)?.name ?? '')
    this.#o.onReady?.()
  }

  /** Finishes what is in hand and leaves; WeChat is not told, so the session stays good (law 14). */
  async stop(): Promise<void> {
    this.#leaving = true
    this.#endNotes()
    this.#insist.giveUp()
    if (this.#connected) await this.#noteHeard()
    this.#parts.watch.stop()
    this.#parts.gateway.stop()
    this.#parts.codes.stop()
    this.#parts.acting.stop()
    this.#rounds.stop()
    this.#connected = false
    await this.#parts.outbox.stop()
    await this.#parts.timers.stop()
    await this.#inHand.empty()
    this.#severed = true
    this.#o.link.leave?.()
    await this.#parts.redis.quit()
  }

  /** Cuts every line at once, as a kill would: nothing is finished, nothing told. */
  async sever(): Promise<void> {
    this.#severed = true
    this.#leaving = true
    this.#endNotes()
    this.#insist.giveUp()
    this.#rounds.stop()
    this.#parts.watch.stop()
    this.#parts.gateway.stop()
    this.#parts.codes.stop()
    this.#parts.acting.stop()
    this.#parts.redis.disconnect()
    await Promise.all([this.#parts.outbox.sever(), this.#parts.timers.sever()])
  }

  /** Work in hand: at zero a virtual clock may move. */
  get inHand(): InHand {
    return this.#inHand
  }

  /** When the next timer or waiting action is due. */
  next(): Millis | undefined {
    const dues = [this.#parts.timers.next(), this.#parts.outbox.next(), this.#rounds.next()].filter(
      due => due !== undefined,
    )
    return dues.length === 0 ? undefined : Math.min(...dues)
  }

  /** A virtual clock has moved. */
  async moved(now: Millis): Promise<void> {
    this.#rounds.moved(now)
    await Promise.all([
      now - this.#noted >= NOTE_EVERY ? this.#noteHeard() : undefined,
      this.#parts.timers.moved(now),
      this.#parts.outbox.moved(now),
    ]).catch((error: unknown) => {
      // Whoever was cut off in the middle has no time any more.
      if (!this.#severed) throw error
    })
  }

  /** A command of the operators; what they are answered. */
  operate(text: string): Promise<string> {
    return this.#inHand.during('operator', () =>
      this.#parts.host.desk.operate(text, `operator|${this.house.now()}|${chanceOf(text)}`),
    )
  }

  /** Operators saved another config. */
  async reload(config: QunguanConfig): Promise<void> {
    this.house.config.replace(config)
    await this.#parts.outbox.repace(config.main.pacing)
    await this.#keepConfigured()
    await this.#reconcile()
    const hidden = hiddenSettings(config, this.house.plugins, this.house.rooms, this.house.settings)
    if (hidden.length > 0) this.#alert(`群主用命令设过、所以 YAML 里的不生效：\n${hidden.join('\n')}`)
  }

  /** Communities that nobody has claimed yet, each with a fresh code. */
  async openClaims(): Promise<{ community: CommunityKey; code: string }[]> {
    const open = Object.keys(this.house.config.all.communities).filter(key => this.house.roles.owner(key) === undefined)
    return Promise.all(
      open.map(async community => ({
        community,
        code: await newClaim(this.#parts.redis, this.house.prefix, community, this.house.now()),
      })),
    )
  }

  /** Has something done for which nobody waits. What fails of it is logged, unless it was cut off in the middle. */
  #aside(failed: string, work: () => Promise<void>): void {
    this.#inHand.during(failed, work).catch((error: unknown) => {
      if (!this.#severed) this.#o.log.error({ err: error }, failed)
    })
  }

  /** Until when everything has reached us: the last sync, where the puppet tells of syncs. */
  async #noteHeard(): Promise<void> {
    if (!this.#connected) return
    const { lastSync, loggedIn } = this.house.health()
    if (!loggedIn || lastSync === 'never') return
    this.#noted = this.house.now()
    await this.#parts.presence.heard(lastSync === 'untold' ? this.#noted : lastSync)
  }

  /** Rooms hear of a time in which nothing reached us, each in its lane. */
  async #tellAway(): Promise<void> {
    await this.#parts.presence.tell(event => this.#parts.host.receive(event))
  }

  async #received(event: QunguanEvent): Promise<void> {
    if (event.kind === 'message') {
      this.#parts.watch.heard()
      // Whoever hands messages out has not thrown us out.
      if (this.#parts.outbox.away) await this.#parts.outbox.loggedIn()
    }
    if (event.kind === 'joined' || event.kind === 'pulled') await this.#keepConfigured()
    await this.#parts.host.receive(event)
  }

  async #due(timer: { name: string; room: string; due: Millis; run: string }): Promise<Millis | undefined> {
    if (this.#parts.trials.isOwn(timer.name)) return this.#parts.trials.due(timer)
    return this.#parts.host.timed.onDue(timer)
  }

  /** Looks at the rooms whose time has come, and tidies up; when to do so again. */
  async #goRound(): Promise<Millis> {
    if (this.#connected) await this.#parts.lookout.poll()
    // Rooms that came into sight since may be what was missing.
    if (this.#parts.recognition.blind) await this.#parts.recognition.loggedIn()
    await this.house.questions.forgetOld(this.house.now())
    await this.house.cases.dropOldEvidence(this.house.now())
    await this.#rewriteDaily()
    return this.#parts.lookout.nextPoll
  }

  async #rewriteDaily(): Promise<void> {
    const today = dateOf(this.house.now(), this.house.config.main.timezone)
    if (!this.#o.ownsRedis || this.#rewrittenOn === today) return
    this.#rewrittenOn = today
    await this.#parts.redis.bgrewriteaof()
  }

  async #reconcile(): Promise<void> {
    await emptyShadows(this.house)
    await this.#parts.trials.check()
    await this.#parts.timers.reconcile([...this.#parts.host.timed.wantedTimers(), ...this.#parts.trials.wanted()])
    // Not awaited: who changes a setting stands in the lane in which this is told.
    this.#aside('plugins could not be told of the config', () => this.#parts.host.configured())
  }

  /** Rooms that the YAML names are kept from the moment they are first seen. */
  async #keepConfigured(): Promise<void> {
    for (const [community, { rooms }] of Object.entries(this.house.config.all.communities)) {
      for (const room of Object.keys(rooms)) {
        const known = this.house.rooms.get(room)
        if (known?.state === 'awaited') await keepAwaited(this.house, room)
        if (known || this.house.identity.idOfRoom(room) === undefined) continue
        const topic = this.house.identity.room(room)?.topic ?? ''
        await this.house.rooms.put(room, { state: 'kept', topic, community, since: this.house.now() })
      }
    }
  }

  #alert(text: string): void {
    if (this.#severed) return
    this.#o.log.warn({ alert: text }, 'alert')
    this.#o.onAlert(text)
  }
}

/** What follows a login is tried again after so long, then twice as long, at most. */
const TRY_AGAIN = { after: 5_000, most: 5 * 60_000 }

/** How much of what happened before a kill may be counted as time away. */
const NOTE_EVERY: Millis = 30_000

import type { AppOptions } from './app-options.js'
import { Acting } from './chat/acting.js'
import { Binder } from './chat/binder.js'
import { kindOfPuppet } from './chat/capabilities.js'
import { downloadFrom } from './chat/codes/download.js'
import { CodeReader } from './chat/codes/reader.js'
import { Gateway } from './chat/gateway.js'
import { Identity } from './chat/identity.js'
import { Lookout } from './chat/lookout.js'
import { Platform } from './chat/platform.js'
import { Roster } from './chat/roster.js'
import { prefixOf } from './config/load.js'
import type { Unless } from './domain/actions.js'
import { addDays, clockOf, dateOf, timeOn } from './domain/calendar.js'
import { chanceOf } from './domain/chance.js'
import type { Millis, QunguanEvent } from './domain/events.js'
import type { InHand } from './domain/in-hand.js'
import { BOT, type MemberKey, type RoomKey } from './domain/keys.js'
import { quietUntil } from './domain/quiet.js'
import { atLeast } from './domain/roles.js'
import { openBooks } from './kernel/books/books.js'
import { Brakes } from './kernel/cases/brakes.js'
import { Cases } from './kernel/cases/cases.js'
import { Incidents } from './kernel/cases/incidents.js'
import { Trials } from './kernel/cases/trials.js'
import { contextOf } from './kernel/context.js'
import { Breaker } from './kernel/conversation/breaker.js'
import { Inquiries } from './kernel/conversation/inquiries.js'
import { Questions } from './kernel/conversation/questions.js'
import { Replies } from './kernel/conversation/replies.js'
import { Host } from './kernel/host.js'
import type { House } from './kernel/house.js'
import { housePlugin, type Works } from './kernel/house-plugin/index.js'
import { kindTexts } from './kernel/house-plugin/status.js'
import { noticeInWords } from './kernel/house-plugin/watch-words.js'
import { dropWords } from './kernel/people/drop-words.js'
import { Namesakes } from './kernel/people/namesakes.js'
import { People } from './kernel/people/people.js'
import { Recognition } from './kernel/people/recognition.js'
import { Roles } from './kernel/people/roles.js'
import { Presence } from './kernel/rooms/presence.js'
import { Rights } from './kernel/rooms/rights.js'
import { Rooms } from './kernel/rooms/rooms.js'
import { Watch } from './kernel/rooms/watch.js'
import { Sagas } from './kernel/sagas.js'
import { ConfigBook } from './kernel/settings/config-book.js'
import { modeOf } from './kernel/settings/modes.js'
import { Settings } from './kernel/settings/settings.js'
import { line } from './kernel/texts.js'
import { bullConnection } from './queue/connection.js'
import { Outbox } from './queue/outbox.js'
import type { Posting } from './queue/posting.js'
import { Timers } from './queue/timers.js'
import { connect } from './redis/connect.js'

/** What the parts call upwards: the app, which lives longer than a login and shorter than the data. */
export interface Upward {
  inHand: InHand
  /** Tells the operators. */
  alert(text: string): void
  /** Something happened on WeChat. */
  received(event: QunguanEvent): Promise<void>
  /** A timer rings; when it is to ring next. */
  due(timer: { name: string; room: string; due: Millis; run: string }): Promise<Millis | undefined>
  /** Makes the set timers those that are wanted now. */
  reconcile(): Promise<void>
  /** Whether anything may leave. */
  connected(): boolean
  /** This process was cut off: what fails now fails because of that. */
  severed(): boolean
}

/** The parts of the app, put together and not started. */
export type Assembly = ReturnType<typeof assemble>

/** Makes every part and wires it to the others; what must go up is a function handed down. Nothing is read or begun yet. */
export function assemble(options: AppOptions, up: Upward) {
  const { link, log } = options
  const now = options.now ?? Date.now
  const prefix = prefixOf(options.config)
  const onError = (error: Error) => {
    if (!up.severed()) log.error({ err: error }, 'something failed beneath the kernel')
  }
  const redis = connect(options.redis, {
    name: 'qunguan',
    log,
    onState: state => {
      if (state === 'down') up.alert('Redis 断开了：我先停住，连上后继续，不会丢已收到的。')
    },
  })
  const connection = bullConnection(options.redis)
  const identity = new Identity(redis, prefix)
  const roster = new Roster(redis, prefix)
  const rooms = new Rooms(redis, prefix)
  const settings = new Settings(redis, prefix)
  const roles = new Roles(redis, prefix)
  const cases = new Cases(redis, prefix)
  const rights = new Rights(redis, prefix)
  const brakes = new Brakes(redis, prefix)
  const questions = new Questions(redis, prefix)
  const breaker = new Breaker(redis, prefix)
  const presence = new Presence(redis, prefix)
  const config = new ConfigBook(options.config, settings, room => rooms.get(room)?.like)
  const platform = new Platform(link)
  let books: House['books'] | undefined
  /**
   * The room of the YAML that a topic names, when it names exactly one that was never seen and somebody who runs that
   * community is in it. While nobody has claimed the community its topic is enough.
   */
  const named = (topic: string, members: readonly MemberKey[]): RoomKey | undefined => {
    const meant = Object.entries(config.all.communities).flatMap(([community, { rooms }]) =>
      Object.entries(rooms)
        .filter(([key, room]) => room.topic === topic && identity.room(key) === undefined)
        .map(([room]) => ({ room, staff: roles.holders(community, 'admin') })),
    )
    const [only] = meant
    if (meant.length !== 1 || !only) return undefined
    return only.staff.length === 0 || only.staff.some(member => members.includes(member)) ? only.room : undefined
  }
  const binder = new Binder({
    platform,
    identity,
    roster,
    named,
    mistakable: () =>
      rooms.communities.flatMap(community =>
        (books?.impostors.in(community) ?? []).map(({ member, of }) => [member, of] as const),
      ),
  })
  const watch = new Watch({
    link,
    now,
    onNotice: notice => up.alert(noticeInWords(notice, house.text)),
    ...(options.watchdog ? { thresholds: options.watchdog } : {}),
  })
  const acting: Acting = new Acting({
    link,
    platform,
    identity,
    roster,
    redis,
    prefix,
    now,
    isKept: room => rooms.isKept(room),
    lookAt: roomId => lookout.look(roomId),
    onError,
  })
  const holds = (unless: Unless): boolean => {
    if (unless.is === 'undone') {
      const status = cases.get(unless.case)?.status
      return status === 'undone' || status === 'dismissed'
    }
    if (unless.is === 'ambiguous') return identity.isAmbiguous(unless.member)
    if (unless.is === 'moved') return books?.windows.stands(unless, now()) === false
    const seat = roster.seat(unless.room, unless.member)
    if (unless.is === 'absent') return seat === undefined
    if (unless.is === 'gone') return seat === undefined && !roster.isDoubted(unless.room)
    const community = rooms.get(unless.room)?.community ?? unless.room
    return unless.member === BOT || atLeast(roles.roleOf(community, unless.member, seat !== undefined), 'admin')
  }
  /** Whoever asked for an action hears that it waits. */
  const tellHeld = (
    until: Millis,
    code: string,
    { id, action, origin, from }: Pick<Posting, 'id' | 'action' | 'origin' | 'from'>,
  ) => {
    const room = from ?? ('room' in action ? action.room : undefined)
    const held = { kind: 'held', id: `held|${id}|${until}`, action, origin, until, code } as const
    up.inHand
      .during('held', () => house.receive(room === undefined ? held : { ...held, room }))
      .catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))))
  }
  const outbox: Outbox = new Outbox({
    redis,
    prefix,
    connection,
    pacing: options.config.main.pacing,
    now,
    random: () => house.random(`outbox|${outbox.pickUps}`),
    inHand: up.inHand,
    ...(options.virtual ? { virtual: true } : {}),
    perform: action => acting.perform(action),
    look: (action, since) => acting.look(action, since),
    holds,
    quietUntil: at => quietUntil(config.main.quiet, config.main.timezone, at),
    tomorrow: at => timeOn(addDays(dateOf(at, config.main.timezone), 1), '10:00', config.main.timezone),
    onSettled: ({ from, ...settled }) => {
      const room = from ?? ('room' in settled.action ? settled.action.room : undefined)
      const event = { kind: 'settled', id: `settled|${settled.id}`, settled } as const
      return house.receive(room === undefined ? event : { ...event, room })
    },
    onError,
    onPaused(kind, until, code, record) {
      up.alert(
        house.text('tooOften', {
          code,
          kind: house.text(kindTexts[kind]),
          until: `${dateOf(until, config.main.timezone)} ${clockOf(until, config.main.timezone)}`,
        }),
      )
      tellHeld(until, code, record)
    },
    onUsedUp: (until, record) => tellHeld(until, 'paced', record),
    connected: () => up.connected(),
    onAway: code => up.alert(house.text('sessionOver', { code })),
  })
  const timers: Timers = new Timers({
    redis,
    prefix,
    connection,
    now,
    inHand: up.inHand,
    ...(options.virtual ? { virtual: true } : {}),
    onDue: timer => up.due(timer),
    onLater: job => host.timed.onLater(job),
    onError,
  })
  const codes = new CodeReader({
    download: downloadFrom(link),
    inHand: up.inHand,
    log,
    onRead: event => up.received(event),
    ...(options.codes ? { limits: options.codes } : {}),
  })
  const works = (): Works => ({
    house,
    people,
    incidents,
    inquiries,
    recognition,
    namesakes,
    desk: host.desk,
    contextOf: (name, room, cause) => {
      const plugin = house.plugins.find(each => each.name === name)
      if (!plugin) throw new Error(`no plugin ${name}`)
      return contextOf(parts, { plugin, room, cause })
    },
  })
  const own = housePlugin(works)
  const seed = options.seed ?? options.config.main.account
  const house: House = {
    account: options.config.main.account,
    puppet: kindOfPuppet(link.puppet),
    redis,
    prefix,
    log,
    inHand: up.inHand,
    plugins: [own, ...options.plugins],
    config,
    identity,
    roster,
    rooms,
    roles,
    cases,
    brakes,
    rights,
    questions,
    settings,
    sagas: new Sagas({
      redis,
      prefix,
      now,
      runStep: record => host.timed.runStep(record),
      eraseFrom: (record, member) => host.timed.eraseFromSaga(record, member),
    }),
    get books() {
      if (!books) throw new Error('the books are not open yet')
      return books
    },
    outbox,
    timers,
    now,
    random: cause => chanceOf(`${seed}|${cause}`),
    text: (key, values) => {
      const { main } = config
      const overrides = config.of(own, '', '').value.texts
      return line(own.texts, main.locale, overrides, key, values)
    },
    reconcile: () => up.reconcile(),
    alert: text => up.alert(text),
    refresh: member => binder.refresh(member),
    recognised: () => binder.recognised,
    rekey: async (from, room) => {
      const id = identity.idOfRoom(from)
      if (id === undefined) return
      await binder.rekey(id, room, identity.room(from)?.topic ?? '')
      await lookout.look(id, { byHand: true })
    },
    probe: (room, how) => acting.probe(room, how),
    look: async room => {
      const id = identity.idOfRoom(room)
      if (id !== undefined) await lookout.look(id, { ask: true })
    },
    readCodes: message => codes.read(message),
    receive: event => host.receive(event),
    health: () => watch.health,
    ...(link.logout ? { logOut: async () => link.logout?.() } : {}),
  }
  const people = new People(house)
  const replies = new Replies(house, people, breaker)
  const inquiries = new Inquiries(house, people, replies)
  const incidents = new Incidents(house, people, inquiries)
  const recognition = new Recognition(house, people)
  const trials = new Trials(house, people, redis, prefix)
  const namesakes = new Namesakes(house, people)
  const parts = {
    house,
    people,
    incidents,
    inquiries,
    recognition,
    replies,
    namesakes,
  }
  const host = new Host(parts)
  const goOn = async () => {
    await inquiries.recover()
    await incidents.recover()
    await house.sagas.recover((error, saga) => log.error({ err: error, saga: saga.id }, 'a saga cannot go on'))
  }
  const ears = {
    link,
    platform,
    identity,
    roster,
    binder,
    now,
    inHand: up.inHand,
    onEvent: (event: QunguanEvent) => up.received(event),
    onError,
  }
  const lookout = new Lookout({
    ...ears,
    random: cause => chanceOf(`${seed}|${cause}`),
    ...(options.lookout ? { pace: options.lookout } : {}),
    onPutOut: room => up.alert(`我被移出了「${people.room(room).name}」，那里的事我看不到了。`),
  })
  const onBound = () => {
    // Whoever could not be told apart goes by another key, and shares his name under that one.
    for (const room of rooms.kept) namesakes.changed(room)
    return recognition.loggedIn()
  }
  const gateway = new Gateway({ ...ears, lookout, onBound })

  const isOff = (name: string, room: RoomKey) => {
    const plugin = house.plugins.find(each => each.name === name)
    return plugin !== undefined && modeOf(house, plugin, room) === 'off'
  }

  /** Reads what is in Redis. */
  const load = async (): Promise<void> => {
    await Promise.all([
      identity.load(),
      rooms.load(),
      roles.load(),
      settings.load(),
      questions.load(),
      breaker.load(),
      cases.load(),
      brakes.load(),
      recognition.load(),
      trials.load(),
      rights.load(),
      host.load(),
      openBooks(redis, prefix, now, {
        dropWords: (community, member) => dropWords(house, community, member),
        isOff,
        isThere: (room, member) => roster.seat(room, member) !== undefined,
      }).then(open => {
        books = open
      }),
    ])
    await roster.load(identity.rooms.keys())
  }
  return {
    house,
    redis,
    watch,
    presence,
    acting,
    codes,
    outbox,
    timers,
    host,
    recognition,
    trials,
    lookout,
    gateway,
    load,
    goOn,
  }
}

import { fileURLToPath } from 'node:url'
import { App } from '../app.js'
import type { AppOptions, PluginList } from '../app-options.js'
import { Identity, type Person } from '../chat/identity.js'
import { Roster, type Seat } from '../chat/roster.js'
import { fromObjects, loadConfig, loadConfigFrom, prefixOf, type QunguanConfig } from '../config/load.js'
import { badSave, type Problem } from '../config/problems.js'
import { parseDuration } from '../domain/durations.js'
import type { Millis } from '../domain/events.js'
import { BOT } from '../domain/keys.js'
import { grantable } from '../domain/roles.js'
import { Roles } from '../kernel/people/roles.js'
import { Rooms } from '../kernel/rooms/rooms.js'
import { schemas } from '../plugin-schemas.js'
import { connect } from '../redis/connect.js'
import { type Log, silent } from '../redis/log.js'
import { startScratch } from '../redis/scratch.js'
import type { ActRecord } from './acts.js'
import { VirtualClock } from './clock.js'
import { type Client, type Door, sandboxDoor } from './door.js'
import type { Scenario } from './scenario.js'
import { InvalidConfig, type StageSources } from './simulate.js'
import type { CaseView, Stage } from './stage.js'
import { World } from './world.js'

/** The config that ships. */
const shippedConfig = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../config' : '../../config', import.meta.url),
)

const DAY: Millis = 86_400_000
/** What docs/scenarios.md says of a member without `joined` and of a room without `since`. */
const LONG_AGO = 90 * DAY

/** Pictures are read in real time: how busy the machine is must not decide a scenario. */
const patient: AppOptions['codes'] = { decoding: 30_000, download: 60_000 }

export interface TheatreOptions {
  log?: Log
  /** How the bot gets to the world; shipped: the sandbox's own puppet. */
  makeDoor?: (world: World) => Promise<Door> | Door
  /** As the app's own; shipped: more patient. */
  codes?: AppOptions['codes']
}

/** Builds stages: the whole bot over a sandbox world, a private Redis and a virtual clock. */
export function theatre(
  plugins: PluginList,
  { log = silent, makeDoor = sandboxDoor, codes = patient }: TheatreOptions = {},
) {
  return async (scenario: Scenario, sources: StageSources): Promise<Stage> => {
    const config = configOf(scenario, plugins, sources.config ?? shippedConfig)
    const clock = new VirtualClock(scenario.start)
    clock.install()
    const redis = await startScratch({ persist: true })
    const world = new World({
      now: clock.now,
      seed: scenario.seed,
      spec: { people: scenario.people, rooms: scenario.rooms, roles: scenario.roles },
    })
    await seed(scenario, world, config, { socket: redis.socket })
    const door = await makeDoor(world)
    const house = new Playhouse({ scenario, world, door, clock, config, plugins, redis, log, codes })
    await house.startUp()
    await house.idle()
    return house
  }
}

type Scratch = Awaited<ReturnType<typeof startScratch>>

class Playhouse implements Stage {
  readonly world: World
  readonly acts: ActRecord[] = []
  readonly #scenario: Scenario
  readonly #door: Door
  readonly #clock: VirtualClock
  readonly #plugins: PluginList
  readonly #redis: Scratch
  readonly #log: Log
  readonly #codes: AppOptions['codes']
  #config: QunguanConfig
  #app: App | undefined
  #client: Client | undefined
  #crashing: Promise<void> | undefined
  /** Whom the cases are about, by member key. */
  readonly #accused = new Map<string, string>()
  #armed: { after: string; left: number } | undefined
  /** Resolves when the present app is severed: wakes whoever waits for it. */
  #severed = signal()

  constructor(parts: {
    scenario: Scenario
    world: World
    door: Door
    clock: VirtualClock
    config: QunguanConfig
    plugins: PluginList
    redis: Scratch
    log: Log
    codes: AppOptions['codes']
  }) {
    this.#scenario = parts.scenario
    this.world = parts.world
    this.#door = parts.door
    this.#clock = parts.clock
    this.#config = parts.config
    this.#plugins = parts.plugins
    this.#redis = parts.redis
    this.#log = parts.log
    this.#codes = parts.codes
    this.world.onAct(act => this.#acted(act))
  }

  now(): Millis {
    return this.#clock.now()
  }

  async idle(): Promise<void> {
    for (;;) {
      await this.#crashing
      const app = this.#app
      const client = this.#client
      if (!app || !client) return
      await Promise.race([Promise.all([app.inHand.empty(), client.quiet()]), this.#severed.given])
      if (this.#crashing === undefined && this.#app === app && app.inHand.count === 0 && client.isQuiet()) return
    }
  }

  restless(): string {
    const inHand = [...(this.#app?.inHand.what ?? [])].map(([what, count]) =>
      count === 1 ? what : `${what} ×${count}`,
    )
    return [
      ...(this.#crashing ? ['it comes up after a crash'] : []),
      ...(this.#client?.isQuiet() === false ? ['its client is not quiet'] : []),
      inHand.length === 0 ? 'nothing is in hand' : `in hand: ${inHand.join(', ')}`,
    ].join('; ')
  }

  async advance(to: Millis, stop?: () => boolean | Promise<boolean>): Promise<Millis> {
    for (;;) {
      await this.idle()
      if (stop && (await stop())) return this.now()
      const next = this.#app?.next()
      if (next === undefined || next > to) break
      this.#clock.set(Math.max(next, this.now()))
      await this.#client?.moved()
      await this.#app?.moved(this.now())
    }
    this.#clock.set(Math.max(to, this.now()))
    await this.#client?.moved()
    await this.#app?.moved(this.now())
    await this.idle()
    return this.now()
  }

  async crash(): Promise<void> {
    this.#sever()
    await this.#crashing
  }

  armCrash(after: string, nth: number): void {
    this.#armed = { after, left: nth }
  }

  async shutDown(): Promise<void> {
    await this.idle()
    const app = this.#app
    this.#app = undefined
    await app?.stop()
    this.#client?.cut()
  }

  async startUp(): Promise<void> {
    const client = await this.#door.open()
    this.#client = client
    let ready = () => {}
    const isReady = new Promise<void>(resolve => {
      ready = resolve
    })
    this.#app = await App.start({
      config: this.#config,
      plugins: this.#plugins,
      redis: { socket: this.#redis.socket },
      link: client.link,
      log: this.#log,
      ...(this.#codes ? { codes: this.#codes } : {}),
      onAlert: text => this.acts.push({ at: this.now(), act: 'alert', text }),
      onReady: () => ready(),
      now: this.#clock.now,
      virtual: true,
      seed: String(this.#scenario.seed),
    })
    await isReady
    await this.#app.moved(this.now())
  }

  async restartRedis(): Promise<void> {
    await this.#redis.restart()
  }

  async reload(change: {
    bot?: unknown
    plugins?: unknown
    groups?: unknown
    raw?: Record<string, string>
  }): Promise<void> {
    const base = this.#config
    const loaded = change.raw ? loadConfigFrom(change.raw, schemas(this.#plugins), { base }) : fromObjects(change, base)
    const errors = loaded.problems.filter(problem => problem.severity === 'error')
    if (loaded.config && errors.length === 0) {
      this.#config = loaded.config
      await this.#app?.reload(loaded.config)
      return
    }
    this.#app?.house.alert(badSave(loaded.problems))
  }

  operator(text: string): Promise<string> {
    return this.#app?.operate(text) ?? Promise.resolve('')
  }

  async cases(): Promise<CaseView[]> {
    const app = this.#app
    if (!app) return []
    const { house } = app
    return house.cases.all.map(known => {
      const room = this.world.keyOfRoom(house.identity.idOfRoom(known.room) ?? '')
      const who = this.#whoIs(known.member)
      return {
        number: known.number,
        ...(room === undefined ? {} : { room }),
        ...(who === undefined ? {} : { who }),
        status: known.status,
        reason: known.reason,
        checks: (known.verdict?.checks ?? []).filter(check => check.hit).map(check => check.name),
      }
    })
  }

  async close(): Promise<void> {
    const app = this.#app
    this.#app = undefined
    this.#client?.cut()
    await app?.sever()
    await this.#door.close()
    await this.#redis.stop()
    this.#clock.uninstall()
  }

  /** Whom a case is about; also when he has no contact since the last login, for he is in no room. */
  #whoIs(member: string): string | undefined {
    const contact = this.#app?.house.identity.contactOf(member)
    if (contact === undefined) return this.#accused.get(member) ?? this.world.people.find(key => key === member)
    const who = this.world.keyOfContact(contact)
    if (who !== undefined) this.#accused.set(member, who)
    return who
  }

  #acted(act: ActRecord): void {
    this.acts.push(act)
    for (const { member } of this.#app?.house.cases.all ?? []) this.#whoIs(member)
    if (!this.#armed || act.refused !== undefined || act.act !== this.#armed.after) return
    this.#armed.left -= 1
    if (this.#armed.left > 0) return
    this.#armed = undefined
    this.#sever()
  }

  /** Cuts the bot off where it stands and starts another on the same data. One that is still coming up is left to. */
  #sever(): void {
    if (this.#crashing) return
    const app = this.#app
    this.#app = undefined
    this.#client?.cut()
    this.#crashing = (async () => {
      await app?.sever()
      await this.startUp()
    })().finally(() => {
      this.#crashing = undefined
    })
    this.#severed.give()
    this.#severed = signal()
  }
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {}
  const given = new Promise<void>(resolve => {
    give = resolve
  })
  return { given, give }
}

function configOf(scenario: Scenario, plugins: PluginList, dir: string): QunguanConfig {
  const base = loadConfig(dir, schemas(plugins), { groups: false })
  const groups = scenario.config.groups ?? { main: { rooms: managedRooms(scenario) } }
  if (!base.config) throw new InvalidConfig(base.problems)
  const loaded = fromObjects({ ...scenario.config, groups }, base.config)
  const errors = [...base.problems, ...loaded.problems].filter(problem => problem.severity === 'error')
  if (!loaded.config || errors.length > 0) throw new InvalidConfig(errors.map(problem => placed(scenario, problem)))
  return loaded.config
}

/** A problem of the scenario's own values, at its place in the scenario. */
function placed(scenario: Scenario, problem: Problem): Problem {
  if (problem.line > 0) return problem
  const at = scenario.locate(['config', ...problem.path])
  return { ...problem, file: scenario.file, line: at?.line ?? 1, column: at?.column ?? 1 }
}

/** Who somebody is, as far as the bot's own account may know. */
function personOf(world: World, key: string): Person {
  const { name, remark, friend } = world.truth.person(key)
  return { name, remark, friend, alias: '', avatar: '', attr: 0, keyword: '' }
}

function managedRooms(scenario: Scenario): Record<string, { topic: string }> {
  return Object.fromEntries(
    Object.entries(scenario.rooms)
      .filter(([, room]) => room.managed !== false && room.absent !== true)
      .map(([key, room]) => [key, { topic: room.topic ?? key }]),
  )
}

/** Writes down what the bot knew before the scenario begins: who is who, since when, and who holds which role. */
async function seed(
  scenario: Scenario,
  world: World,
  config: QunguanConfig,
  address: { socket: string },
): Promise<void> {
  const redis = connect(address)
  const prefix = prefixOf(config)
  const now = scenario.start
  const identity = new Identity(redis, prefix)
  await identity.open(world.bot.selfId, now)
  const people = world.people.filter(key => key !== BOT)
  await identity.bind(
    people.map(key => ({
      contact: world.contactId(key),
      member: key,
      person: personOf(world, key),
    })),
  )
  const roster = new Roster(redis, prefix)
  const rooms = new Rooms(redis, prefix)
  const communityOf = new Map(
    Object.entries(config.communities).flatMap(([community, group]) =>
      Object.keys(group.rooms).map(room => [room, community] as const),
    ),
  )
  for (const [room, community] of communityOf) {
    const spec = scenario.rooms[room]
    if (!spec || spec.absent || spec.managed === false) continue
    const topic = world.topicOf(room)
    await identity.bindRoom(world.roomId(room), room, topic)
    const since = now - (spec.since === undefined ? LONG_AGO : (parseDuration(spec.since) ?? 0))
    await rooms.put(room, { state: 'kept', topic, community, since })
    const seats = world
      .members(room)
      .map(({ who, card, joined }): [string, Seat] => [
        who,
        { card, name: world.name(who), joinedAt: joined, before: joined <= since },
      ])
    await roster.record(room, new Map(seats))
  }
  const roles = new Roles(redis, prefix)
  for (const [place, granted] of Object.entries(scenario.roles)) {
    const community = communityOf.get(place) ?? place
    for (const role of grantable) {
      for (const member of granted[role] ?? []) await roles.grant(community, member, role, 'operator', now)
    }
  }
  await redis.quit()
}

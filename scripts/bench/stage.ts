import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Wechaty, WechatyBuilder, log as wechatyLog } from 'wechaty'
import { plugins } from '../../plugins/index.js'
import { App } from '../../src/app.js'
import { fromObjects, loadConfig, type QunguanConfig } from '../../src/config/load.js'
import { schemas } from '../../src/plugin-schemas.js'
import { type Log, silent } from '../../src/redis/log.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import { World } from '../../src/sandbox/world.js'
import { chat } from './talk.js'

/** The checkout: this file runs as dist/scripts/bench/stage.js. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** How lines come. */
interface Flow {
  /** So many in one turn of the event loop, as one answer of Web WeChat's sync brings them. */
  together: number
  /** The next come when no more than this many are still to be heard. */
  waiting: number
}

/** A busy evening. */
const busy: Flow = { together: 50, waiting: 1_000 }

/** Some rooms full of people, and a Wechaty that listens to them and does nothing. */
export class Stage {
  readonly world: World
  readonly puppet: SandboxPuppet
  readonly bot: Wechaty
  #heard = 0
  #said = 0
  #wake = () => {}
  readonly #speakers: ReadonlyMap<string, readonly string[]>

  private constructor({ rooms, people }: { rooms: number; people: number }) {
    const keys = Array.from({ length: rooms }, (_, at) => `g${at + 1}`)
    this.world = new World({
      now: Date.now,
      spec: { rooms: Object.fromEntries(keys.map(key => [key, { topic: `社群实战${key.slice(1)}群`, fill: people }])) },
    })
    const present = (room: string) => this.world.members(room).map(({ who }) => who)
    this.#speakers = new Map(keys.map(room => [room, present(room).filter(who => who !== 'bot')]))
    this.puppet = new SandboxPuppet(this.world)
    this.bot = WechatyBuilder.build({ puppet: this.puppet })
  }

  static async open(size: { rooms: number; people: number }): Promise<Stage> {
    wechatyLog.level('error')
    const stage = new Stage(size)
    stage.bot.on('message', () => {
      stage.#heard += 1
      stage.#wake()
    })
    const loggedIn = new Promise<void>(resolve => stage.puppet.once('ready', () => resolve()))
    await stage.bot.start()
    await loggedIn
    return stage
  }

  /** Everything of ours, beside the listener: gateway, host, shipped plugins, on that Redis. */
  async join(redis: { socket: string }): Promise<App> {
    const { puppet, bot } = this
    return App.start({
      config: configFor([...this.#speakers.keys()]),
      plugins,
      redis,
      link: { puppet, tap: listener => puppet.onRaw(listener), record: id => puppet.record(id) },
      log: strict,
      onAlert: text => {
        throw new Error(`an alert in a bench: ${text}`)
      },
      bot,
    })
  }

  /** How many lines were said so far. */
  get said(): number {
    return this.#said
  }

  /** So many lines, the rooms in turn and in each its people in turn; resolves when Wechaty has handed out all of them. */
  async chatter(count: number, { together, waiting } = busy): Promise<void> {
    const rooms = [...this.#speakers]
    const end = this.#said + count
    while (this.#said < end) {
      for (let turn = 0; turn < together && this.#said < end; turn++) {
        const n = this.#said++
        const [room, people] = rooms[n % rooms.length] ?? ['', []]
        const who = people[Math.floor(n / rooms.length) % people.length] ?? ''
        this.world.say({ room, who, text: chat(n) })
      }
      await new Promise(setImmediate)
      while (this.#said - this.#heard > waiting) await this.#hearing()
    }
    while (this.#heard < this.#said) await this.#hearing()
  }

  async close(): Promise<void> {
    this.puppet.cut()
    await this.bot.stop()
  }

  #hearing(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}

/** What fails quickly must not pass for fast. */
const strict: Log = {
  ...silent,
  error(...what: unknown[]) {
    throw new Error('an error in a bench', { cause: what })
  },
}

/** The config that ships, with these rooms. */
export function configFor(rooms: readonly string[]): QunguanConfig {
  const base = loadConfig(join(root, 'config'), schemas(plugins), { groups: false })
  if (!base.config) throw new Error('the shipped config has errors')
  const topics = rooms.map(room => [room, { topic: `社群实战${room.slice(1)}群` }])
  const groups = { main: { rooms: Object.fromEntries(topics) } }
  // Lines come a hundred times as fast as people write: each is counted as ever, and nobody is accused of flooding.
  const flood = { per10s: 1_000, perMinute: 1_000, sameText: 1_000 }
  const own = { bot: { puppet: 'sandbox' }, groups, plugins: { rules: { flood } } }
  const { config } = fromObjects(own, base.config)
  if (!config) throw new Error('the config of the bench has errors')
  return config
}

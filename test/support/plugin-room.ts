import type { Redis } from 'ioredis'
import type { Board } from '../../src/domain/board.js'
import { dateOf } from '../../src/domain/calendar.js'
import type { AwayEvent, MessageEvent, Millis } from '../../src/domain/events.js'
import { awakeAfter, quietUntil } from '../../src/domain/quiet.js'
import { type WorkdayTable, workdaysOf } from '../../src/domain/workdays.js'
import type { Books } from '../../src/kernel/books/books.js'
import { pointsBook } from '../../src/kernel/books/points.js'
import { usage } from '../../src/kernel/commands/arguments.js'
import { parseLine } from '../../src/kernel/commands/grammar.js'
import { compileVocabulary } from '../../src/kernel/commands/vocabulary.js'
import { ctxWith } from '../../src/kernel/context.js'
import type { CommandSpec, Plugin } from '../../src/kernel/contract.js'
import type { SayOptions } from '../../src/kernel/conversation/asked.js'
import type { CommandCtx, Ctx, MemberView } from '../../src/kernel/given.js'
import { storeAt } from '../../src/kernel/store.js'
import { line } from '../../src/kernel/texts.js'

export interface PluginRoomOptions {
  redis: Redis
  plugin: Plugin
  /** Over the plugin's defaults, as YAML would have it. */
  config?: Record<string, unknown>
  /** Names; a name is its own member key. */
  members: readonly string[]
  /** Who is a friend of the bot, and hears in private what concerns him alone. */
  friends?: readonly string[]
  zone?: string
  /** Who owns the room, and hears in private (`私信阿豪：`) what concerns it. */
  owner?: string
  /** Shipped: none. */
  quiet?: { from: string; to: string }
  /** What something is worth in points, by name. */
  worth?: Record<string, number>
  /** Tables of workdays, by year. */
  tables?: ReadonlyMap<number, WorkdayTable>
}

type Spec = CommandSpec<unknown, unknown>

/**
 * One plugin in one room, without the rest of the house: people talk, and one sees what the bot answers.
 *
 *     const room = pluginRoom({ redis, plugin: checkIn, members: ['王敏'], config: { reply: 'each' } })
 *     expect(await room.says('王敏', '签到', '2030-01-07 06:10')).toEqual(['王敏，签到成功，连续 1 天'])
 *
 * What is whispered to a friend begins with `私信：`. Roles and run modes are the house's business and not checked.
 */
export function pluginRoom({
  redis,
  plugin,
  config = {},
  members,
  friends = [],
  zone = 'Asia/Shanghai',
  owner,
  quiet,
  worth = {},
  tables = new Map(),
}: PluginRoomOptions) {
  const present = new Set(members)
  const settings: Record<string, unknown> = {}
  const store = storeAt(redis, 'qg:test', plugin.name, 'g1')
  const parsedConfig = () => plugin.config.parse({ ...config, ...settings })
  const commands = plugin.commands as unknown as readonly Spec[]
  const points = pointsBook(redis, 'qg:test')
  const absences = new Map<string, Millis>()
  const absence: Partial<Books['absence']> = {
    leave: async (_, member, until) => void absences.set(member, until),
    back: async (_, member) => void absences.delete(member),
  }
  const unrecorded = new Set<string>()
  const later = new Map<string, { job: string; data: unknown; at: Millis }>()
  const alerts: string[] = []
  const files: { name: string; content: string | Board }[] = []
  const workdays = workdaysOf(tables)
  let messages = 0

  const view = (key: string): MemberView => ({
    key,
    name: key,
    card: key,
    role: 'member',
    friend: friends.includes(key),
    joinedAt: 0,
    before: true,
    memberSince: 0,
    present: present.has(key),
    unsure: false,
  })

  function contextOf(cause: string, at: Millis, said: string[]): Ctx {
    const say = async (text: string, _?: SayOptions) => void said.push(text)
    const parts: Partial<Ctx> = {
      plugin: plugin.name,
      config: parsedConfig(),
      cause,
      zone,
      workdays,
      community: 'main',
      room: { key: 'g1', topic: '社群实战1群', name: '社群实战1群', community: 'main', since: 0, size: present.size },
      mode: 'enforce',
      store,
      lasting: store,
      books: {
        points,
        absence,
        unrecorded: { has: (_, member) => unrecorded.has(member) } as Partial<Books['unrecorded']>,
      } as Books,
      worth: what => worth[what] ?? 0,
      capOf: () => plugin.capacity?.(parsedConfig() as never) ?? 500,
      unaskedLeft: () => Number.POSITIVE_INFINITY,
      unaskedFrom: () => quietUntil(quiet ?? 'off', zone, at) ?? at,
      quietUntil: () => quietUntil(quiet ?? 'off', zone, at),
      awakeAfter: (span, from) => awakeAfter(quiet ?? 'off', zone, from ?? at, span),
      staff: role => (owner !== undefined && role === 'owner' ? [owner] : []),
      rooms: () => [
        { key: 'g1', topic: '社群实战1群', name: '社群实战1群', community: 'main', since: 0, size: present.size },
      ],
      at: () => contextOf(cause, at, said),
      tell: async (member, text) => void said.push(`私信${member}：${text}`),
      alert: text => void alerts.push(text),
      act: async action => {
        if (action.act === 'file') files.push({ name: action.name, content: action.content })
      },
      later: async (job, data, at, { id }) => void later.set(id, { job, data, at }),
      cancel: async id => void later.delete(id),
      now: () => at,
      text: (key, values) => line(plugin.texts, 'zh-CN', {}, key, values),
      member: view,
      members: () => [...present].map(view),
      say,
      set: async (key, value) => {
        settings[key] = value
      },
    }
    return parts as Ctx
  }

  const vocabulary = () => {
    const words = (command: Spec) => command.words?.(parsedConfig()) ?? []
    return compileVocabulary(
      commands.map(command => ({
        names: [...new Set([...command.names, ...words(command)])],
        bare: [...new Set([...(command.bare === true ? command.names : command.bare || []), ...words(command)])],
        ...(command.bareRest ? { bareRest: command.bareRest } : {}),
      })),
    )
  }

  return {
    store,
    settings,
    points,
    absences,
    alerts,
    files,
    unrecorded,
    later,
    join: (name: string) => void present.add(name),
    leave: (name: string) => void present.delete(name),

    /** Somebody writes at a time of his own clock (`2030-01-07 06:10`); what the bot answers. */
    async says(
      who: string,
      text: string,
      at: string,
      id = `message${++messages}`,
      inPrivate = false,
    ): Promise<string[]> {
      const sentAt = momentOf(at)
      const read = parseLine(text, { botNames: ['小助'], vocabulary: vocabulary() })
      if (read.kind !== 'command') return []
      const command = commands.find(each => each.names[0] === read.name)
      if (!command) return []
      const said: string[] = []
      const reply = async (answer: string) => void said.push(answer)
      const whisper = async (answer: string, short?: string) =>
        void said.push(friends.includes(who) ? `私信：${answer}` : (short ?? answer))
      const parts: Partial<CommandCtx> = {
        caller: view(who),
        message: { kind: 'message', id, room: 'g1', member: who, sentAt } as MessageEvent,
        private: inPrivate,
        reply,
        whisper,
        decline: reply,
        concerns: () => {},
        whichOf: async typed => (present.has(typed) ? view(typed) : undefined),
      }
      const ctx = ctxWith(contextOf(id, sentAt, said), parts) as CommandCtx
      const args = command.args?.parse(read.rest, { today: dateOf(sentAt, zone) })
      if (args && !args.ok) {
        return [`${args.problem}。${usage(read.name, command.args ?? { form: '' }, command.example)}`]
      }
      await command.run(ctx, args?.value)
      return said
    },

    /** The bot was away in [from, to) and is back; what it says. */
    async away(from: string, to: string): Promise<string[]> {
      const said: string[] = []
      const [begin, end] = [momentOf(from), momentOf(to)]
      const event: AwayEvent = { kind: 'away', id: `away|${begin}`, room: 'g1', from: begin, to: end }
      await plugin.on.away?.(contextOf(event.id, end, said) as never, event)
      return said
    },

    /** Jobs that are set and due by a time run, in order; what the bot says. */
    async jobs(at: string): Promise<string[]> {
      const said: string[] = []
      const now = momentOf(at)
      for (const [id, job] of [...later].sort(([, a], [, b]) => a.at - b.at)) {
        if (job.at > now) continue
        later.delete(id)
        const spec = plugin.jobs[job.job]
        await spec?.run(contextOf(`job|${id}`, job.at, said) as never, spec.data.parse(job.data) as never)
      }
      return said
    },

    /** A timer runs; what the bot says. `due` when it should have run earlier. */
    async timer(name: string, at: string, due = at): Promise<string[]> {
      const said: string[] = []
      const ctx = contextOf(`timer|${due}`, momentOf(at), said)
      await plugin.timers[name]?.run(ctx as never, { due: momentOf(due) })
      return said
    },
  }
}

/** A moment by the clocks of Shanghai: `2030-01-07 06:10`. */
function momentOf(text: string): Millis {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`)
}

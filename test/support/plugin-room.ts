import type { Redis } from 'ioredis'
import { dateOf } from '../../src/domain/calendar.js'
import type { MessageEvent, Millis } from '../../src/domain/events.js'
import { usage } from '../../src/kernel/arguments.js'
import type { CommandCtx, CommandSpec, Ctx, MemberView, Plugin, SayOptions } from '../../src/kernel/contract.js'
import { parseLine } from '../../src/kernel/grammar.js'
import { storeAt } from '../../src/kernel/store.js'
import { line } from '../../src/kernel/texts.js'
import { compileVocabulary } from '../../src/kernel/vocabulary.js'

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
}: PluginRoomOptions) {
  const present = new Set(members)
  const settings: Record<string, unknown> = {}
  const store = storeAt(redis, 'qg:test', plugin.name, 'g1')
  const parsedConfig = () => plugin.config.parse({ ...config, ...settings })
  const commands = plugin.commands as unknown as readonly Spec[]
  let messages = 0

  const view = (key: string): MemberView => ({
    key,
    name: key,
    card: key,
    role: 'member',
    friend: friends.includes(key),
    joinedAt: 0,
    before: true,
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
      mode: 'enforce',
      store,
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
    join: (name: string) => void present.add(name),
    leave: (name: string) => void present.delete(name),

    /** Somebody writes at a time of his own clock (`2030-01-07 06:10`); what the bot answers. */
    async says(who: string, text: string, at: string, id = `message${++messages}`): Promise<string[]> {
      const sentAt = Date.parse(`${at.replace(' ', 'T')}+08:00`)
      const read = parseLine(text, { botNames: ['小助'], vocabulary: vocabulary() })
      if (read.kind !== 'command') return []
      const command = commands.find(each => each.names[0] === read.name)
      if (!command) return []
      const said: string[] = []
      const reply = async (answer: string) => void said.push(answer)
      const whisper = async (answer: string, short?: string) =>
        void said.push(friends.includes(who) ? `私信：${answer}` : (short ?? answer))
      const parts: Partial<CommandCtx> = {
        ...contextOf(id, sentAt, said),
        caller: view(who),
        message: { kind: 'message', id, room: 'g1', member: who, sentAt } as MessageEvent,
        private: false,
        reply,
        whisper,
        decline: reply,
        concerns: () => {},
        whichOf: async typed => (present.has(typed) ? view(typed) : undefined),
      }
      const ctx = parts as CommandCtx
      const args = command.args?.parse(read.rest, { today: dateOf(sentAt, zone) })
      if (args && !args.ok) {
        return [`${args.problem}。${usage(read.name, command.args ?? { form: '' }, command.example)}`]
      }
      await command.run(ctx, args?.value)
      return said
    },

    /** A timer runs; what the bot says. `due` when it should have run earlier. */
    async timer(name: string, at: string, due = at): Promise<string[]> {
      const said: string[] = []
      const ctx = contextOf(`timer|${due}`, Date.parse(`${at.replace(' ', 'T')}+08:00`), said)
      await plugin.timers[name]?.run(ctx as never, { due: Date.parse(`${due.replace(' ', 'T')}+08:00`) })
      return said
    },
  }
}

import { dateOf } from '../domain/calendar.js'
import { FRESH, type MessageEvent, type Millis } from '../domain/events.js'
import { BOT, type MemberKey, OPERATOR, type RoomKey } from '../domain/keys.js'
import { authoredText } from '../domain/parts.js'
import { atLeast, type Role } from '../domain/roles.js'
import { usage } from './arguments.js'
import { type ContextParts, commandContextOf, modeOf } from './context.js'
import type { CommandCtx, CommandSpec, Plugin } from './contract.js'
import { parseLine } from './grammar.js'
import { compileVocabulary, type Vocabulary } from './vocabulary.js'

/** A command and the plugin it belongs to. */
export interface Offered {
  plugin: Plugin
  command: CommandSpec<unknown, unknown>
}

/** Runs a plugin's code, and tells of its failure by an id: see Host. */
type Safely = (
  plugin: string,
  cause: string,
  work: () => Promise<void>,
  onFailure: (id: string) => Promise<void>,
) => Promise<void>

interface Counter {
  vocabulary: Vocabulary
  byName: ReadonlyMap<string, Offered>
}

/** A refusal, and a suggestion, is said to one person once in this time (S27). */
const COOLDOWN: Millis = 60_000

/** Who a command is for, in the words of a refusal. */
const whose: Readonly<Record<Role, { 'zh-CN': string; en: string }>> = {
  outsider: { 'zh-CN': '谁都', en: 'anybody' },
  newcomer: { 'zh-CN': '群成员', en: 'members' },
  member: { 'zh-CN': '群成员', en: 'members' },
  trusted: { 'zh-CN': '受信任的成员', en: 'trusted members' },
  kol: { 'zh-CN': '核心成员', en: 'core members' },
  admin: { 'zh-CN': '只有群主和管理员', en: 'owner and admins' },
  owner: { 'zh-CN': '只有群主', en: 'the owner' },
  operator: { 'zh-CN': '只有运维', en: 'operators' },
}

/**
 * Where commands are read, allowed, and run. What is no command is none of its business; what looks like one and is
 * none gets the nearest suggestion.
 */
export class Desk {
  readonly #parts: ContextParts
  readonly #counters = new Map<string, Counter>()
  #version = -1
  readonly #cooling = new Map<string, Millis>()
  readonly #safely: Safely

  constructor(parts: ContextParts, safely: Safely) {
    this.#parts = parts
    this.#safely = safely
  }

  /** Runs the command that a message is; false when it is none. */
  async serve(message: MessageEvent, room: RoomKey): Promise<boolean> {
    const { house, people } = this.#parts
    const counter = this.#counterOf(room, message.room === undefined)
    const text = readable(message)
    const parsed = parseLine(text, { botNames: this.#botNames(room), vocabulary: counter.vocabulary })
    if (parsed.kind === 'none') return false
    const late = house.now() - message.sentAt > FRESH
    const { plugin: housePlugin } = this.#own()
    if (parsed.kind === 'unknown') {
      const advice = this.#advice(text, parsed.nearest, room, message.room === undefined)
      if (late || advice === undefined || !this.#cooled(`suggest|${message.member}`)) return false
      const ctx = commandContextOf(this.#parts, { plugin: housePlugin, room, cause: message.id }, message)
      await ctx.reply(advice)
      return true
    }
    const offered = counter.byName.get(parsed.name)
    if (!offered) return false
    const { plugin, command } = offered
    if (late && !command.evenLate) {
      house.log.info({ command: parsed.name, member: message.member, room }, 'command too old')
      return true
    }
    const ctx = commandContextOf(this.#parts, { plugin, room, cause: message.id }, message)
    const role = people.view(message.member, room).role
    if (!atLeast(role, command.who)) {
      house.log.info({ command: parsed.name, member: message.member, room, role }, 'command refused')
      if (this.#cooled(`refuse|${message.member}`)) {
        await ctx.reply(
          this.#text('noRights', { who: whose[command.who][house.config.main.locale], name: parsed.name }),
        )
      }
      return true
    }
    await this.#safely(
      plugin.name,
      message.id,
      () => this.#run(offered, ctx, parsed),
      id => ctx.reply(this.#text('failed', { id })),
    )
    return true
  }

  /** A command of the operators, from their terminal; what they are answered. */
  async operate(text: string, cause: string): Promise<string> {
    const { house } = this.#parts
    const counter = this.#counterOf('', true, 'operator')
    const parsed = parseLine(text, { botNames: [], vocabulary: counter.vocabulary })
    const offered = parsed.kind === 'command' ? counter.byName.get(parsed.name) : undefined
    if (parsed.kind !== 'command' || !offered) {
      const near = parsed.kind === 'unknown' ? parsed.nearest : undefined
      return near === undefined ? '?' : this.#text('suggest', { name: near })
    }
    const answers: string[] = []
    const message: MessageEvent = {
      kind: 'message',
      id: cause,
      member: OPERATOR,
      parts: [{ kind: 'text', text }],
      text,
      mentionsBot: false,
      sentAt: house.now(),
    }
    const ctx = commandContextOf(this.#parts, { plugin: offered.plugin, room: '', cause }, message)
    const answer = async (reply: string) => {
      answers.push(reply)
    }
    await this.#run(
      offered,
      { ...ctx, reply: answer, whisper: answer, caller: { ...ctx.caller, role: 'operator' } },
      parsed,
    )
    return answers.join('\n')
  }

  /** What this person may do here, best first: `/帮助`. */
  offeredTo(member: MemberKey, room: RoomKey, inPrivate: boolean): Offered[] {
    const role = this.#parts.people.view(member, room).role
    return [...new Set(this.#counterOf(room, inPrivate).byName.values())]
      .filter(({ command }) => command.help !== undefined && atLeast(role, command.who))
      .sort((a, b) => (a.command.order ?? 50) - (b.command.order ?? 50))
  }

  /** What to say to something that looks like a command and is none here: where it belongs, or the nearest one. */
  #advice(text: string, nearest: string | undefined, room: RoomKey, inPrivate: boolean): string | undefined {
    const vocabulary = this.#counterOf(room, !inPrivate).vocabulary
    const elsewhere = parseLine(text, { botNames: this.#botNames(room), vocabulary })
    if (elsewhere.kind === 'command') return this.#text(inPrivate ? 'inTheRoom' : 'inPrivate', { name: elsewhere.name })
    return nearest === undefined ? undefined : this.#text('suggest', { name: nearest })
  }

  async #run(
    { command }: Offered,
    ctx: CommandCtx,
    parsed: { name: string; rest: string; mentionAfter?: string },
  ): Promise<void> {
    let value: unknown
    if (command.args) {
      const read = command.args.parse(parsed.rest, {
        today: dateOf(ctx.message.sentAt, ctx.zone),
        isName: typed => ctx.find(typed).length > 0,
        mentionAfter: parsed.mentionAfter,
      })
      if (!read.ok) {
        await ctx.reply(`${read.problem}。${usage(parsed.name, command.args, command.example)}`)
        return
      }
      value = read.value
    } else if (parsed.rest !== '') {
      // Words behind a command that takes none are talk: 「/签到 了吗」 signs nobody in.
      await ctx.reply(usage(parsed.name, { form: '' }, command.example))
      return
    }
    await command.run(ctx, value)
  }

  #counterOf(room: RoomKey, inPrivate: boolean, only?: 'operator'): Counter {
    const { house } = this.#parts
    if (house.config.version !== this.#version) {
      this.#counters.clear()
      this.#version = house.config.version
    }
    const key = `${room}|${inPrivate}|${only ?? ''}`
    const known = this.#counters.get(key)
    if (known) return known
    const offered = house.plugins.flatMap(plugin =>
      (plugin.commands as unknown as readonly CommandSpec<unknown, unknown>[])
        .filter(command =>
          only === 'operator'
            ? command.who === 'operator' || command.in === 'anywhere'
            : command.in === 'anywhere' || (command.in === 'private') === inPrivate,
        )
        .filter(() => plugin.name === 'house' || modeOf(house, plugin, room) !== 'off')
        .map(command => ({ plugin, command })),
    )
    const words = offered.map(({ plugin, command }) => {
      const extra = command.words?.(house.config.of(plugin, house.rooms.get(room)?.community ?? room, room).value) ?? []
      return {
        names: command.names,
        bare: command.bare ?? false,
        words: extra,
        owner: plugin.name,
        ...(command.bareRest ? { bareRest: command.bareRest } : {}),
      }
    })
    const counter = {
      vocabulary: compileVocabulary(words),
      byName: new Map(offered.map(each => [each.command.names[0], each])),
    }
    this.#counters.set(key, counter)
    return counter
  }

  #own(): { plugin: Plugin } {
    const plugin = this.#parts.house.plugins.find(each => each.name === 'house')
    if (!plugin) throw new Error('the house plugin is missing')
    return { plugin }
  }

  #botNames(room: RoomKey): string[] {
    const { house } = this.#parts
    const seat = house.roster.seat(room, BOT)
    return [seat?.card ?? '', seat?.name ?? '', house.identity.person(BOT)?.name ?? ''].filter(name => name !== '')
  }

  /** True when nothing of the kind was said to this person in the last minute; from now on it was. */
  #cooled(what: string): boolean {
    const now = this.#parts.house.now()
    if (now - (this.#cooling.get(what) ?? Number.NEGATIVE_INFINITY) < COOLDOWN) return false
    this.#cooling.set(what, now)
    return true
  }

  #text(key: string, values: Record<string, string>): string {
    return this.#parts.house.text(key, values)
  }
}

/** What a command is read from: the author's own words and mentions, never a quote or a title. */
function readable(message: MessageEvent): string {
  if (message.parts.some(part => part.kind === 'quote')) return authoredText(message.parts)
  return message.text
}

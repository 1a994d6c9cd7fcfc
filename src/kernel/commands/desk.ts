import { type AnsweredEvent, FRESH, type MessageEvent, type Millis } from '../../domain/events.js'
import { BOT, type MemberKey, OPERATOR, type RoomKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import { atLeast, type Role } from '../../domain/roles.js'
import { remindsOnly } from '../cases/cases.js'
import { ctxWith } from '../context.js'
import type { Plugin } from '../contract.js'
import { setNewest } from '../forgetting.js'
import type { ContextParts } from '../ground.js'
import { type CalledCtx, commandContextOf } from './command-context.js'
import { Counters, type Offered } from './counters.js'
import { parseLine } from './grammar.js'
import type { Pending } from './picks.js'
import { putOnRecord, runCommand, runsTheGroup, type Typed } from './running.js'

/** Runs a plugin's code, and tells of its failure by an id: see Host. */
type Safely = (
  plugin: string,
  cause: string,
  work: () => Promise<void>,
  onFailure: (id: string) => Promise<void>,
) => Promise<void>

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

/** How a command begins that is no bare word. */
const prefixed = /^\s*[/／、]/

/**
 * Where commands are read, allowed, and run. What is no command is none of its business; what looks like one and is
 * none gets the nearest suggestion.
 */
export class Desk {
  readonly #parts: ContextParts
  readonly #counters: Counters
  readonly #cooling = new Map<string, Millis>()
  readonly #safely: Safely

  constructor(parts: ContextParts, safely: Safely) {
    this.#parts = parts
    this.#counters = new Counters(parts.house)
    this.#safely = safely
  }

  /** Runs the command that a message is; false when it is none. */
  async serve(message: MessageEvent, room: RoomKey): Promise<boolean> {
    const { house, people } = this.#parts
    const counter = this.#counters.of(room, message.room === undefined)
    const text = readable(message)
    const parsed = parseLine(text, { botNames: this.#botNames(room), vocabulary: counter.vocabulary })
    if (parsed.kind === 'none') return message.room === undefined && (await this.#saidApart(message, text, room))
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
      // Whoever may not order it says an everyday word (体检).
      if (!parsed.mentionsBot && !prefixed.test(text)) return false
      house.log.info({ command: parsed.name, member: message.member, room, role }, 'command refused')
      if (this.#cooled(`refuse|${message.member}`)) {
        await ctx.reply(
          this.#text('noRights', { who: whose[command.who][house.config.main.locale], name: parsed.name }),
        )
      }
      if (runsTheGroup(command)) {
        await putOnRecord(this.#parts.house, ctx, command, { outcome: 'refused', targets: [] })
        this.#lookAround(room)
      }
      return true
    }
    await this.#carryOut(offered, ctx, parsed)
    return true
  }

  /** A member says in private, as a whole message, what one says in the room (「签到」): where it belongs, once a minute. */
  async #saidApart(message: MessageEvent, text: string, room: RoomKey): Promise<boolean> {
    const { house, people } = this.#parts
    if (house.now() - message.sentAt > FRESH) return false
    const { vocabulary, byName } = this.#counters.of(room, false)
    const meant = parseLine(text, { botNames: [], vocabulary })
    const offered = meant.kind === 'command' ? byName.get(meant.name) : undefined
    if (offered?.command.in !== 'room' || offered.command.help === undefined) return false
    if (!people.view(message.member, room).present || !this.#cooled(`suggest|${message.member}`)) return false
    const ctx = commandContextOf(this.#parts, { plugin: this.#own().plugin, room, cause: message.id }, message)
    await ctx.reply(this.#text('inTheRoom', { name: offered.command.names[0] }))
    return true
  }

  /** Runs a command in a room that the bot does not keep; all but a few are passed over there, without a word. */
  async serveUnkept(message: MessageEvent, room: RoomKey): Promise<void> {
    const { house } = this.#parts
    const { vocabulary, byName } = this.#counters.of(room, false, 'unkept')
    const parsed = parseLine(readable(message), { botNames: this.#botNames(room), vocabulary })
    const offered = parsed.kind === 'command' ? byName.get(parsed.name) : undefined
    if (parsed.kind !== 'command' || !offered || house.now() - message.sentAt > FRESH) return
    const ctx = commandContextOf(this.#parts, { plugin: offered.plugin, room, cause: message.id }, message)
    await this.#carryOut(offered, ctx, parsed)
  }

  /** Who gives an order that is not his may just have taken the name of one whose it is: names change unseen. */
  #lookAround(room: RoomKey): void {
    const { house } = this.#parts
    if (!house.rooms.isKept(room) || !this.#cooled(`look|${room}`)) return
    // Not awaited: it asks WeChat, and what it finds comes behind us in the lane.
    house.inHand
      .during('look', () => house.look(room))
      .catch((error: unknown) => house.log.error({ err: error, room }, 'could not look around'))
  }

  /** A number came for a command that waited to know who was meant, or none did. */
  async picked(event: AnsweredEvent): Promise<void> {
    const { house, people } = this.#parts
    const pending = event.data as Pending
    const room = event.room ?? ''
    const message: MessageEvent = {
      kind: 'message',
      id: event.id,
      ...(pending.private ? {} : { room }),
      member: pending.by,
      parts: [],
      text: '',
      mentionsBot: false,
      sentAt: house.now(),
    }
    const offered =
      this.#counters.of(room, false).byName.get(pending.command) ??
      this.#counters.of(room, true).byName.get(pending.command)
    // What is switched off or not his any more since he typed it is not carried out.
    if (!offered || !atLeast(people.view(pending.by, room).role, offered.command.who)) return
    const ctx = commandContextOf(this.#parts, { plugin: offered.plugin, room, cause: event.id }, message)
    const member = event.choice === undefined ? undefined : pending.members[event.choice - 1]
    if (member === undefined) {
      await ctx.reply(this.#text('pickNobody', { name: pending.command }))
      return
    }
    const chosen = { ...pending.chosen, [pending.typed]: member }
    await this.#carryOut(offered, ctx, { name: pending.command, rest: pending.rest, chosen })
  }

  /** A case was decided by a person's answer: that too is something done through the bot. */
  async decided({ id, room = '', about, by, data, choice }: AnsweredEvent): Promise<void> {
    const { house, people } = this.#parts
    if (about !== 'kernel:case' || by === undefined || choice === undefined) return
    const known = house.cases.get((data as { number: string }).number)
    if (!known) return
    await house.books.audit.record({
      id,
      at: house.now(),
      by,
      role: people.view(by, room).role,
      community: known.community,
      room: known.room,
      command: this.#text(choice === 1 ? 'auditSpare' : remindsOnly(known) ? 'auditRemind' : 'auditRemove', {}),
      targets: [known.member, known.number],
      outcome: 'done',
    })
  }

  /** A command of the operators, from their terminal; what they are answered. */
  async operate(text: string, cause: string): Promise<string> {
    const { house } = this.#parts
    const counter = this.#counters.of('', true, 'operator')
    const parsed = parseLine(text, { botNames: [], vocabulary: counter.vocabulary })
    const offered = parsed.kind === 'command' ? counter.byName.get(parsed.name) : undefined
    if (parsed.kind !== 'command' || !offered) {
      const near = parsed.kind === 'unknown' ? parsed.nearest : undefined
      return near === undefined ? this.operatorsHelp() : this.#text('suggest', { name: near })
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
    await runCommand(this.#parts, offered, ctxWith(ctx, { reply: answer, whisper: answer }), parsed)
    return answers.join('\n')
  }

  /** What can be ordered from the terminal. */
  operatorsHelp(): string {
    const names = [...this.#counters.of('', true, 'operator').byName.keys()]
    return this.#text('operatorsHelp', { names: names.map(name => `/${name}`).join(' ') })
  }

  /** What this person may do here, best first: `/帮助`. */
  offeredTo(member: MemberKey, room: RoomKey, inPrivate: boolean): Offered[] {
    const { house, people } = this.#parts
    const role = people.view(member, room).role
    const { community } = people.room(room)
    return [...new Set(this.#counters.of(room, inPrivate).byName.values())]
      .filter(({ command }) => command.help !== undefined && atLeast(role, command.who))
      .filter(({ plugin, command }) => command.listed?.(house.config.of(plugin, community, room).value) ?? true)
      .sort((a, b) => (a.command.order ?? 50) - (b.command.order ?? 50))
  }

  /** What to say to something that looks like a command and is none here: where it belongs, or the nearest one. */
  #advice(text: string, nearest: string | undefined, room: RoomKey, inPrivate: boolean): string | undefined {
    const vocabulary = this.#counters.of(room, !inPrivate).vocabulary
    const elsewhere = parseLine(text, { botNames: this.#botNames(room), vocabulary })
    if (elsewhere.kind === 'command') return this.#text(inPrivate ? 'inTheRoom' : 'inPrivate', { name: elsewhere.name })
    return nearest === undefined ? undefined : this.#text('suggest', { name: nearest })
  }

  #carryOut(offered: Offered, ctx: CalledCtx, typed: Typed): Promise<void> {
    return this.#safely(
      offered.plugin.name,
      ctx.cause,
      () => runCommand(this.#parts, offered, ctx, typed),
      id => ctx.reply(this.#text('failed', { id })),
    )
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
    setNewest(this.#cooling, what, now, at => now - at >= COOLDOWN)
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

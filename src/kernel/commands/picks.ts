import { clockOf, dateOf } from '../../domain/calendar.js'
import { BOT, type MemberKey } from '../../domain/keys.js'
import { isOneLine } from '../../domain/quiet.js'
import { safeName, UNNAMED } from '../../text/names.js'
import type { CommandCtx, MemberView } from '../given.js'
import type { ContextParts } from '../ground.js'

/** Whoever is asked which of several he means has this long to send a number. */
const PATIENCE = 5 * 60_000

/**
 * A command that waits for a number: what is needed to run it again, with the person chosen. Its own words are among it
 * for as long as it waits.
 */
export interface Pending {
  command: string
  rest: string
  /** In private, not in the room. */
  private: boolean
  by: MemberKey
  /** The name that several go by, and who they are, as they were numbered. */
  typed: string
  members: MemberKey[]
  /** Names that were settled before, in the same command. */
  chosen: Record<string, MemberKey>
}

/** The run of a command that may turn out to need a number. */
interface Run {
  ctx: CommandCtx
  command: string
  rest: string
  chosen: Readonly<Record<string, MemberKey>>
}

/**
 * The one member whom a typed name means. Nobody: says so. Several: lists them, asks for a number, and the command is run
 * again when it comes (see Desk.picked); undefined in both cases.
 */
export async function whichOf(parts: ContextParts, run: Run, typed: string): Promise<MemberView | undefined> {
  const { ctx } = run
  const { house } = parts
  const chosen = run.chosen[typed]
  if (chosen !== undefined) {
    const member = ctx.member(chosen)
    if (member.present) return member
    // A login in between: he may well sit there, as one of those who cannot be told apart.
    const line = house.identity.isAmbiguous(chosen) ? 'pickUnsure' : 'pickGone'
    await ctx.decline(house.text(line, { name: member.name }))
    return undefined
  }
  const called = ctx.find(typed)
  const people = called.length > 1 ? called.filter(member => member.key !== BOT) : called
  const [first] = people
  if (first && people.length === 1) return first
  if (!first) {
    await ctx.decline(house.text('nobodyCalled', { name: typed.slice(0, 12) }))
    return undefined
  }
  await ask(parts, run, typed, [...people].sort(byJoining))
  return undefined
}

const inOrder = new Intl.Collator('en', { numeric: true })

/** Whoever was there first is number 1. */
function byJoining(one: MemberView, other: MemberView): number {
  return one.joinedAt - other.joinedAt || inOrder.compare(one.key, other.key)
}

async function ask(parts: ContextParts, run: Run, typed: string, people: readonly MemberView[]): Promise<void> {
  const { ctx } = run
  const { house, inquiries } = parts
  const members = people.map(member => member.key)
  const head = house.text('pick', { count: people.length, command: run.command })
  const last = await house.books.activity.lastActive(ctx.room.key)
  const known = people.map((member, index) => numbered(parts, ctx, member, index + 1, last.get(member.key)))
  const told = people.map((member, index) => {
    const word = parts.namesakes.lastWord(ctx.room.key, member.key)
    return numbered(parts, ctx, member, index + 1, last.get(member.key), word?.excerpt)
  })
  const text = [head, ...known].join('\n')
  let shown = [head, ...told].join('\n')
  // At night only one line may be said in the room: who can be written to is asked in private.
  const night = !ctx.private && ctx.quietUntil() !== undefined
  const inPrivate = ctx.private || (night && ctx.caller.friend)
  if (night && !inPrivate) {
    shown = people.map((member, index) => `${index + 1} ${dayOf(parts, ctx, member)}`).join('；')
    if (!isOneLine(shown)) {
      await ctx.decline(house.text('pickAtNight', { count: people.length }))
      return
    }
  }
  const data: Pending = {
    command: run.command,
    rest: run.rest,
    private: inPrivate,
    by: ctx.caller.key,
    typed,
    members,
    chosen: { ...run.chosen },
  }
  // Who types the same again wants the list again: the number counts for the new one.
  for (const open of house.questions.open) {
    if (open.about !== 'pick' || open.room !== ctx.room.key) continue
    const { by, command, typed: before } = open.data as Pending
    if (by === data.by && command === data.command && before === typed) await inquiries.withdraw(open.id)
  }
  await inquiries.ask(
    { plugin: 'kernel', room: ctx.room.key },
    {
      id: `pick|${ctx.message.id}|${Object.keys(run.chosen).length}`,
      to: [ctx.caller.key],
      text,
      shown,
      options: people.map(member => member.name),
      about: 'pick',
      data,
      expires: house.now() + PATIENCE,
      inRoom: !inPrivate,
      ownReply: true,
    },
  )
}

/** 「1. 张伟 · 深圳-产品-张伟 · 3月1日入群 · 上次发言「周末谁去跑步」」 */
function numbered(
  parts: ContextParts,
  ctx: CommandCtx,
  member: MemberView,
  number: number,
  last: number | undefined,
  excerpt?: string,
): string {
  const { house } = parts
  const looksLikeAd = (name: string) => house.plugins.some(plugin => plugin.unprintable?.(name) === true)
  const card = safeName(member.card, looksLikeAd)
  return [
    `${number}. ${member.name}`,
    ...(card === member.name || card === UNNAMED ? [] : [card]),
    dayOf(parts, ctx, member),
    lastOf(parts, ctx, last, excerpt),
  ].join(' · ')
}

function dayOf({ house }: ContextParts, ctx: CommandCtx, { joinedAt, before }: MemberView): string {
  return house.text(before ? 'pickBefore' : 'pickJoined', { date: dateText(house.text, ctx, joinedAt) })
}

function lastOf({ house }: ContextParts, ctx: CommandCtx, at: number | undefined, excerpt: string | undefined): string {
  if (excerpt !== undefined) return house.text('pickSaid', { text: excerpt })
  if (at === undefined) return house.text('pickNever')
  const today = dateOf(ctx.now(), ctx.zone) === dateOf(at, ctx.zone)
  return house.text('pickLast', { date: today ? clockOf(at, ctx.zone) : dateText(house.text, ctx, at) })
}

function dateText(text: ContextParts['house']['text'], ctx: CommandCtx, at: number): string {
  const [year = '', month = '', day = ''] = dateOf(at, ctx.zone).split('-')
  const same = dateOf(ctx.now(), ctx.zone).startsWith(year)
  return text(same ? 'pickDay' : 'pickDate', { year, month: Number(month), day: Number(day) })
}

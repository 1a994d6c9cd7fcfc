import { type CommandCtx, type MemberKey, plainLine } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { fixedSeats, seatsTaken } from './seats.js'
import { coreOf } from './which-room.js'

// The owner gives fixed seats and takes them back: one, or several by one command.

type Asked = CommandCtx<CapacityConfig>

/** Shows who has a fixed seat. */
export async function listSeats(ctx: Asked): Promise<void> {
  const at = ctx.private ? ((await coreOf(ctx)) ?? ctx) : ctx
  const all = [...(await fixedSeats(at).all())].sort(([, a], [, b]) => a.at - b.at)
  const values = { room: at.room.name, count: await seatsTaken(at), most: at.config.core.fixedSeats }
  if (all.length === 0) return ctx.reply(ctx.text('seat.none', values))
  const names = all.map(([member]) => {
    const { name, present } = at.member(member)
    return present ? name : `${name}${ctx.text('seat.gone')}`
  })
  const short = `${values.count}/${values.most}`
  await ctx.whisper(ctx.text('seat.list', { ...values, names: names.join(ctx.text('prune.comma')) }), short)
}

/** Gives somebody a fixed seat, or takes it back. */
export async function changeSeat(ctx: Asked, typed: string, off: boolean): Promise<void> {
  const holder = off ? await holderOf(ctx, typed) : undefined
  const member = holder ?? (await ctx.whichOf(typed))?.key
  if (member === undefined) return
  ctx.concerns(member)
  const { done, line } = off ? await take(ctx, member) : await give(ctx, member)
  const said = ctx.text(line, await valuesOf(ctx, ctx.member(member).name))
  return done ? ctx.reply(said) : ctx.decline(said)
}

/** The same for several: does what can be done, and says of the others why not. */
export async function changeSeats(ctx: Asked, typed: readonly string[], off: boolean): Promise<void> {
  const done: string[] = []
  const not = new Map<string, string[]>()
  const fails = (line: string, name: string) => not.set(line, [...(not.get(line) ?? []), name])
  for (const name of new Set(typed)) {
    const holder = off ? await holderOf(ctx, name) : undefined
    const [one, other] = holder === undefined ? ctx.find(name).map(({ key }) => key) : [holder]
    if (one === undefined) fails('seat.notHere', plainLine(name, 12))
    else if (other !== undefined) fails('seat.namesakes', plainLine(name, 12))
    else {
      const outcome = off ? await take(ctx, one) : await give(ctx, one)
      if (outcome.done) {
        ctx.concerns(one)
        done.push(ctx.member(one).name)
      } else fails(outcome.line === 'seat.full' ? 'seat.fullFor' : outcome.line, ctx.member(one).name)
    }
  }
  const ways: [string, string[]][] = [...(done.length > 0 ? [doneLine(off, done)] : []), ...not]
  const lines: string[] = []
  for (const [line, names] of ways) lines.push(ctx.text(line, await valuesOf(ctx, names.join(ctx.text('prune.comma')))))
  return done.length > 0 ? ctx.reply(lines.join('\n')) : ctx.decline(lines.join('\n'))
}

const doneLine = (off: boolean, names: string[]): [string, string[]] => [off ? 'seat.taken' : 'seat.given', names]

async function valuesOf(ctx: Asked, name: string): Promise<Record<string, string | number>> {
  return { name, count: await seatsTaken(ctx), most: ctx.config.core.fixedSeats }
}

/** Who has a seat by that name: one who is here; else, as it may be, one who has left. */
async function holderOf(ctx: Asked, typed: string): Promise<MemberKey | undefined> {
  const seats = await fixedSeats(ctx).all()
  // Among namesakes who are here he is asked which.
  if (ctx.find(typed).some(({ key }) => seats.has(key))) return undefined
  return [...seats.keys()].find(key => {
    const { present, card, name } = ctx.member(key)
    return !present && (card === typed || name === typed)
  })
}

/** How it went; `line` says so. */
interface Outcome {
  done: boolean
  line: string
}

async function give(ctx: Asked, member: MemberKey): Promise<Outcome> {
  const seats = fixedSeats(ctx)
  if ((await seats.get(member)) !== undefined) return { done: false, line: 'seat.had' }
  if ((await seatsTaken(ctx)) >= ctx.config.core.fixedSeats) return { done: false, line: 'seat.full' }
  await seats.set(member, { at: ctx.now(), by: ctx.caller.key })
  return { done: true, line: 'seat.given' }
}

async function take(ctx: Asked, member: MemberKey): Promise<Outcome> {
  return (await fixedSeats(ctx).delete(member))
    ? { done: true, line: 'seat.taken' }
    : { done: false, line: 'seat.hadNone' }
}

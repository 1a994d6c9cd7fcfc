import { atLeast, type CommandCtx, type MemberKey, type Millis, plainLine, z } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { isCore } from '../core/seats.js'
import { planNumber } from '../numbers.js'
import { choose } from './choose.js'
import { factsOf, type In } from './facts.js'
import { keepPlan, type Plan, plansIn, plansOf, spare } from './records.js'
import { dataText, dayOf, daysOf, endOf, listText, shareText, underWay } from './wording.js'

// Who has been silent for long: a list for the owner, with all that he decides by. Nobody is touched by looking.

type Asked = CommandCtx<CapacityConfig>

const DAY: Millis = 86_400_000
/** A look at the room has come back after this. */
export const LOOK: Millis = 2_000

/** Who asked for something about a list, and where. */
export const askedBy = z.object({ by: z.string(), private: z.boolean() })
export type Asking = z.output<typeof askedBy>

/** The rooms of this account in which somebody is an owner. */
export function ownedRooms(ctx: Asked): In[] {
  return ctx
    .rooms()
    .map(({ key }) => ctx.at(key))
    .filter(at => at.mode !== 'off' && atLeast(at.member(ctx.caller.key).role, 'owner'))
}

/** Has the room looked at, for the list is to be of those who are there now; the answer comes with what was seen. */
export async function askForPreview(ctx: Asked, typed: string | undefined): Promise<void> {
  const at = await roomMeant(ctx, typed)
  if (!at) return
  // One at a time: a second list beside the one that is being carried out could not be carried out.
  const running = (await plansIn(at)).find(({ state }) => state === 'running')
  if (running) {
    const next = at.text('prune.underNext', { day: dayOf(at, endOf(at, running)) })
    return ctx.reply(`${underWay(at, running)}\n${next}`)
  }
  at.look()
  const asking: Asking = { by: ctx.caller.key, private: ctx.private }
  await at.later('prunePreview', asking, ctx.now() + LOOK, { id: `prune-preview|${ctx.message.id}` })
}

/** The room that a list is asked for: the one it is asked in; in private the one named, or the only core group. */
async function roomMeant(ctx: Asked, typed: string | undefined): Promise<In | undefined> {
  if (!ctx.private) return ctx
  const rooms = ownedRooms(ctx)
  const [first] = rooms
  if (!first) {
    await ctx.decline(ctx.text('prune.notOwner'))
    return undefined
  }
  if (typed !== undefined) {
    const named = rooms.filter(at => at.room.topic === typed || at.room.name === typed)
    if (named.length === 1) return named[0]
    await ctx.decline(ctx.text('prune.noRoom', { room: first.room.name }))
    return undefined
  }
  const cores: In[] = []
  for (const at of rooms) if (await isCore(at)) cores.push(at)
  const [only] = cores.length === 1 ? cores : rooms
  if (only && (cores.length === 1 || rooms.length === 1)) return only
  await ctx.decline(ctx.text('prune.whichRoom', { room: first.room.name }))
  return undefined
}

/** The list itself, or why there is none. */
export async function preview(ctx: In, asking: Asking): Promise<void> {
  const no = (text: string) => answer(ctx, asking, text)
  if (ctx.room.doubted) return no(ctx.text('prune.doubted'))
  if (!(await ctx.canRemove())) return no(ctx.text('prune.noRight'))
  const facts = await factsOf(ctx)
  const days = daysOf(ctx.config.core.prune.idle)
  if (facts.counted === undefined) return no(ctx.text('prune.shortNone', { idle: days }))
  if (facts.counted > facts.since) {
    const ready = dayOf(ctx, ctx.now() + facts.counted - facts.since + DAY / 2)
    return no(ctx.text('prune.short', { idle: days, data: dataText(ctx, facts), ready }))
  }
  const { idle, excused } = choose(facts.people, facts.since, ctx.config.core.prune.exempt)
  const core = await isCore(ctx)
  if (idle.length === 0) {
    const lines = [ctx.text('prune.nobody', { idle: days }), ...(core ? [shareText(ctx, facts)] : [])]
    return no(lines.join('\n'))
  }
  const number = await planNumber(ctx)
  const people = idle.map(
    ({ key, last }) => [key, { step: 'listed', ...(last === undefined ? {} : { last }) }] as const,
  )
  const plan = await keepPlan(ctx, {
    number,
    community: ctx.community,
    room: ctx.room.key,
    by: asking.by,
    madeAt: ctx.now(),
    state: 'shown',
    people: Object.fromEntries(people),
  })
  await whisper(ctx, asking, plan, listText(ctx, plan, { facts, excused, core }))
}

/** Takes people off the newest list; they are on none for as long as one has to be silent to be listed. */
export async function spareSome(ctx: Asked, typed: readonly string[]): Promise<void> {
  const plan = await newestFor(ctx)
  if (!plan) return ctx.decline(ctx.text('prune.noPlan'))
  if (typed.length === 0) return ctx.decline(ctx.text('prune.whom'))
  const at = ctx.at(plan.room)
  const off: MemberKey[] = []
  const unlisted: string[] = []
  for (const name of typed) {
    const listed = at.find(name).filter(({ key }) => plan.people[key] !== undefined)
    const [one, other] = listed
    if (!one) {
      unlisted.push(shown(name))
      continue
    }
    if (!other) {
      off.push(one.key)
      continue
    }
    if (ctx.room.key !== plan.room || ctx.private) return ctx.decline(ctx.text('prune.several'))
    const chosen = await ctx.whichOf(name)
    if (!chosen) return
    if (plan.people[chosen.key] === undefined) unlisted.push(chosen.name)
    else off.push(chosen.key)
  }
  const others = unlisted.join(ctx.text('prune.comma'))
  const missed = unlisted.length > 0 ? [ctx.text('prune.notListed', { number: plan.number, name: others })] : []
  if (off.length === 0) return ctx.decline(missed.join('\n'))
  for (const member of off) ctx.concerns(member)
  await spare(at, off, ctx.now() + at.config.core.prune.idle)
  if (plan.state === 'running') {
    await ctx.resumeSaga(`prune|${plan.number}`)
    return ctx.reply([ctx.text('prune.spared', { count: off.length }), ...missed].join('\n'))
  }
  const left = await plansOf(at.lasting).update(plan.number, now => now && withoutThose(now, off))
  if (!left || Object.keys(left.people).length === 0) {
    await plansOf(at.lasting).update(plan.number, now => now && { ...now, state: 'over' })
    return ctx.reply([ctx.text('prune.allSpared', { number: plan.number }), ...missed].join('\n'))
  }
  const facts = await factsOf(at)
  const { excused } = choose(facts.people, facts.since, at.config.core.prune.exempt)
  const list = listText(at, left, { facts, excused, core: await isCore(at), spared: off.length })
  await ctx.whisper(
    [...missed, list].join('\n'),
    [ctx.text('prune.spared', { count: off.length }), ...missed].join('\n'),
  )
}

function withoutThose(plan: Plan, members: readonly MemberKey[]): Plan {
  return { ...plan, people: Object.fromEntries(Object.entries(plan.people).filter(([key]) => !members.includes(key))) }
}

/** The list that is being carried out, else the newest that was shown: of this room, in private of any of his. */
export async function newestFor(ctx: Asked): Promise<Plan | undefined> {
  const rooms = ctx.private ? ownedRooms(ctx) : [ctx]
  const plans: Plan[] = []
  for (const at of rooms) plans.push(...(await plansIn(at)))
  const open = plans.filter(({ state }) => state !== 'over').sort((a, b) => b.madeAt - a.madeAt)
  return open.find(({ state }) => state === 'running') ?? open[0]
}

/** What somebody typed as a name, as it may be repeated: his own words, cut. */
const shown = (typed: string) => plainLine(typed, 12)

/** Answers where it was asked: a line without names. */
export function answer(ctx: In, { by, private: alone }: Asking, text: string): Promise<void> {
  const options = { id: 'prune|preview', manner: 'reply' } as const
  return alone ? ctx.dm(by, text, options) : ctx.say(text, options)
}

/** Names are for the asker alone; to who is no friend it is said in the room how many there are. */
async function whisper(ctx: In, asking: Asking, plan: Plan, text: string): Promise<void> {
  const { friend, name } = ctx.member(asking.by)
  if (asking.private) return answer(ctx, asking, text)
  const values = { name, number: plan.number, count: Object.keys(plan.people).length }
  if (!friend) return answer(ctx, asking, ctx.text('prune.addMe', values))
  await ctx.dm(asking.by, text, { id: 'prune|list', manner: 'reply' })
  await answer(ctx, asking, ctx.text('prune.whispered', values))
}

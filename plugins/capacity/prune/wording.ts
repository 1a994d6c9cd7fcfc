import { clockOf, dateOf, type MemberKey, type Millis } from '../../../src/kernel/plugin.js'
import { activeShare, type Excuse, excuses } from './choose.js'
import type { Facts, In } from './facts.js'
import { asItStands, type Plan } from './records.js'

// How lists and times of a pruning read. The lines themselves are in texts.ts.

/** Names in one message; more of them nobody reads. */
const NAMES = 60

/** `1月7日` */
export function dayOf(ctx: In, at: Millis): string {
  const [, month = '', day = ''] = dateOf(at, ctx.zone).split('-')
  return ctx.text('prune.day', { month: Number(month), day: Number(day) })
}

/** `1月14日 10:00` */
export function timeOf(ctx: In, at: Millis): string {
  return `${dayOf(ctx, at)} ${clockOf(at, ctx.zone)}`
}

const DAY = 86_400_000

/** A time in whole days, at least one. */
export function daysOf(span: Millis): number {
  return Math.max(1, Math.round(span / DAY))
}

export function namesOf(ctx: In, members: readonly MemberKey[]): string {
  const shown = members.slice(0, NAMES).map(member => ctx.member(member).name)
  const names = shown.join(ctx.text('prune.comma'))
  return members.length > NAMES ? ctx.text('prune.more', { names, count: members.length }) : names
}

/** `最近 7 天发过言的 60/69 人（87%），目标 70%`, of as many as WeChat shows: the bot is one of them, and never active. */
export function shareText(ctx: In, { people }: Pick<Facts, 'people'>): string {
  const { active, of: others } = activeShare(people, ctx.now())
  const of = others + 1
  const share = Math.round((100 * active) / of)
  const target = Math.round(100 * ctx.config.core.minActive)
  return ctx.text(share >= target ? 'prune.share' : 'prune.shareLow', { active, of, share, target })
}

/** The list with all that the owner decides by, and what to send next. */
export function listText(
  ctx: In,
  plan: Plan,
  {
    facts,
    excused,
    core,
    spared = 0,
  }: { facts: Facts; excused: ReadonlyMap<Excuse, number>; core: boolean; spared?: number },
): string {
  const listed = Object.entries(plan.people)
  const { idle, warn, perRun } = ctx.config.core.prune
  const days = daysOf(idle)
  const { number } = plan
  const lines = listed.slice(0, NAMES).map(([member, { last }], at) =>
    ctx.text(last === undefined ? 'prune.neverLine' : 'prune.line', {
      at: at + 1,
      name: ctx.member(member).name,
      day: last === undefined ? '' : dayOf(ctx, last),
    }),
  )
  const left = excuses.flatMap(excuse => {
    const count = excused.get(excuse)
    return count === undefined ? [] : [ctx.text(`prune.excuse.${excuse}`, { count })]
  })
  const [first] = listed
  const name = first ? ctx.member(first[0]).name : ''
  return [
    ...(spared > 0 ? [ctx.text('prune.spared', { count: spared })] : []),
    ctx.text('prune.head', { number, room: ctx.room.name, days, count: listed.length }),
    ...lines,
    ...(listed.length > NAMES ? [ctx.text('prune.moreLines', { count: listed.length - NAMES })] : []),
    dataText(ctx, facts),
    ...(left.length > 0 ? [ctx.text('prune.excused', { list: left.join(ctx.text('prune.comma')) })] : []),
    ...(core ? [shareText(ctx, facts)] : []),
    ctx.text('prune.next', { number, name }),
    ctx.text('prune.how', { warn: daysOf(warn), perRun }),
  ].join('\n')
}

/** How far a plan that is being carried out is. */
export function underWay(ctx: In, plan: Plan): string {
  const { number, people } = asItStands(ctx, plan)
  const all = Object.values(people)
  const count = (...steps: string[]) => all.filter(({ step }) => steps.includes(step)).length
  return ctx.text('prune.under', {
    number,
    room: ctx.room.name,
    waiting: count('listed', 'warned', 'removing'),
    removed: count('removed'),
    stays: count('stays'),
  })
}

/** The day on which it is over at the latest, should nobody answer: so many a day once their time is up. */
export function endOf(ctx: In, { people }: Plan): Millis {
  const { warn, perRun } = ctx.config.core.prune
  const open = Object.values(people).filter(({ step }) => step === 'listed' || step === 'warned' || step === 'removing')
  const now = ctx.now()
  const last = Math.max(now, ...open.map(({ step, until }) => until ?? (step === 'listed' ? now + warn : now)))
  return last + Math.max(0, Math.ceil(open.length / perRun) - 1) * DAY
}

/** Since when people's messages are counted, and for how long the bot was away meanwhile. */
export function dataText(ctx: In, { counted, gaps }: Pick<Facts, 'counted' | 'gaps'>): string {
  if (counted === undefined) return ctx.text('prune.noData')
  const away = gaps.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, counted)), 0)
  return ctx.text(away >= DAY ? 'prune.dataGaps' : 'prune.data', {
    day: dayOf(ctx, counted),
    date: dateOf(counted, ctx.zone),
    days: Math.floor((ctx.now() - counted) / DAY),
    away: Math.round(away / DAY),
  })
}

import { type Ctx, clockOf, dateOf, type Millis, sayDuration } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { sameTopic, shortName } from './naming.js'
import { type Sketch, seedsOf } from './sketch.js'
import type { Person, SplitState } from './state.js'

type In = Ctx<CapacityConfig>

/** So many of those who might move are named; they are asked one by one, and the list is long. */
const NAMED = 5

/** A plan as its owner reads it: what for, where to, who and why, what comes next, until when, and what he can answer. */
export function planText(ctx: In, state: SplitState): string {
  const { text } = ctx
  return [
    text('plan.head', { number: state.number, room: ctx.room.name }),
    text('plan.now', { size: state.size, cap: state.cap }),
    ...sketchLines(ctx, state),
    text(state.prepared ? 'plan.nextPrepared' : 'plan.next', { min: ctx.config.seed.min }),
    text(ctx.config.onSilence === 'proceed' ? 'plan.untilProceed' : 'plan.untilHold', {
      until: timeText(ctx, state.until),
      span: sayDuration(ctx.config.veto),
    }),
    text('plan.commands'),
  ].join('\n')
}

/** The lines that a plan and a first draft share: the new room, who leads it, the seeds, and who might move. */
export function sketchLines(ctx: In, sketch: Sketch): string[] {
  const { text, config } = ctx
  const { topic, prepared, skipped, toSize, leader, toMove, movers } = sketch
  const seeds = seedsOf(sketch)
  const short = shortName(topic)
  const names = movers.slice(0, NAMED).map(key => ctx.member(key).name)
  const left = Math.max(0, sketch.size - toMove)
  const moving =
    toMove === 0 || movers.length === 0
      ? text(toMove === 0 ? 'plan.nobodyMoves' : 'plan.noFriends', { left, count: toMove })
      : text('plan.movers', { count: toMove, left, names: names.join('、'), friends: movers.length })
  return [
    text(prepared ? 'plan.prepared' : 'plan.new', { topic, size: toSize }),
    ...(skipped === undefined
      ? []
      : [text(isOurs(ctx, skipped) ? 'plan.skippedFull' : 'plan.skipped', { topic: skipped })]),
    leader === undefined
      ? text('plan.noLeader', { short })
      : text('plan.leader', { name: ctx.member(leader).name, short }),
    seeds.length === 0
      ? text('plan.noSeeds')
      : text(config.keepInOld ? 'plan.seedsStay' : 'plan.seedsGo', {
          count: seeds.length,
          kinds: kindsText(ctx, sketch),
        }),
    ...seeds.map(([key, person], at) =>
      text('plan.seed', { at: at + 1, name: ctx.member(key).name, why: whyText(ctx, person) }),
    ),
    moving,
  ]
}

/** Whether a room of this community is called so. */
function isOurs(ctx: In, name: string): boolean {
  return ctx.rooms(ctx.community).some(({ topic }) => sameTopic(topic, name))
}

/** 「KOL · 30天45条」 */
function whyText(
  { text }: Pick<In, 'text'>,
  { why, messages, days }: Pick<Person, 'why' | 'messages' | 'days'>,
): string {
  const said = why.map(reason =>
    reason === 'senior'
      ? text(days === 0 ? 'why.before' : 'why.senior', { days })
      : text(`why.${reason}`, { messages }),
  )
  return said.join(' · ')
}

/** 「KOL 2 · 活跃 8 · 报名 2」: each seed under his weightiest reason. */
function kindsText({ text }: In, sketch: Sketch): string {
  const counts = new Map<string, number>()
  for (const [, { why }] of seedsOf(sketch)) {
    const kind = why[0] === 'leader' ? (why[1] ?? 'volunteer') : (why[0] ?? 'senior')
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => text('plan.kind', { kind: text(`kind.${kind}`), count })).join(' · ')
}

/** 「1月8日 10:00」 */
export function timeText({ text, zone }: Pick<In, 'text' | 'zone'>, at: Millis): string {
  const [, month, day] = dateOf(at, zone).split('-').map(Number)
  return text('plan.time', { month: month ?? 0, day: day ?? 0, clock: clockOf(at, zone) })
}

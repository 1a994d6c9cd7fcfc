import type { Act } from '../../domain/actions.js'
import { clockOf, dateOf } from '../../domain/calendar.js'
import { sayDuration } from '../../domain/durations.js'
import type { Millis } from '../../domain/events.js'
import type { Kind } from '../../queue/pacing.js'
import type { OutboxRecord } from '../../queue/posting.js'
import type { CommandCtx } from '../given.js'
import type { Health } from '../rooms/watch.js'
import { rightsLines } from './abilities.js'
import type { Works } from './index.js'

/** Of what nobody could see and what failed, the newest so many are named. */
const NAMED = 5

/** Keys of the words for what WeChat paused, and for what got lost. */
export const kindTexts: Readonly<Record<Kind, string>> = {
  text: 'kindText',
  kick: 'kindKick',
  invite: 'kindInvite',
  create: 'kindCreate',
  other: 'kindOther',
}
const actTexts: Readonly<Record<Act, string>> = {
  say: 'actSay',
  dm: 'actDm',
  kick: 'actKick',
  invite: 'actInvite',
  add: 'actAdd',
  create: 'actCreate',
  topic: 'actTopic',
  befriend: 'actBefriend',
  file: 'actFile',
}

/** How the bot is: one short line each. The first alone is said in a room. */
export async function statusLines(works: Works, ctx: CommandCtx): Promise<string[]> {
  const { house } = works
  const health = house.health()
  const { unknown, dead } = await house.outbox.listed()
  return [
    ...connectionLines(health, ctx),
    ctx.text('statusSession', {
      session: health.sessionSince === 'nobody' ? ctx.text('nobodyIn') : told(health.sessionSince, ctx, 'age'),
      uptime: sayDuration(ctx.now() - health.since),
    }),
    ...brakeLines(works, ctx),
    ...(await rightsLines(works, ctx)),
    queueLine(works, ctx),
    ctx.text('statusFailures', { unknown: unknown.length, dead: dead.length }),
    ...[...unknown, ...dead]
      .filter(record => concerns(works, ctx, record))
      .sort((a, b) => a.queuedAt - b.queuedAt)
      .slice(-NAMED)
      .map(record => itemLine(works, ctx, record)),
    ctx.text('statusRooms', { timers: house.timers.size, rooms: house.rooms.kept.length }),
  ]
}

function connectionLines(health: Health, ctx: CommandCtx): string[] {
  const { loggedIn, silentSince, need } = health
  const sync = told(health.lastSync, ctx, 'ago')
  const last = told(health.lastInbound ?? 'never', ctx, 'ago')
  const span = sayDuration(ctx.now() - (silentSince ?? ctx.now()))
  const lines = [
    !loggedIn
      ? ctx.text('statusOut', { last })
      : ctx.text(silentSince === undefined ? 'statusSync' : 'statusSilent', { span, sync, last }),
  ]
  if (need?.ret !== undefined) lines.push(ctx.text('statusRefused', { ret: need.ret }))
  // Whoever scans it decides which account this is.
  if (need?.url !== undefined && ctx.caller.role === 'operator') lines.push(ctx.text('statusScan', { url: need.url }))
  return lines
}

function brakeLines({ house }: Works, ctx: CommandCtx): string[] {
  const communities = ctx.caller.role === 'operator' ? house.rooms.communities : [ctx.community]
  const since = communities.flatMap(community => house.brakes.since(community) ?? [])
  return since.slice(0, 1).map(at => ctx.text('brakeOn', { since: moment(at, ctx) }))
}

function queueLine({ house }: Works, ctx: CommandCtx): string {
  const now = ctx.now()
  const paused = Object.entries(house.outbox.resting).flatMap(([kind, until]) =>
    until > now
      ? [ctx.text('statusPause', { kind: ctx.text(kindTexts[kind as Kind]), until: moment(until, ctx) })]
      : [],
  )
  const { heldUntil } = house.outbox
  return ctx.text('statusQueue', {
    waiting: house.outbox.waiting.length,
    held: heldUntil > now ? ctx.text('statusHeld', { until: moment(heldUntil, ctx) }) : '',
    paused: paused.length === 0 ? '' : ctx.text('statusPaused', { kinds: paused.join('、') }),
  })
}

/** An admin sees what was for his own community; an operator all. */
function concerns({ house }: Works, ctx: CommandCtx, { action }: OutboxRecord): boolean {
  if (ctx.caller.role === 'operator') return true
  const rooms = house.rooms.ofCommunity(ctx.community)
  if ('room' in action && action.room !== undefined) return rooms.includes(action.room)
  const member = 'member' in action ? action.member : undefined
  return member !== undefined && house.roster.roomsOf(member).some(room => rooms.includes(room))
}

/** What was to be done, to whom, and when it was wanted; never what was to be said. */
function itemLine({ people }: Works, ctx: CommandCtx, { action, outcome, queuedAt }: OutboxRecord): string {
  const room = 'room' in action ? action.room : undefined
  const member = 'member' in action ? action.member : undefined
  const place = room === undefined ? '' : ctx.text('toRoom', { topic: people.room(room).name })
  const whom = member === undefined ? '' : ` ${people.name(member, room)}`
  return ctx.text('statusItem', {
    outcome: ctx.text(outcome === 'unknown' ? 'outcomeUnknown' : 'outcomeFailed'),
    act: ctx.text(actTexts[action.act]),
    whom: `${whom}${place}`,
    when: moment(queuedAt, ctx),
  })
}

function told(at: Millis | 'never' | 'nobody' | 'untold', ctx: CommandCtx, as: 'ago' | 'age'): string {
  if (typeof at === 'string') return ctx.text(at)
  const past = Math.max(0, ctx.now() - at)
  if (as === 'ago') return past < 1_000 ? ctx.text('justNow') : ctx.text('ago', { span: sayDuration(past) })
  return sayDuration(past)
}

/** `14:30`, of another day `01-08 14:30`. */
function moment(at: Millis, { zone, now }: CommandCtx): string {
  const day = dateOf(at, zone)
  const clock = clockOf(at, zone)
  return day === dateOf(now(), zone) ? clock : `${day.slice(5)} ${clock}`
}

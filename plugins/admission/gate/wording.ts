import { type Ctx, type MemberKey, type Millis, sayDuration } from '../../../src/kernel/plugin.js'
import type { AdmissionConfig } from '../config.js'
import { gateOf } from '../door/doors.js'

/** What a gate asks in effect: a passphrase mode of which no phrase is alive is decided by the admins. */
export type Way = Exclude<AdmissionConfig['mode'], 'open'>

/** How one passes the gate of this room; undefined where nobody has to. */
export function wayOf(ctx: Ctx<AdmissionConfig>): Way | undefined {
  if (ctx.config.onUninvited !== 'gate') return undefined
  const way = gateOf({ community: ctx.community, ctx, rooms: [ctx] })
  return way === 'open' ? undefined : way
}

/** Whom a newcomer asks: the first admin who is there, else the owner, else 「管理员」. */
export function helperOf(ctx: Ctx<AdmissionConfig>): string {
  const staff = ctx.staff('admin').map(member => ctx.member(member))
  const there = staff.filter(member => member.present)
  const helper = there.find(({ role }) => role === 'admin') ?? there[0]
  return helper?.name ?? ctx.text('gate.anAdmin')
}

/** More names than this are counted. */
const NAMED = 5

export function namesOf(ctx: Ctx<AdmissionConfig>, members: readonly MemberKey[]): string {
  const names = members
    .slice(0, NAMED)
    .map(member => ctx.member(member).name)
    .join('、')
  return members.length > NAMED ? ctx.text('gate.names', { names, count: members.length }) : names
}

/** How one passes, without why. */
export function howOf(ctx: Ctx<AdmissionConfig>, way: Way): string {
  return ctx.text(`gate.how.${way}`, { admin: helperOf(ctx) })
}

/** What newcomers at the gate are told: what to do, and for how long. */
export function noticeOf(
  ctx: Ctx<AdmissionConfig>,
  way: Way,
  { again, grace }: { again: boolean; grace: Millis },
): string {
  return ctx.text(again ? 'gate.again' : 'gate.notice', {
    why: ctx.text(`gate.why.${way}`),
    how: howOf(ctx, way),
    consent: consentOf(ctx),
    span: sayDuration(grace),
    awake: awakeOf(ctx, grace),
  })
}

/** The same once more; who has done what the mode asks is only reminded of the rules. */
export function reminderOf(
  ctx: Ctx<AdmissionConfig>,
  way: Way,
  { left, keyed }: { left: Millis; keyed: boolean },
): string {
  return ctx.text('gate.reminder', {
    how: keyed ? '' : howOf(ctx, way),
    consent: consentOf(ctx),
    left: sayDuration(left),
    awake: awakeOf(ctx, left),
  })
}

function consentOf(ctx: Ctx<AdmissionConfig>): string {
  return ctx.config.rules.consent ? ctx.text('gate.consent') : ''
}

/** That nights do not count is worth saying where one lies in the time that is left. */
function awakeOf(ctx: Ctx<AdmissionConfig>, span: Millis): string {
  // What is written in quiet hours leaves, and counts, at their end.
  const from = ctx.quietUntil() ?? ctx.now()
  return ctx.awakeAfter(span, from) > from + span ? ctx.text('gate.awake') : ''
}

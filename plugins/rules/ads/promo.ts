import {
  addDays,
  type Ctx,
  dateOf,
  type MemberKey,
  type Millis,
  type Store,
  timeOn,
  weekdayOf,
} from '../../../src/kernel/plugin.js'
import type { PromoWindow } from './promo-config.js'

/** True when a moment falls into the weekly time of promotion, [from, to). */
export function isPromoTime(window: 'off' | PromoWindow, at: Millis, zone: string): boolean {
  if (window === 'off') return false
  const today = dateOf(at, zone)
  // What begins before midnight belongs to the day on which it began.
  return [addDays(today, -1), today].some(date => {
    const until = window.to <= window.from ? addDays(date, 1) : date
    return (
      window.days.includes(weekdayOf(date)) &&
      at >= timeOn(date, window.from, zone) &&
      at < timeOn(until, window.to, zone)
    )
  })
}

/** An admin lets one person promote once, within this time. */
export const PASS_LASTS: Millis = 24 * 3_600_000

interface Pass {
  until: Millis
  by: MemberKey
  /** The message that used it. */
  used?: string
}

interface Promotion {
  at: Millis
  message: string
}

type Promoting = Pick<Ctx, 'store' | 'lasting' | 'community'>

// `account:promotions` hash `COMMUNITY|member` → Promotion[], those that still count against the allowance;
// `account:passes` hash `COMMUNITY|member` → Pass, until the next one. Both until the person is erased.
const promotionsOf = (store: Store) => store.at('account').hash<Promotion[]>('promotions')
const passesOf = (store: Store) => store.at('account').hash<Pass>('passes')
const rowOf = (community: string, member: MemberKey) => `${community}|${member}`

/** Lets somebody promote once within a day. */
export async function givePass(
  ctx: Promoting,
  member: MemberKey,
  { at, by }: { at: Millis; by: MemberKey },
): Promise<void> {
  await passesOf(ctx.lasting).set(rowOf(ctx.community, member), { until: at + PASS_LASTS, by })
}

/** Uses the pass that somebody was given; false when he has none. The same message again has used it already. */
export async function takePass(
  ctx: Promoting,
  member: MemberKey,
  { at, message }: { at: Millis; message: string },
): Promise<boolean> {
  const passes = passesOf(ctx.lasting)
  const row = rowOf(ctx.community, member)
  if ((await passes.get(row)) === undefined) return false
  const pass = await passes.update(row, now =>
    now && now.used === undefined && at < now.until ? { ...now, used: message } : now,
  )
  return pass?.used === message
}

/** Counts a promotion at the agreed time; false when it is more than one person may. */
export async function countPromotion(
  ctx: Promoting,
  member: MemberKey,
  { at, message, count, per }: { at: Millis; message: string; count: number; per: Millis },
): Promise<boolean> {
  const counted = await promotionsOf(ctx.store).update(rowOf(ctx.community, member), (known = []) => {
    const live = known.filter(each => each.at > at - per)
    if (live.length >= count || live.some(each => each.message === message)) return live
    return [...live, { at, message }]
  })
  return counted?.some(each => each.message === message) ?? false
}

/** Records of promotion are one person's. */
export const promoPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey) {
    await move(promotionsOf(store), { from, into }, (own, his) => [
      ...own.filter(({ message }) => !his.some(each => each.message === message)),
      ...his,
    ])
    await move(passesOf(store), { from, into }, (own, his) => (own.until > his.until ? own : his))
  },
  async export(store: Store, member: MemberKey) {
    const promotions = (await rowsOf(promotionsOf(store), member)).flatMap(([, each]) => each.map(({ at }) => at))
    const passes = (await rowsOf(passesOf(store), member)).map(([, { until }]) => until)
    return promotions.length + passes.length === 0 ? undefined : { promotions, passes }
  },
  async erase(store: Store, member: MemberKey) {
    for (const [row] of await rowsOf(promotionsOf(store), member)) await promotionsOf(store).delete(row)
    for (const [row] of await rowsOf(passesOf(store), member)) await passesOf(store).delete(row)
  },
}

interface Rows<T> {
  all(): Promise<Map<string, T>>
  update(row: string, change: (now: NoInfer<T> | undefined) => NoInfer<T> | undefined): Promise<unknown>
  delete(row: string): Promise<boolean>
}

async function rowsOf<T>(hash: Rows<T>, member: MemberKey): Promise<[string, T][]> {
  return [...(await hash.all())].filter(([row]) => row.endsWith(`|${member}`))
}

async function move<T>(
  hash: Rows<T>,
  { from, into }: { from: MemberKey; into: MemberKey },
  join: (own: T, his: T) => T,
): Promise<void> {
  for (const [row, value] of await rowsOf(hash, from)) {
    await hash.update(`${row.slice(0, -from.length)}${into}`, own => (own === undefined ? value : join(own, value)))
    await hash.delete(row)
  }
}

/** 「周五 20:00-21:00」, as people say it. */
export function sayWhen({ days, from, to }: PromoWindow, { text }: Pick<Ctx, 'text'>): string {
  const named = days.length === 7 ? text('day.all') : days.map(day => text(`day.${day}`)).join(text('day.and'))
  return `${named} ${from}-${to}`
}

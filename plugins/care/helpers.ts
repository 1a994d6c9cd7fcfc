import { atLeast, type Ctx, dateOf, type MemberKey, type MemberView, type Millis } from '../../src/kernel/plugin.js'
import type { CareConfig } from './config.js'

type In = Ctx<CareConfig>

/** Duties by which members let themselves be called; taken on with /我来. */
const ANSWERING = '答疑'
const GREETING = '迎新'

/** `called` hash member → when he was called last: they take turns. */
export const calledIn = (store: In['store']) => store.hash<Millis>('called')

/**
 * Whom to call for a question: who has taken on 答疑, the trusted and opinion leaders; where there is none of them, admins
 * and the owner. Whoever was called longest ago is next. Friends of the bot alone, for it is said in private.
 */
export async function helperFor(ctx: In, asker: MemberKey): Promise<MemberView | undefined> {
  const answering = ctx.books.duties.holders(ctx.community, ANSWERING)
  const known = ctx.staff('trusted').map(member => ctx.member(member))
  const experts = known.filter(({ role }) => !atLeast(role, 'admin')).map(({ key }) => key)
  const staff = known.filter(({ role }) => atLeast(role, 'admin')).map(({ key }) => key)
  const called = await calledIn(ctx.store).all()
  for (const group of [[...answering, ...experts], staff]) {
    const able = [...new Set(group)].filter(member => member !== asker && isThere(ctx, member))
    const inTurn = able.sort((a, b) => (called.get(a) ?? 0) - (called.get(b) ?? 0))
    for (const member of inTurn) if (await ctx.isFriend(member)) return ctx.member(member)
  }
  return undefined
}

/** Whom to call for a newcomer: today's 迎新, else the next who has taken it on. Nobody who has not is called for that. */
export async function greeterFor(ctx: In, newcomer: MemberKey): Promise<MemberView | undefined> {
  const { duties } = ctx.books
  const can = (member: MemberKey) => member !== newcomer && isThere(ctx, member)
  const today = duties.onDuty(ctx.community, GREETING, dateOf(ctx.now(), ctx.zone), can)
  const others = duties.holders(ctx.community, GREETING).filter(member => member !== today && can(member))
  for (const member of today === undefined ? others : [today, ...others]) {
    if (await ctx.isFriend(member)) return ctx.member(member)
  }
  return undefined
}

function isThere(ctx: In, member: MemberKey): boolean {
  const { present, unsure, friend } = ctx.member(member)
  return present && !unsure && friend && ctx.books.absence.awayUntil(ctx.community, member, ctx.now()) === undefined
}

import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import { allTopics, type In } from '../topic.js'
import { ofAccount, rowsOfMember } from './asked.js'

/** The duty that makes somebody a host: the roster is who has taken it on. */
export const dutyOf = (ctx: In) => ctx.text('host.duty')

/** `account:host-turns` hash `community|member` → when he was asked last, whatever he said; until the person is erased. */
const turnsOf = (store: Store) => ofAccount(store).hash<Millis>('host-turns')

/** Who was asked has had his turn: who never answers is not asked first every time. */
export async function takeTurn(ctx: In, member: MemberKey): Promise<void> {
  await turnsOf(ctx.store).set(`${ctx.community}|${member}`, ctx.now())
}

/**
 * Everybody on the roster of this community, the next one first: who hosted last, is about to, or was asked last comes last;
 * of those who never were whoever has waited longest comes first.
 */
export async function hostsInTurn(ctx: In): Promise<MemberKey[]> {
  const holders = ctx.books.duties.holders(ctx.community, dutyOf(ctx))
  const asked = await turnsOf(ctx.store).all()
  const had = new Map(holders.map(member => [member, asked.get(`${ctx.community}|${member}`) ?? 0]))
  for (const room of ctx.rooms(ctx.community)) {
    for (const { host, phase, start } of await allTopics(ctx.store.at(room.key))) {
      if (host === undefined || phase === 'cancelled') continue
      had.set(host, Math.max(start, had.get(host) ?? 0))
    }
  }
  return holders.sort((a, b) => (had.get(a) ?? 0) - (had.get(b) ?? 0))
}

/** The same, of those who can be asked now: who is here, is known to be himself, and is not on leave. */
export async function hostsToAsk(ctx: In): Promise<MemberKey[]> {
  return (await hostsInTurn(ctx)).filter(member => canBeAsked(ctx, member))
}

function canBeAsked(ctx: In, member: MemberKey): boolean {
  const { present, unsure } = ctx.member(member)
  return present && !unsure && !isAway(ctx, member)
}

export function isAway(ctx: In, member: MemberKey): boolean {
  return ctx.books.absence.awayUntil(ctx.community, member, ctx.now()) !== undefined
}

/** When somebody was asked is his own. */
export const turnPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey) {
    for (const [row, at] of await rowsOfMember(turnsOf(store), from)) {
      await turnsOf(store).update(`${row.slice(0, -from.length)}${into}`, own => Math.max(own ?? 0, at))
      await turnsOf(store).delete(row)
    }
  },
  async export(store: Store, member: MemberKey) {
    const turns = (await rowsOfMember(turnsOf(store), member)).map(([, at]) => at)
    return turns.length === 0 ? undefined : { askedToHostAt: turns }
  },
  async erase(store: Store, member: MemberKey) {
    for (const [row] of await rowsOfMember(turnsOf(store), member)) await turnsOf(store).delete(row)
  },
}

import { authoredText, FRESH, type MemberKey, type MessageEvent, type Store } from '../../../src/kernel/plugin.js'
import type { In } from '../topic.js'
import type { Asked } from './asked.js'
import { forgetWordsOf, wasPosted } from './excerpts.js'

// What becomes of somebody's words is his own decision: 不收录 and 收录, at once and until he says otherwise; 署名 for those
// outside the group.

/** Nothing of his is kept from now on, and what was kept goes, in every room of the community. */
export async function optOut(ctx: Asked): Promise<void> {
  const member = ctx.caller.key
  const communities = communitiesOf(ctx)
  // The book first: what comes in while the rest is going is not kept any more.
  for (const community of communities) await ctx.books.unrecorded.set(community, member, ctx.now())
  const rooms = ctx.rooms().filter(({ community }) => communities.has(community))
  // What was kept before the plugin only observed lies in its lasting corner.
  const stores = rooms.map(({ key }) => ctx.at(key)).flatMap(({ store, lasting }) => [store, lasting])
  const corners = new Map(stores.map(store => [store.key(''), store]))
  const posted = await Promise.all([...corners.values()].map(store => wasPosted(store, member)))
  await Promise.all([...corners.values()].map(store => forgetWordsOf(store, member)))
  await ctx.reply(ctx.text(posted.includes(true) ? 'optedOutPosted' : 'optedOut'))
}

export async function optIn(ctx: Asked): Promise<void> {
  for (const community of communitiesOf(ctx)) await ctx.books.unrecorded.clear(community, ctx.caller.key)
  await ctx.reply(ctx.text('optedIn'))
}

/** 收录 as a whole message, by somebody who had said 不收录; from anybody else it is a word like others. */
export async function optInBare(ctx: In, message: MessageEvent): Promise<void> {
  if (!/^\s*收录\s*[。.!！~～]?\s*$/u.test(authoredText(message.parts)) || ctx.now() - message.sentAt > FRESH) return
  const { member, room } = message
  const own = communitiesOfMember(ctx, member, room === undefined)
  const said = [...own].filter(community => ctx.books.unrecorded.has(community, member))
  if (said.length === 0) return
  for (const community of said) await ctx.books.unrecorded.clear(community, member)
  const [text, options] = [ctx.text('optedIn'), { manner: 'reply', id: 'opted-in' } as const]
  await (room === undefined ? ctx.dm(member, text, options) : ctx.say(text, options))
}

export async function sign(ctx: Asked, { off }: { off: boolean }): Promise<void> {
  const rows = [...communitiesOf(ctx)].map(community => rowOf(community, ctx.caller.key))
  for (const row of rows) {
    if (off) await signersOf(ctx.lasting).delete(row)
    else await signersOf(ctx.lasting).set(row, ctx.now())
  }
  await ctx.reply(ctx.text(off ? 'unsigned' : 'signed'))
}

/** Who of a community may be named outside it. */
export async function signers(ctx: In): Promise<ReadonlySet<MemberKey>> {
  const prefix = rowOf(ctx.community, '')
  const rows = [...(await signersOf(ctx.lasting).all()).keys()]
  return new Set(rows.flatMap(row => (row.startsWith(prefix) ? [row.slice(prefix.length)] : [])))
}

/** `account:signers` hash `community|member` → since when he may be named outside the group; until he takes it back. */
export const signersOf = (store: Store) => store.at('account').hash<number>('signers')

export function rowOf(community: In['community'], member: MemberKey): string {
  return `${community}|${member}`
}

/** The community he spoke in; in private, every one that he is in. */
function communitiesOf(ctx: Asked): Set<In['community']> {
  return communitiesOfMember(ctx, ctx.caller.key, ctx.private)
}

function communitiesOfMember(ctx: In, member: MemberKey, inPrivate: boolean): Set<In['community']> {
  if (!inPrivate) return new Set([ctx.community])
  const own = ctx.rooms().filter(({ key }) => ctx.at(key).member(member).present)
  return new Set([ctx.community, ...own.map(({ community }) => community)])
}

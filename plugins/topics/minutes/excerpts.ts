import { type MemberKey, type MessageEvent, type Millis, type Store, safeExcerpt } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'
import { keptTopics } from './record.js'
import { printsOf, turnsOf } from './turns.js'

/** Somebody's words in a topic, as the minutes may quote them. */
export interface Excerpt {
  member: MemberKey
  at: Millis
  text: string
  /** Since when an admin has it among the best. */
  pinned?: Millis
}

/**
 * `excerpts:T1` hash message id → Excerpt, for `summary.keep` after the topic. In Redis alone; nobody's who said 不收录,
 * nothing that tells how to reach somebody.
 */
export const excerptsOf = (store: Store, topic: string) => store.hash<Excerpt>(`excerpts:${topic}`)

/** Characters that are kept of one message. */
const LONGEST = 300

/** Keeps what was said, if it may be kept. Between the look and the write nothing is waited for: who says 不收录 is heard. */
export async function keepExcerpt(
  ctx: In,
  topic: Topic,
  { id, member, sentAt: at }: MessageEvent,
  text: string,
): Promise<void> {
  const words = text === '' || ctx.mode === 'observe' || !mayKeep(ctx, member) ? undefined : safeExcerpt(text, LONGEST)
  if (words !== undefined) await excerptsOf(ctx.store, topic.id).set(id, { member, at, text: words })
}

/** What may be quoted now: not what is too old, of whom has said 不收录 since, or what became a case. */
export async function quotable(ctx: In, topic: string): Promise<Map<string, Excerpt>> {
  const all = await excerptsOf(ctx.store, topic).all()
  const oldest = ctx.now() - ctx.config.summary.keep
  const accused = accusedIn(ctx)
  return new Map([...all].filter(([id, { member, at }]) => at > oldest && !accused.has(id) && mayKeep(ctx, member)))
}

/** Messages that cases are about which still stand. */
export function accusedIn(ctx: In): Set<string> {
  const standing = ctx.cases().filter(({ status }) => status !== 'undone' && status !== 'dismissed')
  return new Set(standing.flatMap(({ cause, covers = [] }) => [cause, ...covers]))
}

/** Marks lines as the best; false where it is not kept. */
export async function pin(store: Store, topic: string, id: string, at: Millis): Promise<boolean> {
  const pinned = await excerptsOf(store, topic).update(id, known => known && { ...known, pinned: known.pinned ?? at })
  return pinned !== undefined
}

/** Whether anything of somebody's words may be kept; of whom it is not known who he is, nothing is. */
export function mayKeep(ctx: In, member: MemberKey): boolean {
  return !ctx.books.unrecorded.has(ctx.community, member) && !ctx.member(member).unsure
}

/** Everything that somebody said goes, in this corner of Redis; that he spoke stays, without hashes of his words. */
export async function forgetWordsOf(store: Store, member: MemberKey): Promise<void> {
  await Promise.all(
    [...(await keptTopics(store)).keys()].map(async topic => {
      const excerpts = excerptsOf(store, topic)
      const [texts, spoken] = await Promise.all([excerpts.all(), turnsOf(store, topic).all()])
      const own = <T extends { member: MemberKey }>(all: Map<string, T>) =>
        [...all].flatMap(([id, each]) => (each.member === member ? [id] : []))
      await Promise.all([
        ...own(texts).map(id => excerpts.delete(id)),
        ...own(spoken).map(id => printsOf(store, topic).update(id, print => print && { whole: print.whole })),
      ])
    }),
  )
}

/** Whether minutes went out that hold a line of his. */
export async function wasPosted(store: Store, member: MemberKey): Promise<boolean> {
  for (const [topic, { posted, lines = [], dropped = [] }] of await keptTopics(store)) {
    if (!posted) continue
    const excerpts = await excerptsOf(store, topic).all()
    if (lines.some(id => excerpts.get(id)?.member === member && !dropped.includes(id))) return true
  }
  return false
}

/** A message was taken back: nothing of it stays. */
export async function forgetMessage(store: Store, id: string): Promise<void> {
  const topics = [...(await keptTopics(store)).keys()]
  await Promise.all(topics.flatMap(topic => [excerptsOf, turnsOf, printsOf].map(of => of(store, topic).delete(id))))
}

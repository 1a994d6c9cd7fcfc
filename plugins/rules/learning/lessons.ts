import { type Ctx, type MemberKey, type Millis, noteRead, readOnce, type Store } from '../../../src/kernel/plugin.js'
import { likeness, SAME, type Sketch, sameContacts } from '../ads/likeness.js'

/** What an admin taught: that a text is an ad here, or that it is fine. No words of it are kept, only its sketch (law 8). */
export interface Lesson {
  /** Counted in each community, never used again. */
  number: number
  kind: 'ad' | 'fine'
  sketch: Sketch
  /** The case that it came from. */
  case?: string
  by: MemberKey
  at: Millis
  /** The message that taught it: the same one again teaches nothing new. */
  cause: string
}

/** What is left of one that was taken back: its number is not used again. */
interface Forgotten {
  number: number
  forgotten: true
}

/** The oldest goes when more are taught; each message is compared with them all, at a microsecond each. */
const KEPT = 500

/** What lessons say about a text. */
export interface Recalled {
  lesson: Lesson
  /** 0 to 1. */
  likeness: number
}

/** From here on a text is held to be what was taught, if not beyond doubt: an ad of the same making, a month later. */
const RESEMBLES = 0.45

/**
 * The lesson that fits a text best, if any does. What is fine is fine only for who is reached by it: the same words
 * with another's number are another's ad.
 */
export function recall(lessons: readonly Lesson[], sketch: Sketch): Recalled | undefined {
  let best: Recalled | undefined
  for (const lesson of lessons) {
    const found = likeness(lesson.sketch, sketch)
    const fits = lesson.kind === 'ad' ? found >= RESEMBLES : found >= SAME && sameContacts(sketch, lesson.sketch)
    if (fits && (best === undefined || found >= best.likeness)) best = { lesson, likeness: found }
    // The number or name of an advertiser is his wherever it stands.
    if (!best && lesson.kind === 'ad' && sketch.contacts.some(each => lesson.sketch.contacts.includes(each)))
      best = { lesson, likeness: RESEMBLES }
  }
  return best
}

// `account:lessons` hash `COMMUNITY|number` → Lesson or Forgotten, until 500 newer ones; held in memory too.
const stored = (store: Store) => store.at('account').hash<Lesson | Forgotten>('lessons')

type Known = Map<Ctx['community'], (Lesson | Forgotten)[]>

function known({ lasting }: Pick<Ctx, 'lasting'>): Promise<Known> {
  return readOnce(lasting, stored(lasting).key, () => load(lasting))
}

async function load(store: Store): Promise<Known> {
  const found: Known = new Map()
  for (const [row, lesson] of await stored(store).all()) {
    const community = row.slice(0, row.lastIndexOf('|'))
    found.set(
      community,
      [...(found.get(community) ?? []), lesson].sort((a, b) => a.number - b.number),
    )
  }
  return found
}

type Teaching = Pick<Ctx, 'lasting' | 'community'>

/** What this community was taught, oldest first. Read from Redis once in a life of the process. */
export async function lessonsOf(ctx: Teaching): Promise<readonly Lesson[]> {
  const all = (await known(ctx)).get(ctx.community) ?? []
  return all.filter(isLesson)
}

/**
 * Learns a lesson, once for each cause; those that said the opposite of the same text are forgotten. Returns it, and the
 * numbers of those.
 */
export async function learn(
  ctx: Teaching,
  lesson: Omit<Lesson, 'number'>,
): Promise<{ lesson: Lesson; instead: readonly number[] }> {
  const rows = (await known(ctx)).get(ctx.community) ?? []
  const again = rows.filter(isLesson).find(each => each.cause === lesson.cause)
  if (again) return { lesson: again, instead: [] }
  const opposite = rows
    .filter(isLesson)
    .filter(each => each.kind !== lesson.kind && likeness(each.sketch, lesson.sketch) >= SAME)
  for (const { number } of opposite) await forget(ctx, number)
  const learnt: Lesson = { ...lesson, number: Math.max(0, ...rows.map(each => each.number)) + 1 }
  await put(ctx, learnt)
  await dropOldest(ctx)
  return { lesson: learnt, instead: opposite.map(({ number }) => number) }
}

/** Forgets a lesson; false when there is none of this number. */
export async function forget(ctx: Teaching, number: number): Promise<boolean> {
  if (!(await lessonsOf(ctx)).some(each => each.number === number)) return false
  await put(ctx, { number, forgotten: true })
  return true
}

/** A case was opened because of a lesson: taking the case back takes the lesson back. */
export function nameCase(ctx: Teaching, lesson: Lesson, number: string): Promise<void> {
  return put(ctx, { ...lesson, case: number })
}

/** Forgets what was taught to be an ad by a case that was taken back; returns it. */
export async function forgetCase(ctx: Teaching, number: string): Promise<readonly Lesson[]> {
  const from = (await lessonsOf(ctx)).filter(each => each.kind === 'ad' && each.case === number)
  for (const lesson of from) await forget(ctx, lesson.number)
  return from
}

async function put(ctx: Teaching, row: Lesson | Forgotten): Promise<void> {
  await stored(ctx.lasting).set(`${ctx.community}|${row.number}`, row)
  const all = await known(ctx)
  const others = (all.get(ctx.community) ?? []).filter(each => each.number !== row.number)
  all.set(
    ctx.community,
    [...others, row].sort((a, b) => a.number - b.number),
  )
}

async function dropOldest(ctx: Teaching): Promise<void> {
  const all = await known(ctx)
  const rows = all.get(ctx.community) ?? []
  for (const { number } of rows.slice(0, Math.max(0, rows.length - KEPT)))
    await stored(ctx.lasting).delete(`${ctx.community}|${number}`)
  all.set(ctx.community, rows.slice(-KEPT))
}

function isLesson(row: Lesson | Forgotten): row is Lesson {
  return 'kind' in row
}

/** A lesson is the community's; of a person it holds that he taught it. */
export const lessonPeople = {
  merge: (store: Store, from: MemberKey, into: MemberKey) => rename(store, from, into),
  async export(store: Store, member: MemberKey) {
    const own = [...(await stored(store).all()).values()].filter(isLesson).filter(each => each.by === member)
    if (own.length === 0) return undefined
    return { lessons: own.map(({ number, kind, at }) => ({ number, kind, at })) }
  },
  erase: (store: Store, member: MemberKey) => rename(store, member, ''),
}

async function rename(store: Store, from: MemberKey, to: MemberKey): Promise<void> {
  const hash = stored(store)
  for (const [row, lesson] of await hash.all())
    if (isLesson(lesson) && lesson.by === from)
      await hash.update(row, now => (now && isLesson(now) ? { ...now, by: to } : now))
  noteRead(store, hash.key)
}

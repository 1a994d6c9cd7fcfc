import { type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { withRoom } from '../rooms.js'
import { comingTopics, type In, type Topic, topicOf } from '../topic.js'
import { ofAccount, rowsOfMember } from './asked.js'
import { hostsInTurn, isAway } from './turns.js'
import { leavesAt, sayTime } from './when.js'

// A word in private, before a topic, to those who have something to say: friends of the bot with a role that the config
// names, twice a week at most.

/** `account:nudged` hash `community|member` → Nudge[], those of the last week. */
const nudgedOf = (store: Store) => ofAccount(store).hash<Nudge[]>('nudged')

interface Nudge {
  /** `room|topic` */
  topic: string
  at: Millis
  /** What made the bot write: several topics of one evening are one word, and one of the week's two. */
  cause?: string
}

const WEEK: Millis = 7 * 86_400_000
/** Nobody is asked to come and talk more often than this in a week. */
const PER_WEEK = 2
/** Who hears of it later than this before the start is only hurried. */
const LATEST: Millis = 10 * 60_000
const MINUTE: Millis = 60_000
/** Topics that begin within so long of each other are one evening's. */
const EVENING: Millis = 4 * 3_600_000

export const nudgeJob = z.object({ id: z.string(), version: z.int() })

/**
 * Sets the word before the start of a topic that was planned or moved; may come as often as it likes. Who plans later than
 * that has it said at once.
 */
export async function setNudge(ctx: In, { id, version, start, phase, createdAt, plannedAt }: Topic): Promise<void> {
  const { before, max } = ctx.config.nudge
  const job = `nudge|${id}`
  if (max === 0 || before === 0 || phase !== 'planned') return ctx.cancel(job)
  const at = Math.max(start - before, plannedAt ?? createdAt)
  // What rang already does not ring again; what the bot was away for rings late, for the job is still there.
  if (ctx.now() - at < MINUTE) await ctx.later('nudge', { id, version }, at, { id: job })
}

/** The time has come, if the topic is still what it was then. */
export async function onNudgeJob(ctx: In, { id, version }: z.output<typeof nudgeJob>): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  if (topic?.phase !== 'planned' || topic.version !== version || topic.start - ctx.now() < LATEST) return
  await nudgeAll(ctx, topic)
}

/** Writes to as many as the config allows for one topic; how many were written to by this. */
export async function nudgeAll(ctx: In, topic: Topic): Promise<number> {
  const told = await nudgedOf(ctx.store).all()
  const place = placeOf(ctx, topic)
  const had = [...told.values()].filter(all =>
    all.some(each => each.topic === place && each.cause !== ctx.cause),
  ).length
  const chosen = (await invited(ctx))
    .map(member => ({ member, nudges: recent(told.get(rowOf(ctx, member)), ctx.now()) }))
    .filter(({ member, nudges }) => refusal(ctx, topic, member, nudges) === undefined)
    // Who was not asked for longest comes first.
    .sort((a, b) => (a.nudges.at(-1)?.at ?? 0) - (b.nudges.at(-1)?.at ?? 0))
    .slice(0, Math.max(0, ctx.config.nudge.max - had))
  for (const { member } of chosen)
    await nudge(ctx, member, [{ at: ctx, topic }, ...(await sameEvening(ctx, topic, member))])
  return chosen.length
}

/** Why somebody is not written to. */
export type Refusal = 'host' | 'stranger' | 'away' | 'again' | 'enough'

/** Writes to one person, whatever his role; or tells why not. */
export async function nudgeOne(ctx: In, topic: Topic, member: MemberKey): Promise<Refusal | undefined> {
  const nudges = recent(await nudgedOf(ctx.store).get(rowOf(ctx, member)), ctx.now())
  const why = refusal(ctx, topic, member, nudges)
  if (why === undefined) await nudge(ctx, member, [{ at: ctx, topic }])
  return why
}

/** The next topic to which people can be asked. */
export async function nextPlanned(ctx: In): Promise<Topic | undefined> {
  return (await comingTopics(ctx.store)).find(({ phase, start }) => phase === 'planned' && start > ctx.now())
}

function refusal(ctx: In, topic: Topic, member: MemberKey, nudges: readonly Nudge[]): Refusal | undefined {
  const { friend, present, unsure } = ctx.member(member)
  if (member === topic.host) return 'host'
  if (!friend || !present || unsure) return 'stranger'
  if (isAway(ctx, member)) return 'away'
  const others = nudges.filter(({ cause }) => cause !== ctx.cause)
  if (others.some(each => each.topic === placeOf(ctx, topic))) return 'again'
  return new Set(others.map(each => each.cause ?? each.topic)).size >= PER_WEEK ? 'enough' : undefined
}

/** Everybody with one of the roles, exactly that role: those who run the group need no word from the bot. */
async function invited(ctx: In): Promise<MemberKey[]> {
  const { roles } = ctx.config.nudge
  const named = ctx.members().filter(({ role }) => roles.some(each => each === role))
  const hosts = roles.includes('host') ? await hostsInTurn(ctx) : []
  return [...new Set([...named.map(({ key }) => key), ...hosts])]
}

/** A topic, and the context of the room that it is in. */
interface Place {
  at: In
  topic: Topic
}

/** The other topics of that evening, in any room of the community, to which he would be asked by himself. */
async function sameEvening(ctx: In, topic: Topic, member: MemberKey): Promise<Place[]> {
  const found: Place[] = []
  for (const { key, community } of ctx.rooms()) {
    if (community !== ctx.community) continue
    const at = key === ctx.room.key ? ctx : ctx.at(key)
    const { max, before } = at.config.nudge
    if (max === 0 || before === 0 || at.mode === 'off' || at.mode === 'observe') continue
    const near = (await comingTopics(at.store)).filter(
      ({ id, phase, start }) =>
        phase === 'planned' && Math.abs(start - topic.start) < EVENING && !(at === ctx && id === topic.id),
    )
    if (near.length === 0 || !(await invited(at)).includes(member)) continue
    const nudges = recent(await nudgedOf(ctx.store).get(rowOf(ctx, member)), ctx.now())
    for (const each of near) {
      // Also where it would be too much for the week: this word is written anyway.
      const why = refusal(at, each, member, nudges)
      if (why === undefined || why === 'enough') found.push({ at, topic: each })
    }
  }
  return found.sort((a, b) => a.topic.start - b.topic.start)
}

/** One word to one person, about these topics but for those of which he was told meanwhile. */
async function nudge(ctx: In, member: MemberKey, places: readonly Place[]): Promise<void> {
  const now = ctx.now()
  // Taken first, for two rooms may be at it at once; who comes again after a crash has the same cause, and the same word.
  const nudges = await nudgedOf(ctx.store).update(rowOf(ctx, member), known => {
    const others = recent(known, now)
    const fresh = places
      .map(({ at, topic }) => placeOf(at, topic))
      .filter(place => !others.some(each => each.topic === place))
    return [...others, ...fresh.map(topic => ({ topic, at: now, cause: ctx.cause }))]
  })
  const own = places.filter(({ at, topic }) =>
    nudges?.some(each => each.topic === placeOf(at, topic) && each.cause === ctx.cause),
  )
  const [first] = own
  if (!first) return
  const severalRooms = own.some(({ at }) => at.room.key !== first.at.room.key)
  const list = [...own]
    .sort((a, b) => a.topic.start - b.topic.start)
    .map(place =>
      severalRooms ? ctx.text('nudge.inRoom', { item: itemText(place), room: place.at.room.name }) : itemText(place),
    )
    .join(ctx.text('host.comma'))
  const text = ctx.text('nudge.text', { list })
  await ctx.dm(member, severalRooms ? text : await withRoom(first.at, member, text), {
    id: `nudge|${places[0]?.topic.id ?? ''}|${member}`,
    manner: 'unasked',
    expires: Math.max(...own.map(({ topic }) => topic.start)),
  })
}

function itemText({ at, topic: { title, start, guest } }: Place): string {
  const values = { when: sayTime(at, start, leavesAt(at)), title }
  return guest === undefined ? at.text('nudge.item', values) : at.text('nudge.guest', { ...values, guest })
}

const placeOf = (ctx: In, { id }: Topic) => `${ctx.room.key}|${id}`
const rowOf = (ctx: In, member: MemberKey) => `${ctx.community}|${member}`

function recent(nudges: readonly Nudge[] | undefined, now: Millis): Nudge[] {
  return (nudges ?? []).filter(({ at }) => at > now - WEEK)
}

/** When somebody was written to is one person's record. */
export const nudgePeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey) {
    for (const [row, his] of await rowsOfMember(nudgedOf(store), from)) {
      await nudgedOf(store).update(`${row.slice(0, -from.length)}${into}`, (own = []) =>
        [...own, ...his.filter(({ topic }) => !own.some(each => each.topic === topic))].sort((a, b) => a.at - b.at),
      )
      await nudgedOf(store).delete(row)
    }
  },
  async export(store: Store, member: MemberKey) {
    const nudges = (await rowsOfMember(nudgedOf(store), member)).flatMap(([, all]) => all)
    return nudges.length === 0 ? undefined : { askedToJoin: nudges }
  },
  async erase(store: Store, member: MemberKey) {
    for (const [row] of await rowsOfMember(nudgedOf(store), member)) await nudgedOf(store).delete(row)
  },
}

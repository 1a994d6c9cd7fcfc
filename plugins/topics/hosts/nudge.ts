import { type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
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
}

const WEEK: Millis = 7 * 86_400_000
/** Nobody is asked to come and talk more often than this in a week. */
const PER_WEEK = 2
/** Who hears of it later than this before the start is only hurried. */
const LATEST: Millis = 10 * 60_000
const MINUTE: Millis = 60_000

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
  const had = [...told.values()].filter(all => all.some(each => each.topic === place)).length
  const chosen = (await invited(ctx))
    .map(member => ({ member, nudges: recent(told.get(rowOf(ctx, member)), ctx.now()) }))
    .filter(({ member, nudges }) => refusal(ctx, topic, member, nudges) === undefined)
    // Who was not asked for longest comes first.
    .sort((a, b) => (a.nudges.at(-1)?.at ?? 0) - (b.nudges.at(-1)?.at ?? 0))
    .slice(0, Math.max(0, ctx.config.nudge.max - had))
  for (const { member } of chosen) await nudge(ctx, topic, member)
  return chosen.length
}

/** Why somebody is not written to. */
export type Refusal = 'host' | 'stranger' | 'away' | 'again' | 'enough'

/** Writes to one person, whatever his role; or tells why not. */
export async function nudgeOne(ctx: In, topic: Topic, member: MemberKey): Promise<Refusal | undefined> {
  const nudges = recent(await nudgedOf(ctx.store).get(rowOf(ctx, member)), ctx.now())
  const why = refusal(ctx, topic, member, nudges)
  if (why === undefined) await nudge(ctx, topic, member)
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
  if (nudges.some(each => each.topic === placeOf(ctx, topic))) return 'again'
  return nudges.length >= PER_WEEK ? 'enough' : undefined
}

/** Everybody with one of the roles, exactly that role: those who run the group need no word from the bot. */
async function invited(ctx: In): Promise<MemberKey[]> {
  const { roles } = ctx.config.nudge
  const named = ctx.members().filter(({ role }) => roles.some(each => each === role))
  const hosts = roles.includes('host') ? await hostsInTurn(ctx) : []
  return [...new Set([...named.map(({ key }) => key), ...hosts])]
}

async function nudge(ctx: In, topic: Topic, member: MemberKey): Promise<void> {
  const { id, title, start, guest } = topic
  const values = { when: sayTime(ctx, start, leavesAt(ctx)), title }
  const text = guest === undefined ? ctx.text('nudge.text', values) : ctx.text('nudge.guest', { ...values, guest })
  // The word first: it is known by its cause, so that repeated after a crash it is the same one.
  await ctx.dm(member, text, { id: `nudge|${id}|${member}`, manner: 'unasked', expires: start })
  const now = ctx.now()
  const place = placeOf(ctx, topic)
  await nudgedOf(ctx.store).update(rowOf(ctx, member), known => {
    const others = recent(known, now).filter(each => each.topic !== place)
    return [...others, { topic: place, at: now }]
  })
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

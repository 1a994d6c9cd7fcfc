import { type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { schedule } from '../evening/schedule.js'
import { withRoom } from '../rooms.js'
import { changeTopic, type In, type Topic, topicOf } from '../topic.js'
import { answerOne, askOne, replaced, tellStaff } from './asked.js'
import { hostsToAsk, takeTurn } from './turns.js'
import { leavesAt, sayTime } from './when.js'

// Who hosts a topic that nobody hosts yet: the roster is asked one by one, and the first yes counts.

/** How far the asking for one topic is. */
interface Asking {
  /** Everybody who was asked, in order; nobody is asked twice about one topic. */
  asked: MemberKey[]
  /** Who is being asked now, and until when he may answer. */
  current?: { member: MemberKey; until: Millis }
  /** The creator was told that nobody is left. */
  told?: true
}

/** `asking` hash topic → Asking, until the topic has a host or its time has come. */
const askingOf = (store: Store) => store.hash<Asking>('asking')

/** Waking time in which somebody may answer before the next one is asked (less where the topic is near). */
const PATIENCE: Millis = 2 * 3_600_000
/** Nobody is asked for less, nor when so little is left. */
const SHORTEST: Millis = 10 * 60_000
const MINUTE: Millis = 60_000

/** What an answer is about. */
export const hostQuestion = z.object({ topic: z.string(), member: z.string() })
export const hostJob = z.object({ id: z.string() })

/**
 * Asks the next of the roster to host a topic that has no host yet; with nobody left its creator is told. May come twice.
 */
export async function askForHost(ctx: In, topic: Topic): Promise<void> {
  if (!needsHost(ctx, topic)) return rest(ctx, topic)
  const able = topic.start - ctx.now() < SHORTEST ? [] : await hostsToAsk(ctx)
  const until = answerBy(ctx, topic)
  const now = ctx.now()
  const asking = await askingOf(ctx.store).update(topic.id, known => {
    const asked = known?.asked ?? []
    if (known?.current && known.current.until > now) return known
    const member = able.find(each => !asked.includes(each))
    return member === undefined
      ? { asked, ...(known?.told ? { told: true } : {}) }
      : { asked: [...asked, member], current: { member, until } }
  })
  if (!asking) return
  if (asking.current) return askHim(ctx, topic, asking.current)
  if (!asking.told) await tellCreator(ctx, topic, asking)
}

/** He was asked, and answered; silence (`choice` undefined) is no. */
export async function onHostAnswer(
  ctx: In,
  { topic: id, member }: z.output<typeof hostQuestion>,
  choice: number | undefined,
): Promise<void> {
  const topic = choice === 2 ? await takeOn(ctx, id, member) : await topicOf(ctx.store, id)
  if (!topic) return
  const values = { title: topic.title, when: sayTime(ctx, topic.start) }
  if (choice === 2) {
    if (topic.host === member && isAhead(ctx, topic)) {
      await answerOne(ctx, member, ctx.text('host.thanks', values), { id: 'host' })
      // One whose start came without a host opens now.
      await schedule(ctx, topic)
      if (topic.by !== member) {
        const { name } = ctx.member(member)
        await tellOne(ctx, topic.by, ctx.text('host.found', { ...values, name }), 'creator')
      }
      await letGo(ctx, id, member)
      return rest(ctx, topic)
    }
    const taken = topic.phase === 'planned' && topic.host !== undefined
    const text = taken
      ? ctx.text('host.taken', { name: ctx.member(topic.host ?? member).name })
      : ctx.text('host.over', values)
    return answerOne(ctx, member, text, { id: 'host' })
  }
  if (choice === 1) await answerOne(ctx, member, ctx.text('host.noMatter'), { id: 'host' })
  await letGo(ctx, id, member)
  await askForHost(ctx, topic)
}

/** Whoever is being asked is passed over, and the next one is asked, if one is left; undefined where nobody was being asked. */
export async function passOn(ctx: In, topic: Topic): Promise<'asked' | 'nobody' | undefined> {
  const current = (await askingOf(ctx.store).get(topic.id))?.current
  if (!current || !needsHost(ctx, topic)) return undefined
  await letGo(ctx, topic.id, current.member)
  await askForHost(ctx, topic)
  return (await askingOf(ctx.store).get(topic.id))?.current ? 'asked' : 'nobody'
}

/** Those who left are not waited for. */
export async function withoutThose(ctx: In, topic: Topic, left: readonly MemberKey[]): Promise<void> {
  const current = (await askingOf(ctx.store).get(topic.id))?.current
  if (!current || !left.includes(current.member)) return
  await letGo(ctx, topic.id, current.member)
  await askForHost(ctx, topic)
}

/** The time to answer is over, and nobody said so: the process died in between. */
export async function onHostJob(ctx: In, { id }: z.output<typeof hostJob>): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  if (topic) await askForHost(ctx, topic)
}

function needsHost(ctx: In, { phase, host, start }: Topic): boolean {
  return phase === 'planned' && host === undefined && ctx.now() < start
}

/** It is still to come, or going on. */
function isAhead(ctx: In, { phase, end }: Topic): boolean {
  return (phase === 'planned' || phase === 'open') && ctx.now() < end
}

/** Nobody is to be asked now. Who was asked is remembered until the topic is over, for its host may leave. */
async function rest(ctx: In, topic: Topic): Promise<void> {
  if (!(await askingOf(ctx.store).get(topic.id))) return
  if (isAhead(ctx, topic)) await ctx.later('host', { id: topic.id }, topic.end + MINUTE, { id: `host|${topic.id}` })
  else await askingOf(ctx.store).delete(topic.id)
}

/** Who says yes first is the host, whether or not somebody else is being asked by now. */
function takeOn(ctx: In, id: string, member: MemberKey): Promise<Topic | undefined> {
  return changeTopic(ctx.store, id, known =>
    known.host === undefined && isAhead(ctx, known) ? { ...known, host: member } : known,
  )
}

async function letGo(ctx: In, id: string, member: MemberKey): Promise<void> {
  if (!(await askingOf(ctx.store).get(id))) return
  await askingOf(ctx.store).update(id, known => {
    if (known?.current?.member !== member) return known
    const { current: _, ...others } = known
    return others
  })
}

/** Two hours of waking time; of what is left before the topic half at most, so that others can be asked too. */
function answerBy(ctx: In, { start }: Topic): Millis {
  const left = start - ctx.now()
  return Math.min(ctx.awakeAfter(Math.min(PATIENCE, Math.max(SHORTEST, left / 2))), start)
}

async function askHim(ctx: In, topic: Topic, { member, until }: { member: MemberKey; until: Millis }): Promise<void> {
  // Set first: whatever becomes of the question, the next one is asked.
  await ctx.later('host', { id: topic.id }, until + MINUTE, { id: `host|${topic.id}` })
  await askOne(ctx, member, {
    id: `topics|${ctx.room.key}|host|${topic.id}|${member}`,
    text: ctx.text('host.ask', { when: sayTime(ctx, topic.start, leavesAt(ctx)), title: topic.title }),
    options: [ctx.text('host.no'), ctx.text('host.yes')],
    about: 'host',
    data: { topic: topic.id, member },
    expires: until,
  })
  await takeTurn(ctx, member)
}

async function tellCreator(ctx: In, topic: Topic, { asked }: Asking): Promise<void> {
  const text = ctx.text(asked.length > 0 ? 'host.nobody' : 'host.nobodyThere', {
    when: sayTime(ctx, topic.start, leavesAt(ctx)),
    title: topic.title,
    id: topic.id,
    count: asked.length,
  })
  await tellOne(ctx, topic.by, text, `nobody|${topic.id}`)
  await askingOf(ctx.store).update(topic.id, known => known && { ...known, told: true })
}

/** The creator, or where he cannot be written to the owner. */
async function tellOne(ctx: In, member: MemberKey, text: string, id: string): Promise<void> {
  const { friend, present } = ctx.member(member)
  const [owner] = ctx.staff('owner')
  if ((friend && present) || owner === undefined) return ctx.tell(member, await withRoom(ctx, member, text), { id })
  await tellStaff(ctx, await withRoom(ctx, owner, text), { id })
}

/** Who was asked is kept as long as the asking goes on. */
export const askingPeople = {
  merge: (store: Store, from: MemberKey, into: MemberKey) => everyAsking(store, from, into),
  async export(store: Store, member: MemberKey) {
    const all = [...(await askingOf(store).all())].filter(([, { asked }]) => asked.includes(member))
    return all.length === 0 ? undefined : { askedToHost: all.map(([topic]) => topic) }
  },
  erase: (store: Store, member: MemberKey) => everyAsking(store, member),
}

async function everyAsking(store: Store, from: MemberKey, into?: MemberKey): Promise<void> {
  for (const topic of (await askingOf(store).all()).keys()) {
    await askingOf(store).update(topic, known => {
      if (!known) return undefined
      const { current, ...others } = known
      const next = current?.member === from ? (into === undefined ? undefined : { ...current, member: into }) : current
      return { ...others, asked: replaced(known.asked, from, into), ...(next ? { current: next } : {}) }
    })
  }
}

import { dateOf, type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { planTopic } from '../evening/plan.js'
import { whenText } from '../evening/wording.js'
import { answerOne, askOne, replaced, tellStaff } from '../hosts/asked.js'
import { hostsToAsk, takeTurn } from '../hosts/turns.js'
import { withRoom } from '../rooms.js'
import { comingTopics, type In, overlapping } from '../topic.js'
import { byVotes, markTaken, openProposals, proposalOf, wasUsed } from './proposals.js'
import { nextSlot } from './slot.js'

// Once a week the host whose turn it is chooses from what was most wanted: votes inform, the host chooses.

/** One week's choosing. */
interface Pick {
  /** The timer's run that began it. */
  id: string
  /** Hosts who were asked, in order. */
  asked: MemberKey[]
  /** How many questions were put: each is another one. */
  step: number
  /** Until when the last of them may be answered. */
  until: Millis
  state: 'asking' | 'over'
}

/** `pick` hash with the rows `now` (Pick) and `told` (when the owner last heard that nothing can be chosen). */
const pickOf = (store: Store) => store.hash<Pick>('pick')
/** `pick-told` hash with the one row `month`: the month in which the owner last heard that nothing can be chosen. */
const toldOf = (store: Store) => store.hash<string>('pick-told')

/** Waking time in which a host may choose; after that the next one is asked, as with a host for a topic. */
const PATIENCE: Millis = 2 * 3_600_000
/** What is put to a host. */
const SHOWN = 3

export const pickQuestion = z.object({
  pick: z.string(),
  step: z.int(),
  member: z.string(),
  numbers: z.array(z.int()),
})

/** The weekly hour of choosing: the next host is asked, or the owner hears (once a month) why nobody is. */
export async function beginPick(ctx: In): Promise<void> {
  const best = await mostWanted(ctx)
  if (best.length === 0) {
    // Where nobody ever proposed anything the owner is not told every month that nobody does.
    if (await wasUsed(ctx.lasting)) await tellOwner(ctx, ctx.text('pool.ownerEmpty', { room: ctx.room.name }))
    return
  }
  const now = ctx.now()
  const fresh: Pick = { id: ctx.cause, asked: [], step: 0, until: now, state: 'asking' }
  // With many hosts, and none who answers, the choosing of last week may still go on.
  const goesOn = (known: Pick) => known.id === ctx.cause || (known.state === 'asking' && known.until > now)
  await pickOf(ctx.store).update('now', known => (known && goesOn(known) ? known : fresh))
  await askNext(ctx, ctx.cause, 0)
}

/** A host chose, or let it be; silence (`choice` undefined) passes it on. */
export async function onPickAnswer(
  ctx: In,
  { pick: id, step, member, numbers }: z.output<typeof pickQuestion>,
  choice: number | undefined,
): Promise<void> {
  const pick = await pickOf(ctx.store).get('now')
  if (pick?.id !== id || ctx.mode === 'observe') return
  if (choice === undefined) {
    return askNext(ctx, id, step)
  }
  if (!ctx.member(member).present) return
  if (choice === 1) {
    await end(ctx, id)
    return answerOne(ctx, member, ctx.text('pool.notNow'), { id: 'pick' })
  }
  const number = numbers[choice - 2]
  if (number !== undefined) await choose(ctx, { id, step, member, number })
}

async function choose(
  ctx: In,
  { id, step, member, number }: { id: string; step: number; member: MemberKey; number: number },
): Promise<void> {
  const proposal = await proposalOf(ctx.lasting, number)
  if (!proposal || (proposal.topic !== undefined && !(await isMine(ctx, proposal.topic)))) {
    // Somebody was faster, or took it out: what is left is put to him once more.
    await answerOne(ctx, member, ctx.text('pool.gone', { number }), { id: 'pick' })
    const pick = await pickOf(ctx.store).get('now')
    if (pick?.state === 'asking' && pick.step === step) await ask(ctx, id, member, step + 1)
    return
  }
  const slot = await slotFor(ctx)
  const planned =
    slot &&
    (await planTopic(ctx, {
      title: proposal.title,
      kind: 'topic',
      ...slot,
      by: member,
      host: member,
      ...(proposal.by === undefined ? {} : { proposedBy: proposal.by }),
    }))
  await end(ctx, id)
  if (!planned?.ok) {
    const text = planned?.text ?? ctx.text('pool.noSlot', { title: proposal.title })
    return answerOne(ctx, member, text, { id: 'pick' })
  }
  const { topic } = planned
  await markTaken(ctx.lasting, number, topic.id)
  const values = { title: topic.title, when: whenText(ctx, topic), id: topic.id }
  await answerOne(ctx, member, ctx.text('pool.chosen', values), { id: 'pick' })
  const { by } = proposal
  if (by !== undefined && by !== member && ctx.member(by).friend && ctx.member(by).present) {
    await ctx.dm(by, await withRoom(ctx, by, ctx.text('pool.yours', values)), { id: 'proposer', expires: topic.start })
  }
}

/** The topic was made by this very answer, which is being handled a second time. */
async function isMine(ctx: In, id: string): Promise<boolean> {
  return (await comingTopics(ctx.store)).some(topic => topic.id === id && topic.cause === ctx.cause)
}

/**
 * Asks the next host who can be asked and was not, after the question of this step; with nobody left the owner hears of it.
 * Where that was done already and a crash came after it, whoever was asked then is asked the same again, which is once.
 */
async function askNext(ctx: In, id: string, after: number): Promise<void> {
  const known = await pickOf(ctx.store).get('now')
  if (known?.id !== id || known.state === 'over') return
  const current = known.asked.at(-1)
  if (known.step > after && current !== undefined) return ask(ctx, id, current, known.step)
  const next = (await hostsToAsk(ctx)).find(member => !known.asked.includes(member))
  if (next !== undefined) return ask(ctx, id, next, known.step + 1)
  const values = { room: ctx.room.name, count: known.asked.length, ...(await mostWantedText(ctx)) }
  if (known.asked.length === 0) await tellOwner(ctx, ctx.text('pool.ownerNoHosts', values))
  else await tellStaff(ctx, ctx.text('pool.ownerNobody', values), { id: 'owner' })
  await end(ctx, id)
}

async function ask(ctx: In, id: string, member: MemberKey, step: number): Promise<void> {
  const best = await mostWanted(ctx)
  const until = ctx.awakeAfter(PATIENCE)
  const pick = await pickOf(ctx.store).update('now', known => {
    if (known?.id !== id || known.step >= step) return known
    return { ...known, step, until, asked: [...known.asked.filter(each => each !== member), member] }
  })
  if (pick?.id !== id || best.length === 0) return end(ctx, id)
  const lines = best.map(({ proposal: { number, title }, votes }, at) =>
    ctx.text('pool.option', { choice: at + 2, number, title, votes }),
  )
  await askOne(ctx, member, {
    id: `topics|${ctx.room.key}|pick|${id}|${step}`,
    text: ctx.text('pool.ask', { list: lines.join('\n'), when: await whenOf(ctx) }),
    options: [ctx.text('pool.none'), ...best.map(({ proposal }) => ctx.text('pool.this', { title: proposal.title }))],
    about: 'pick',
    data: { pick: id, step, member, numbers: best.map(({ proposal }) => proposal.number) },
    expires: until,
  })
  await takeTurn(ctx, member)
}

/** What is most wanted, a line each, and what to send to plan the first of them. */
async function mostWantedText(ctx: In): Promise<{ list: string; line: string }> {
  const best = await mostWanted(ctx)
  const list = best.map(({ proposal: { number, title }, votes }) => ctx.text('pool.line', { number, title, votes }))
  const slot = await slotFor(ctx)
  const when = slot ? whenText(ctx, slot) : ctx.text('pool.planSoon')
  return { list: list.join('\n'), line: ctx.text('pool.planLine', { title: best[0]?.proposal.title ?? '', when }) }
}

/** The hour that the chosen one would get. */
async function whenOf(ctx: In): Promise<string> {
  const slot = await slotFor(ctx)
  return slot ? ctx.text('pool.askWhen', { when: whenText(ctx, slot) }) : ''
}

async function slotFor(ctx: In) {
  const topics = await comingTopics(ctx.store)
  const isTaken = (hour: { start: number; end: number }) => {
    const other = overlapping(topics, hour)
    // What this very answer made before a crash is in nobody's way.
    return other !== undefined && other.cause !== ctx.cause
  }
  return nextSlot(ctx.config.backlog, { now: ctx.now(), zone: ctx.zone, isTaken })
}

async function mostWanted(ctx: In) {
  const open = await openProposals(ctx.lasting, { now: ctx.now(), keep: ctx.config.backlog.keep })
  return byVotes(open, member => ctx.member(member).present).slice(0, SHOWN)
}

async function end(ctx: In, id: string): Promise<void> {
  await pickOf(ctx.store).update('now', known => (known?.id === id ? { ...known, state: 'over' } : known))
}

/** Nothing to choose, or nobody to choose it: once a month is enough to hear of it. */
async function tellOwner(ctx: In, text: string): Promise<void> {
  const month = dateOf(ctx.now(), ctx.zone).slice(0, 7)
  if (ctx.staff('owner').length === 0 || (await toldOf(ctx.store).get('month')) === month) return
  await tellStaff(ctx, text, { id: 'owner' })
  await toldOf(ctx.store).set('month', month)
}

/** Who was asked this week. */
export const pickPeople = {
  merge: (store: Store, from: MemberKey, into: MemberKey) => inPick(store, from, into),
  async export(store: Store, member: MemberKey) {
    const pick = await pickOf(store).get('now')
    return pick?.asked.includes(member) ? { askedToChoose: true } : undefined
  },
  erase: (store: Store, member: MemberKey) => inPick(store, member),
}

async function inPick(store: Store, from: MemberKey, into?: MemberKey): Promise<void> {
  await pickOf(store).update('now', known => known && { ...known, asked: replaced(known.asked, from, into) })
}

import { atLeast, type Ctx, type MemberKey, type Millis, type Store } from '../../../src/kernel/plugin.js'
import type { AdmissionConfig } from '../config.js'
import { putToAdmins } from './asking.js'
import { dismissCases, GATE } from './passing.js'
import { anew, dueOf, reminded, timeLeft } from './plan.js'
import { type Gate, gatesOf } from './records.js'
import { noticeOf, reminderOf, type Way } from './wording.js'

// A round at the gate: who is due to be told, reminded or removed, and when the next round is. One job a room, set anew
// after everything that changes; what is due is read from the records, so that no job that was lost loses anybody.

/** The job, and the ids of what it says: by these the outbox's word of how it ended is known again. */
export const ROUND = 'gate'
export const NOTICE = 'gate|notice'

/** So long before quiet hours end: all that a room has waiting is one message, and a newcomer reads this first of it. */
const MOMENT: Millis = 90_000
/** Whoever cannot be seen, or is being decided about elsewhere, is looked at again after this long. */
const LOOK_AGAIN: Millis = 3_600_000
/** Who was not seen for this long since he came is forgotten. */
const FORGET: Millis = 30 * 86_400_000
/** A round that is later than this was missed: the bot was away, and so was whatever was said to it. */
const LATE: Millis = 10 * 60_000
/** A round that is not over by then failed: another one is set. */
const STUCK: Millis = 86_400_000
/** People in one notice. */
const AT_ONCE = 50

type Ours = Ctx<AdmissionConfig>

const inOrder = new Intl.Collator('en', { numeric: true })

/** `round` hash `due` → when the round that is set is due, or was until it is over. */
const roundOf = (store: Store) => store.hash<Millis>('round')

/** Sets the next round, or none. One that is due by now rings by itself, under the id it has: it is not moved. */
export async function setNextRound(ctx: Ours): Promise<void> {
  const standing = await roundOf(ctx.store).get('due')
  const now = ctx.now()
  if (standing === undefined || standing > now || standing < now - STUCK) await setRound(ctx)
}

async function setRound(ctx: Ours): Promise<void> {
  const now = ctx.now()
  const quiet = ctx.quietUntil()
  const times: Millis[] = []
  for (const gate of (await gatesOf(ctx.store).all()).values()) {
    const due = dueOf(gate, ctx.config, awakeIn(ctx))
    if (!due) continue
    // At night nobody is told anything; notices are ready a moment before it ends.
    const morning = quiet === undefined ? 0 : due.what === 'tell' ? quiet - MOMENT : quiet
    times.push(Math.max(due.at, morning, now + 1))
  }
  const due = Math.min(...times)
  if (times.length === 0) await ctx.cancel(ROUND)
  else await ctx.later(ROUND, { due }, due, { id: ROUND })
  // Behind it: what is written here and not set would never ring.
  if (times.length === 0) await roundOf(ctx.store).delete('due')
  else await roundOf(ctx.store).set('due', due)
}

/**
 * Does what is due. A round that a crash cut short comes again under the same id: whom it is about is decided by the time
 * for which it was set, so that it says the same, and the outbox says it once.
 */
export async function goRound(ctx: Ours, way: Way | undefined, { due: set }: { due: Millis }): Promise<void> {
  // In the order in which they came.
  const all = [...(await gatesOf(ctx.store).all())].sort(
    ([a, one], [b, other]) => one.since - other.since || inOrder.compare(a, b),
  )
  if (way === undefined) return letAllBe(ctx)
  const now = ctx.now()
  const quiet = ctx.quietUntil()
  const dues = { tell: [] as Waiting[], remind: [] as Waiting[], end: [] as Waiting[] }
  for (const [member, gate] of all) {
    if (await isSettled(ctx, member, gate)) continue
    const due = dueOf(gate, ctx.config, awakeIn(ctx))
    if (due) dues[due.what].push({ member, gate, at: due.at })
  }
  const isDue = ({ at }: Waiting) => at <= set
  if (dues.tell.some(isDue) && (quiet === undefined || quiet - MOMENT <= now)) {
    // Who came since the first of a burst is in the same notice.
    await tell(
      ctx,
      way,
      dues.tell.filter(({ at }) => at <= set + ctx.config.welcome.merge),
    )
  }
  if (quiet === undefined) {
    await remind(ctx, way, dues.remind.filter(isDue))
    for (const waiting of dues.end.filter(isDue)) await end(ctx, waiting)
  }
  await setRound(ctx)
}

interface Waiting {
  member: MemberKey
  gate: Gate
  at: Millis
}

async function tell(ctx: Ours, way: Way, waiting: readonly Waiting[]): Promise<void> {
  if (ctx.mode === 'observe') return onlyRecord(ctx, waiting)
  const { grace } = ctx.config
  for (const again of [false, true]) {
    const some = waiting.filter(({ gate }) => (gate.again === true) === again)
    for (let from = 0; from < some.length; from += AT_ONCE) {
      const mentions = some.slice(from, from + AT_ONCE).map(({ member }) => member)
      // The id ends on NOTICE, however many there are.
      const id = `${again ? 'again' : 'first'}${from}|${NOTICE}`
      await ctx.say(noticeOf(ctx, way, { again, grace }), { mentions, id })
    }
  }
  const now = ctx.now()
  if (way === 'approval')
    await putToAdmins(
      ctx,
      waiting.map(({ member }) => member),
    )
  for (const { member } of waiting) await change(ctx, member, gate => ({ ...gate, posted: now, grace }))
}

/** Where the bot only looks on nobody is told anything: that he would have been removed is what is recorded. */
async function onlyRecord(ctx: Ours, waiting: readonly Waiting[]): Promise<void> {
  const now = ctx.now()
  for (const { member, gate } of waiting) {
    const over = ctx.awakeAfter(ctx.config.grace, gate.tellAt)
    if (over > now) await change(ctx, member, known => ({ ...known, notBefore: over }))
    else {
      await ctx.accuse({ member, reason: ctx.text('gate.reason'), measure: 'remove', kind: GATE })
      await gatesOf(ctx.store).delete(member)
    }
  }
}

async function remind(ctx: Ours, way: Way, waiting: readonly Waiting[]): Promise<void> {
  const now = ctx.now()
  const groups = new Map<string, Waiting[]>()
  for (const each of waiting) {
    const { told, reminded: index, keyed } = each.gate
    const id = `gate|remind|${told}|${index}${keyed ? '|agree' : ''}`
    groups.set(id, [...(groups.get(id) ?? []), each])
  }
  for (const [id, group] of groups) {
    const left = Math.min(...group.map(({ gate }) => timeLeft(gate, ctx.config, awakeIn(ctx), now)))
    const text = reminderOf(ctx, way, { left, keyed: group[0]?.gate.keyed !== undefined })
    await ctx.say(text, { mentions: group.map(({ member }) => member), id })
  }
  for (const { member } of waiting) await change(ctx, member, gate => reminded(gate, ctx.config, awakeIn(ctx), now))
}

/** Somebody has had his time. He may come again: nothing bars him. */
async function end(ctx: Ours, { member, gate, at }: Waiting): Promise<void> {
  const now = ctx.now()
  if (now - at > LATE && gate.again === undefined) {
    await change(ctx, member, known => anew(known, now))
    return
  }
  // A word in private may have opened it since the round began.
  if ((await gatesOf(ctx.store).get(member)) === undefined) return
  const before = ctx.casesOf(member).find(known => known.kind === GATE && isOpen(known) && known.room === ctx.room.key)
  const accused =
    before ?? (await ctx.accuse({ member, reason: ctx.text('gate.reason'), measure: 'remove', kind: GATE }))
  const marked = await change(ctx, member, known => ({ ...known, case: accused.number }))
  if (!marked) await ctx.dismiss(accused.number)
}

/** True of who is none of the gate's business (now): whoever is past it is let be, whoever cannot be judged waits. */
async function isSettled(ctx: Ours, member: MemberKey, gate: Gate): Promise<boolean> {
  const now = ctx.now()
  const letBe = async () => {
    await gatesOf(ctx.store).delete(member)
    return true
  }
  const wait = async () => {
    await change(ctx, member, known => ({ ...known, notBefore: now + LOOK_AGAIN }))
    return true
  }
  if (gate.case !== undefined) {
    const accused = ctx.case(gate.case)
    return !accused || isOpen(accused) || accused.status === 'failed' ? true : letBe()
  }
  const { present, role, before } = ctx.member(member)
  if (before || atLeast(role, 'trusted')) return letBe()
  if (!present) return now - gate.since > FORGET ? letBe() : wait()
  const barred = ctx.books.blocks.blockedUntil(ctx.community, member, now) !== undefined
  if (barred) return letBe()
  // Whoever is asked about as an impostor, or for what he wrote, is the owner's and the admins' to decide on.
  const others = ctx.casesOf(member).filter(({ kind, room }) => kind !== GATE && room === ctx.room.key)
  if (others.some(known => known.as === 'impostor' && known.status === 'dismissed')) return letBe()
  const due = dueOf(gate, ctx.config, awakeIn(ctx))
  if (due?.what !== 'end' || due.at > now) return false
  const removal = ({ measure }: { measure: string }) => measure !== 'remind' && measure !== 'warn'
  const isImpostor = ctx.books.impostors.in(ctx.community).some(each => each.member === member)
  return isImpostor || others.some(known => isOpen(known) && removal(known)) ? wait() : false
}

/** There is no gate any more: whoever was at it is in. */
export async function letAllBe(ctx: Ours): Promise<void> {
  for (const member of (await gatesOf(ctx.store).all()).keys()) {
    await dismissCases(ctx, member)
    await gatesOf(ctx.store).delete(member)
  }
  await setRound(ctx)
}

function isOpen({ status }: { status: string }): boolean {
  return status === 'open' || status === 'acting'
}

/** Changes somebody's gate, if he is still at it; false when he is not. */
async function change(ctx: Ours, member: MemberKey, how: (gate: Gate) => Gate): Promise<boolean> {
  return (await gatesOf(ctx.store).update(member, known => known && how(known))) !== undefined
}

export function awakeIn(ctx: Ours): (span: Millis, from: Millis) => Millis {
  return (span, from) => ctx.awakeAfter(span, from)
}

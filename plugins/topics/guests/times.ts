import { type MemberKey, type Millis, z } from '../../../src/kernel/plugin.js'
import { leavesAt, sayTime } from '../hosts/when.js'
import { withRoom } from '../rooms.js'
import { type In, type Topic, topicOf } from '../topic.js'
import { checklist, forgetHour, hourOf, openQuestions } from './hours.js'
import { checklistText, questionsText } from './wording.js'

// What happens around a guest's hour at a time of its own: reminders of what is not ready, the questions handed over, what
// was left unanswered, and the end of what is kept.

const MINUTE: Millis = 60_000
const DAY: Millis = 86_400_000
/** How long before the start the creator is reminded of what is not ready. */
const REMINDERS = { week: 7 * DAY, day: DAY, last: 30 * MINUTE } as const
/** Nothing of the questions is kept for longer after the hour. */
const KEEP: Millis = 30 * DAY
/** What is left to say after the hour comes when its last line was said. */
const AFTER: Millis = MINUTE
/** Nobody wants to hear any more of an hour that long ago. */
const STILL_OF_USE: Millis = DAY

const moments = ['week', 'day', 'last', 'hand-over', 'thanks', 'forget'] as const
type Moment = (typeof moments)[number]

export const guestJob = z.object({ id: z.string(), what: z.enum(moments) })

/** Until when questions are collected: [until, start) is the host's. */
export function collectedUntil(ctx: In, { start }: Topic): Millis {
  return start - ctx.config.guest.collectUntil
}

/** Sets what comes around a guest's hour; may come as often as it likes. What is past already is left out. */
export async function setGuestTimes(ctx: In, topic: Topic): Promise<void> {
  if (topic.kind !== 'guest') return
  for (const what of moments) {
    const at = momentOf(ctx, topic, what)
    if (ctx.now() - at < MINUTE)
      await ctx.later('guest', { id: topic.id, what }, at, { id: `guest|${topic.id}|${what}` })
  }
}

function momentOf(ctx: In, topic: Topic, what: Moment): Millis {
  if (what === 'hand-over') return collectedUntil(ctx, topic)
  if (what === 'thanks') return topic.end + AFTER
  return what === 'forget' ? topic.end + KEEP : topic.start - REMINDERS[what]
}

/** Something is due, if it still is: the topic as it is now tells. */
export async function onGuestJob(ctx: In, { id, what }: z.output<typeof guestJob>): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  // Topics are forgotten after the next hundred; its questions are then too.
  if (!topic) return forgetHour(ctx.store, id)
  if (momentOf(ctx, topic, what) > ctx.now()) return setGuestTimes(ctx, topic)
  if (what === 'forget') return forgetHour(ctx.store, id)
  if (what === 'thanks') return sayWhatIsLeft(ctx, topic)
  if (topic.phase !== 'planned' || ctx.now() >= topic.start) return
  return what === 'hand-over' ? handOver(ctx, topic) : remind(ctx, topic)
}

async function remind(ctx: In, topic: Topic): Promise<void> {
  const hour = await hourOf(ctx.store, topic.id)
  if (!hour || checklist.every(item => hour.done.includes(item))) return
  const values = {
    guest: topic.guest ?? '',
    title: topic.title,
    when: sayTime(ctx, topic.start, leavesAt(ctx)),
    id: topic.id,
  }
  const text = ctx.text('guest.remind', { ...values, list: checklistText(ctx, hour, 'open') })
  await ctx.tell(topic.by, await withRoom(ctx, topic.by, text), { id: 'remind', expires: topic.start })
}

/** The host gets everything that was asked, and so does the guest. */
async function handOver(ctx: In, topic: Topic): Promise<void> {
  const hour = await hourOf(ctx.store, topic.id)
  if (!hour) return
  const values = { guest: topic.guest ?? '', title: topic.title, when: sayTime(ctx, topic.start, leavesAt(ctx)) }
  const open = openQuestions(hour)
  const text =
    open.length === 0
      ? ctx.text('guest.noneAsked', values)
      : ctx.text('guest.handOver', { ...values, count: open.length, list: questionsText(ctx, open) })
  const leader = leaderOf(ctx, topic)
  await ctx.tell(leader, await withRoom(ctx, leader, text), { id: `hand-over|${leader}`, expires: topic.end })
  const { guest } = hour
  if (guest !== undefined && guest !== leader && ctx.member(guest).friend && open.length > 0) {
    await ctx.dm(guest, await withRoom(ctx, guest, text), { id: `hand-over|${guest}`, expires: topic.end })
  }
}

/** Thanks, and what nobody answered: the host alone hears of it. */
async function sayWhatIsLeft(ctx: In, topic: Topic): Promise<void> {
  if (topic.phase !== 'closed' || ctx.now() - topic.end > STILL_OF_USE) return
  const hour = await hourOf(ctx.store, topic.id)
  if (!hour || hour.last === 0) return
  const open = openQuestions(hour)
  const values = { guest: topic.guest ?? '', title: topic.title, count: open.length, id: topic.id }
  const text = ctx.text(open.length === 0 ? 'guest.allAnswered' : 'guest.unanswered', values)
  const leader = leaderOf(ctx, topic)
  await ctx.tell(leader, await withRoom(ctx, leader, text), { id: 'thanks', expires: topic.end + STILL_OF_USE })
}

/** Whom to write to about it: its host, its creator, or the owner, the first who can be written to. */
function leaderOf(ctx: In, { host, by }: Topic): MemberKey {
  const all = [...(host === undefined ? [] : [host]), by, ...ctx.staff('owner')]
  return all.find(member => ctx.member(member).friend && ctx.member(member).present) ?? by
}

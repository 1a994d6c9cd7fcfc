import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { callOn } from './hearing.js'
import { type Change, type Changes, changePeople, type Listed, noteWarned, type Plan, plansOf } from './records.js'
import { timeOf } from './wording.js'

const MINUTE: Millis = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Tells those who were not told yet: friends in private, all others in one message in the room. */
export async function tellThem(ctx: In, plan: Plan): Promise<Plan> {
  const { number } = plan
  const { warn } = ctx.config.core.prune
  const until = ctx.awakeAfter(0, (ctx.quietUntil() ?? ctx.now()) + warn)
  const changes: Changes = new Map()
  const strangers: MemberKey[] = []
  const unreached: MemberKey[] = []
  const again: MemberKey[] = []
  for (const [member, listed] of Object.entries(plan.people)) {
    if (listed.step === 'warned' && isUnheard(listed) && ctx.now() >= (listed.until ?? 0) - DAY) again.push(member)
    if (listed.step !== 'listed') continue
    await noteWarned(ctx, member, number)
    if (listed.inRoom || !ctx.member(member).friend) {
      ;(listed.inRoom ? unreached : strangers).push(member)
      continue
    }
    const notice = `prune|${number}|warn|${member}`
    const values = { name: ctx.member(member).name, room: ctx.room.name, until: timeOf(ctx, until) }
    await ctx.dm(member, ctx.text('prune.warnPrivate', values), { once: notice, retold: true })
    changes.set(member, known => ({ ...known, step: 'warned', notice, told: ctx.now(), until }))
  }
  // One word in the room for all: it waits a little for what becomes of the private ones.
  const sent = changes.size > 0 ? [ctx.now()] : Object.values(plan.people).flatMap(onItsWay)
  const waits = (span: Millis) => sent.some(told => ctx.now() < ctx.awakeAfter(span, told))
  const together = [...(waits(MINUTE) ? [] : strangers), ...(waits(10 * MINUTE) ? [] : unreached)]
  for (const some of inParts(together)) {
    const notice = `prune|${number}|warn|room|${some[0]}`
    const line = some.length === 1 ? 'prune.warnRoomOne' : 'prune.warnRoom'
    const text = ctx.text(line, { until: timeOf(ctx, until) })
    await ctx.say(text, { once: notice, mentions: some })
    for (const member of some) {
      changes.set(member, known => ({ ...known, step: 'warned', notice, inRoom: true, told: ctx.now(), until }))
    }
  }
  // Nobody knows whether it reached them: the last day is told in the room, and nobody goes without having been told.
  for (const some of inParts(again)) {
    const notice = `prune|${number}|again|${some[0]}`
    const last = Math.max(
      ctx.awakeAfter(0, (ctx.quietUntil() ?? ctx.now()) + DAY),
      plan.people[some[0] ?? '']?.until ?? 0,
    )
    await ctx.say(ctx.text('prune.warnAgain', { until: timeOf(ctx, last) }), { once: notice, mentions: some })
    for (const member of some) {
      changes.set(member, known => {
        const { heard: _, ...rest } = known
        return { ...rest, notice, again: true, until: Math.max(known.until ?? 0, last) }
      })
    }
  }
  return (await changePeople(ctx.lasting, number, changes)) ?? plan
}

/** When a private word was sent of which nobody knows yet how it went. */
function onItsWay({ step, heard, inRoom, told }: Listed): Millis[] {
  return step === 'warned' && heard === undefined && !inRoom && told !== undefined ? [told] : []
}

/** It is not known whether the word reached him, and he was not told again. */
export const isUnheard = ({ heard, again }: Listed) => heard === 'unsure' && !again

/** People that one message in a room mentions. */
const MENTIONED = 40

function inParts(members: readonly MemberKey[]): MemberKey[][] {
  const parts: MemberKey[][] = []
  for (let at = 0; at < members.length; at += MENTIONED) parts.push(members.slice(at, at + MENTIONED))
  return parts
}

/** A word to somebody on the list has left, or could not. */
export async function noticeSettled(ctx: In, { id, outcome }: { id: string; outcome: string }): Promise<void> {
  const [, notice = ''] = /^capacity\|(prune\|P\d+\|(?:warn|again)\|.+)$/.exec(id) ?? []
  const number = notice.split('|')[1]
  if (number === undefined) return
  const plan = await plansOf(ctx.lasting).get(number)
  const those = Object.entries(plan?.people ?? {}).filter(([, listed]) => listed.notice === notice)
  const now = ctx.now()
  const { warn } = ctx.config.core.prune
  const change: Change = known => {
    if (known.step !== 'warned' || known.notice !== notice || known.heard === 'yes') return known
    if (outcome === 'done') {
      const least = ctx.awakeAfter(0, now + (known.again ? DAY : warn))
      // He was promised a time; only where the word left much later than it was meant to he has more.
      const until = known.until ?? least
      return { ...known, heard: 'yes', until: least - until > HOUR ? least : until }
    }
    if (outcome === 'unknown' && !known.again) return { ...known, heard: 'unsure' }
    if (known.inRoom || known.again) return { ...known, step: 'failed', why: 'unheard' }
    const { notice: _, ...rest } = known
    return { ...rest, step: 'listed', inRoom: true }
  }
  await changePeople(ctx.lasting, number, new Map(those.map(([member]) => [member, change])))
  await callOn(ctx, number)
}

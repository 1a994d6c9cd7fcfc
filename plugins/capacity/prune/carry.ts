import { atLeast, type Case, type MemberKey, type Millis, plainLine, z } from '../../../src/kernel/plugin.js'
import { roomName } from '../room-name.js'
import { excuseOf } from './choose.js'
import { type Facts, factsOf, type In, knownIn } from './facts.js'
import { callOn } from './hearing.js'
import { changePeople, type Listed, noteWarned, type Plan, plansOf, pruningIn, warnedIn } from './records.js'
import { reportText } from './report.js'
import { timeOf } from './wording.js'

// One turn of a pruning that the owner ordered: looks at everybody on the list as things are now, tells who was not told,
// removes whose time is over, and says when to look again. A turn that a crash broke off is done again under the same
// cause: what it posted and accused collapses.

const MINUTE: Millis = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** So old may the last look at the room be when somebody is removed. */
const FRESH_LOOK: Millis = 5 * MINUTE

/** People that one message in a room mentions. */
const MENTIONED = 40

type Change = (known: Listed) => Listed
type Changes = Map<MemberKey, Change>

const over = ({ step }: Listed) => step !== 'listed' && step !== 'warned' && step !== 'removing'

const sagaState = z.object({ number: z.string() })

/** The long job behind a pruning: it knows its number alone, and rests between two turns. */
export const pruneSaga = {
  state: sagaState,
  steps: {
    async turn(ctx: In, state: z.output<typeof sagaState>) {
      const { number } = state
      // Should the turn fail, it is tried again.
      await ctx.later('pruneTurn', state, ctx.now() + HOUR, { id: `prune|${number}` })
      const next = await turn(ctx, number)
      if (next === undefined) {
        await ctx.cancel(`prune|${number}`)
        return { state }
      }
      await ctx.later('pruneTurn', state, next, { id: `prune|${number}` })
      return { state, wait: true }
    },
  },
}

/** Its time to look again has come. */
export const turnJob = {
  data: sagaState,
  async run(ctx: In, { number }: z.output<typeof sagaState>) {
    // Ordered, and the process died before it had begun.
    if (!(await callOn(ctx, number))) await ctx.startSaga('prune', `prune|${number}`, 'turn', { number })
  },
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

/** Does what can be done now; the time at which to look again, undefined when it is over. */
async function turn(ctx: In, number: string): Promise<Millis | undefined> {
  const plan = await plansOf(ctx.lasting).get(number)
  if (plan?.state !== 'running') return undefined
  const facts = await factsOf(ctx)
  const changes: Changes = new Map()
  for (const [member, listed] of Object.entries(plan.people)) {
    if (over(listed)) continue
    const change = await lookAt(ctx, plan, facts, member, listed)
    if (change) changes.set(member, change)
  }
  const after = (await changePeople(ctx.lasting, number, changes)) ?? plan
  for (const member of changes.keys()) {
    const now = after.people[member]
    if (now && over(now)) await warnedIn(ctx).delete(member)
  }
  if (Object.values(after.people).every(over)) return finish(ctx, after)
  const waits = await waitsFor(ctx, after)
  if (waits !== undefined) return hold(ctx, after, waits)
  if (after.waits !== undefined) await plansOf(ctx.lasting).update(number, now => now && went(now))
  const told = await tell(ctx, after)
  const tried = await remove(ctx, told)
  return nextLook(ctx, tried)
}

/** What became of one of them meanwhile. */
async function lookAt(
  ctx: In,
  plan: Plan,
  facts: Facts,
  member: MemberKey,
  listed: Listed,
): Promise<Change | undefined> {
  if (listed.step === 'removing') return ofCase(ctx, plan, listed)
  // A crash came between his case and this list: it is looked at in the next turn.
  const begun = ctx.casesOf(member).find(({ cause }) => cause.startsWith(`saga|capacity|prune|${plan.number}|`))
  if (begun) return now => ({ ...now, step: 'removing', case: begun.number, tried: begun.openedAt })
  const known = knownIn(facts, member)
  // While the list is not believed, who is missing in it may be there.
  if (!known) return ctx.room.doubted || ctx.member(member).present ? undefined : ended('gone')
  const excuse = excuseOf(known, facts.since, ctx.config.core.prune.exempt)
  if (excuse !== undefined) {
    return ended('stays', ['owner', 'admin', 'kol', 'trusted'].includes(excuse) ? 'role' : excuse)
  }
  const spoke = known.last !== undefined && known.last > (listed.told ?? plan.madeAt)
  if (listed.said !== undefined || spoke) return ended('stays', 'said')
  return plan.stopped ? ended('stays', 'stopped') : undefined
}

/** How the removal of one of them went, as far as it was seen. */
async function ofCase(ctx: In, plan: Plan, listed: Listed): Promise<Change | undefined> {
  const known = listed.case === undefined ? undefined : ctx.case(listed.case)
  if (!known) return ended('failed', 'refused')
  if (known.status === 'acting') {
    if (listed.said === undefined && !plan.stopped) return undefined
    // He spoke up while his removal waited for its turn.
    if (!(await ctx.dismiss(known.number))) return undefined
    return ended('stays', plan.stopped ? 'stopped' : 'said')
  }
  return ofStatus(known)
}

function ofStatus({ status }: Case): Change | undefined {
  if (status === 'done') return ended('removed')
  if (status === 'undone' || status === 'dismissed') return ended('stays', 'undone')
  return ended('failed', 'refused')
}

function ended(step: Listed['step'], why?: string): Change {
  return known => (over(known) ? known : { ...known, step, ...(why === undefined ? {} : { why }) })
}

/** What keeps everybody from being touched just now. */
async function waitsFor(ctx: In, plan: Plan): Promise<string | undefined> {
  if (!hasWord(ctx, plan)) return 'owner'
  if (ctx.mode === 'observe' || ctx.mode === 'off') return 'observing'
  if (ctx.room.doubted) return 'doubted'
  return (await ctx.canRemove()) ? undefined : 'noRight'
}

/** Whether whoever ordered it still owns the group. */
export function hasWord(ctx: In, { by }: Plan): boolean {
  return by !== '' && atLeast(ctx.member(by).role, 'owner')
}

/** Who hears of it: whoever owns the group now. */
function ownerNow(ctx: In, plan: Plan): MemberKey | undefined {
  return hasWord(ctx, plan) ? plan.by : ctx.staff('owner')[0]
}

/** Waits, and says so once. */
async function hold(ctx: In, plan: Plan, waits: string): Promise<Millis> {
  if (plan.waits !== waits) {
    await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, waits })
    const text = ctx.text(`prune.waits.${waits}`, { number: plan.number })
    const owner = ownerNow(ctx, plan)
    if (owner === undefined) ctx.alert(text)
    else await ctx.tell(owner, text, { id: `prune|${plan.number}|waits` })
  }
  return ctx.now() + (waits === 'doubted' ? 10 * MINUTE : 6 * HOUR)
}

function went({ waits: _, ...plan }: Plan): Plan {
  return plan
}

/** Tells those who were not told yet: friends in private, all others in one message in the room. */
async function tell(ctx: In, plan: Plan): Promise<Plan> {
  const { number } = plan
  const { warn } = ctx.config.core.prune
  const until = ctx.awakeAfter(0, (ctx.quietUntil() ?? ctx.now()) + warn)
  const changes: Changes = new Map()
  const together: MemberKey[] = []
  const again: MemberKey[] = []
  for (const [member, listed] of Object.entries(plan.people)) {
    if (listed.step === 'warned' && isUnsure(listed) && ctx.now() >= (listed.until ?? 0) - DAY) again.push(member)
    if (listed.step !== 'listed') continue
    await noteWarned(ctx, member, number)
    if (listed.inRoom || !ctx.member(member).friend) {
      together.push(member)
      continue
    }
    const notice = `prune|${number}|warn|${member}`
    const values = { name: ctx.member(member).name, room: roomName(ctx), until: timeOf(ctx, until) }
    await ctx.dm(member, ctx.text('prune.warnPrivate', values), { once: notice })
    changes.set(member, known => ({ ...known, step: 'warned', notice, told: ctx.now(), until }))
  }
  for (const some of inParts(together)) {
    const notice = `prune|${number}|warn|room|${some[0]}`
    const text = ctx.text('prune.warnRoom', { until: timeOf(ctx, until) })
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

const isUnsure = ({ heard, again }: Listed) => heard === 'unsure' && !again

function inParts(members: readonly MemberKey[]): MemberKey[][] {
  const parts: MemberKey[][] = []
  for (let at = 0; at < members.length; at += MENTIONED) parts.push(members.slice(at, at + MENTIONED))
  return parts
}

/** Removes those whose time is over, no more than so many a day, and not at night. */
async function remove(ctx: In, plan: Plan): Promise<Plan> {
  if (ctx.quietUntil() !== undefined || !Object.values(plan.people).some(listed => isDue(ctx, listed))) return plan
  if (ctx.now() - (plan.looked ?? 0) > FRESH_LOOK) {
    // Nobody is removed by a list that was read a while ago: what this look finds is known in the next turn.
    ctx.look()
    return (await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, looked: ctx.now() })) ?? plan
  }
  let left = ctx.config.core.prune.perRun - triedToday(ctx, plan).length
  const changes: Changes = new Map()
  for (const [member, listed] of Object.entries(plan.people)) {
    if (left <= 0 || !isDue(ctx, listed)) continue
    left -= 1
    const opened = await ctx.accuse({
      member,
      reason: plainLine(ctx.text('prune.reason'), 20),
      measure: 'remove',
      kind: 'prune',
      by: plan.by,
    })
    changes.set(member, known => ({ ...known, step: 'removing', case: opened.number, tried: ctx.now() }))
  }
  return changes.size === 0 ? plan : ((await changePeople(ctx.lasting, plan.number, changes)) ?? plan)
}

function isDue(ctx: In, { step, heard, until }: Listed): boolean {
  return step === 'warned' && heard === 'yes' && until !== undefined && until <= ctx.now()
}

function triedToday(ctx: In, plan: Plan): Millis[] {
  return Object.values(plan.people).flatMap(({ tried }) =>
    tried !== undefined && tried > ctx.now() - DAY ? [tried] : [],
  )
}

/** When there is something to be seen or done again. */
function nextLook(ctx: In, plan: Plan): Millis {
  const now = ctx.now()
  const today = triedToday(ctx, plan)
  const full = today.length >= ctx.config.core.prune.perRun
  const times = Object.values(plan.people).flatMap(listed => {
    if (listed.step === 'removing') return [now + (now - (listed.tried ?? now) < 10 * MINUTE ? MINUTE : 10 * MINUTE)]
    if (listed.step !== 'warned' || listed.until === undefined) return []
    if (isUnsure(listed)) return [listed.until - DAY]
    if (listed.heard !== 'yes') return [now + HOUR]
    if (listed.until > now) return [listed.until]
    return [full ? Math.min(...today) + DAY : (ctx.quietUntil() ?? now)]
  })
  return Math.max(now + MINUTE / 2, Math.min(...times, now + DAY))
}

/** Everybody is seen to: the owner hears how it went, and the room is free for another list. */
async function finish(ctx: In, plan: Plan): Promise<undefined> {
  const owner = ownerNow(ctx, plan)
  if (owner === undefined) ctx.alert(reportText(ctx, plan))
  else await ctx.tell(owner, reportText(ctx, plan), { once: `prune|${plan.number}|report` })
  for (const member of Object.keys(plan.people)) await warnedIn(ctx).delete(member)
  await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, state: 'over' })
  await pruningIn(ctx).compareAndSet('now', plan.number, undefined)
  return undefined
}

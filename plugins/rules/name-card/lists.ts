import { addDays, dateOf, type MemberView, type Millis, timeOn, weekdayOf } from '../../../src/kernel/plugin.js'
import { nextFor } from './plan.js'
import type { CardReader } from './reader.js'
import { changeRule, listed, tended } from './records.js'
import { type In, isExempt } from './standing.js'
import { ruleOf, termsOf } from './tending.js'
import { listTexts } from './wording.js'

const WEEK: Millis = 7 * 86_400_000

/** Everybody here whose card is out of shape, those who were there before the bot too. */
export function outOfShape(ctx: In, reader: CardReader): MemberView[] {
  return ctx.members().filter(view => !isExempt(ctx, view) && view.card.trim() !== '' && !reader.read(view.card).ok)
}

/** Monday at ten. */
export function nextList(after: Millis, zone: string): Millis {
  const today = dateOf(after, zone)
  const days = Array.from({ length: 8 }, (_, index) => addDays(today, index))
  const coming = days.filter(day => weekdayOf(day) === 'mon').map(day => timeOn(day, '10:00', zone))
  return coming.find(at => at > after) ?? after + WEEK
}

/**
 * The owner's list of the week: whose grace is over, and who was there before the bot. Everybody is named once and counted
 * after that; a week that brings nobody new brings no list.
 */
export async function tellOwner(ctx: In): Promise<void> {
  const found = await ruleOf(ctx)
  const [owner] = ctx.staff('owner')
  if (!found || owner === undefined || ctx.mode === 'observe') return
  const { reader, rule } = found
  const [waiting, marks] = await Promise.all([tended(ctx.store).all(), listed(ctx.store).all()])
  const out = outOfShape(ctx, reader).filter(({ key, before }) => {
    const record = waiting.get(key)
    return before || record === undefined || nextFor(record, termsOf(ctx), ctx.now()) === undefined
  })
  const isOld = ({ key }: MemberView) => (marks.get(key) ?? 0) >= rule.since
  const fresh = out.filter(view => !isOld(view))
  if (fresh.length > 0) {
    const texts = listTexts(ctx, reader, fresh, { old: out.length - fresh.length })
    for (const [index, text] of texts.entries()) await ctx.tell(owner, text, { id: `card-list${index}` })
  }
  await mark(ctx, fresh)
  const still = new Set(out.map(({ key }) => key))
  await Promise.all([...marks.keys()].filter(key => !still.has(key)).map(key => listed(ctx.store).delete(key)))
}

/**
 * The first time that the rule is looked at in a room that was kept under it for weeks: its owner knows what the cards are
 * like, and gets no list of it out of the blue.
 */
export async function begin(ctx: In): Promise<void> {
  const found = await ruleOf(ctx)
  if (!found || found.rule.begun) return
  const { rule, reader } = found
  if (rule.since === ctx.room.since && ctx.now() - rule.since > WEEK) await mark(ctx, outOfShape(ctx, reader))
  await changeRule(ctx.store, known => ({ ...(known ?? rule), begun: true }))
}

async function mark(ctx: In, people: readonly MemberView[]): Promise<void> {
  await Promise.all(people.map(({ key }) => listed(ctx.store).set(key, ctx.now())))
}

import { addDays, dateOf, type MemberKey, type Millis, timeOn, weekdayOf } from '../../../src/kernel/plugin.js'
import { dayOf, type In } from '../standing.js'
import { joined } from '../wording.js'
import { itemsText } from './items.js'
import { dropWords, type Plan, plansOn } from './records.js'

/** Sundays, when people look back on their week. */
const EVENING = '20:00'
const DAY: Millis = 86_400_000
/** Names in the list, and people whose words are in it. */
const NAMES = 30
const WORDS = 10

/** The Sunday evening after a moment. */
export function nextCollection(after: Millis, zone: string): Millis {
  const today = dateOf(after, zone)
  for (let days = 0; ; days++) {
    const date = addDays(today, days)
    const due = weekdayOf(date) === 'sun' ? timeOn(date, EVENING, zone) : 0
    if (due > after) return due
  }
}

/** Who wrote three things since last Sunday's collection, once; nothing where nobody did. */
export async function collect(ctx: In, { due }: { due: Millis }): Promise<void> {
  const { text, config } = ctx
  const from = due - 7 * DAY
  const dates = Array.from({ length: 8 }, (_, days) => addDays(dayOf(ctx, from), days))
  const plans = await plansOn(ctx.store, dates)
  const weeks = new Map<MemberKey, Plan[]>()
  for (const [date, ofDay] of plans) {
    for (const [member, plan] of ofDay) {
      const silent = ctx.books.unrecorded.has(ctx.community, member)
      if (silent && plan.items.length > 0) await dropWords(ctx.store, member, date)
      if (plan.at < from || plan.at >= due) continue
      weeks.set(member, [...(weeks.get(member) ?? []), silent ? { ...plan, items: [] } : plan])
    }
  }
  const people = [...weeks]
    .filter(([member]) => ctx.member(member).present)
    .sort(([, a], [, b]) => b.length - a.length || (a[0]?.at ?? 0) - (b[0]?.at ?? 0))
  if (people.length === 0) return
  // Who wants nothing kept is counted, and not named.
  const named = people.filter(([member]) => !ctx.books.unrecorded.has(ctx.community, member))
  const list = named
    .slice(0, NAMES)
    .map(([member, week]) => text('threeOnDays', { name: ctx.member(member).name, days: week.length }))
  const others = people.length - list.length
  const more = others > 0 ? text('threeOthers', { count: others }) : ''
  const words =
    config.threeThings.collect === 'items'
      ? named.slice(0, WORDS).flatMap(([member, week]) => {
          const last = week.at(-1)
          return last ? [text('threeOf', { name: ctx.member(member).name, items: itemsText(ctx, last) })] : []
        })
      : []
  const head = text(list.length === 0 ? 'threeCollectionCount' : 'threeCollection', {
    people: people.length,
    list: joined(text, list) + more,
  })
  await ctx.say([head, ...words].join('\n'), { id: 'three-collection', manner: 'unasked' })
}

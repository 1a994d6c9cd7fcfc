import { addDays, type MemberKey, type Millis, type Store } from '../../../src/kernel/plugin.js'

// What people set out to do, day by day. The words go after a month, or where their author wants none kept; that somebody
// wrote some on a day stays.

/** What somebody posted on one day. */
export interface Plan {
  /** When; of two posts of a day the later one holds. */
  at: Millis
  count: number
  /** Empty where nothing of his words is kept. */
  items: readonly string[]
}

/** Month → which of its days, the first of the month in the lowest bit. */
type Days = Record<string, number>

/** `three:DATE` hash member → Plan, until `threeThings.keep` after that day. */
const plansOf = (store: Store, date: string) => store.hash<Plan>(`three:${date}`)

/** `three-days` hash member → Days, until the person is erased. */
const daysOf = (store: Store) => store.hash<Days>('three-days')

/** Notes what somebody posted. The same post again changes nothing. */
export async function notePlan(store: Store, member: MemberKey, date: string, plan: Plan): Promise<void> {
  await plansOf(store, date).update(member, known => (known && known.at > plan.at ? known : plan))
  await addDay(store, member, date)
}

/** What these days' posts were, by date and member. */
export async function plansOn(store: Store, dates: readonly string[]): Promise<Map<string, Map<MemberKey, Plan>>> {
  const found = await Promise.all(dates.map(date => plansOf(store, date).all()))
  return new Map(dates.map((date, index) => [date, found[index] ?? new Map()]))
}

/** On how many days of a month (`YYYY-MM`) somebody posted; without one, on how many in all. */
export async function plannedDays(store: Store, member: MemberKey, month?: string): Promise<number> {
  const days = (await daysOf(store).get(member)) ?? {}
  return datesOf(month === undefined ? days : { [month]: days[month] ?? 0 }).length
}

/** Drops the words of a whole day. */
export async function dropPlans(store: Store, date: string): Promise<void> {
  await store.redis.unlink(plansOf(store, date).key)
}

/** Drops somebody's words of a day; how many items there were stays. */
export async function dropWords(store: Store, member: MemberKey, date: string): Promise<void> {
  await plansOf(store, date).update(member, known => known && { ...known, items: [] })
}

export async function mergePlans(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  for (const date of datesOf((await daysOf(store).get(from)) ?? {})) {
    const plan = await plansOf(store, date).get(from)
    if (plan) await plansOf(store, date).update(into, known => (known && known.at > plan.at ? known : plan))
    await addDay(store, into, date)
  }
  await erasePlans(store, from)
}

export async function exportPlans(store: Store, member: MemberKey): Promise<unknown> {
  const dates = datesOf((await daysOf(store).get(member)) ?? {})
  if (dates.length === 0) return undefined
  const plans = await Promise.all(dates.map(date => plansOf(store, date).get(member)))
  return { threeThings: Object.fromEntries(dates.map((date, index) => [date, plans[index] ?? {}])) }
}

/** Drops all of somebody's words. */
export async function unrecordPlans(store: Store, member: MemberKey): Promise<void> {
  for (const date of datesOf((await daysOf(store).get(member)) ?? {})) await dropWords(store, member, date)
}

export async function erasePlans(store: Store, member: MemberKey): Promise<void> {
  for (const date of datesOf((await daysOf(store).get(member)) ?? {})) await plansOf(store, date).delete(member)
  await daysOf(store).delete(member)
}

async function addDay(store: Store, member: MemberKey, date: string): Promise<void> {
  const month = date.slice(0, 7)
  const bit = 1 << (Number(date.slice(8)) - 1)
  await daysOf(store).update(member, (known = {}) => ({ ...known, [month]: (known[month] ?? 0) | bit }))
}

function datesOf(days: Days): string[] {
  return Object.entries(days)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([month, bits]) =>
      Array.from({ length: 31 }, (_, at) => at)
        .filter(at => (bits & (1 << at)) !== 0)
        .map(at => addDays(`${month}-01`, at)),
    )
}

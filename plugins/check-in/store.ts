import { addDays, type MemberKey, type Millis, type Store } from '../../src/kernel/plugin.js'
import { type CheckIn, datesIn, inSeconds, type Lines, type Month, readMonth, writeMonth } from './ledger.js'
import { firstToDo, forgetMessages } from './received.js'

// The ledger: who checked in when. Everything else (streaks, boards, what is left of an allowance) is computed from it.

/** `days:MEMBER` hash `YYYY-MM` → Month, until the person is erased. A month in one piece: what is left of an allowance and its use are one compare-and-set. */
const monthsOf = (store: Store, member: MemberKey) => store.hash<Month>(`days:${member}`)

const monthOf = (date: string) => date.slice(0, 7)

/** Notes a check-in, once a person, day and window. False when he had checked in before, by another message. */
export async function checkIn(
  store: Store,
  member: MemberKey,
  { date, window, at, message }: { date: string; window: string; at: Millis; message: string },
): Promise<boolean> {
  const first = await firstToDo(store, { day: date, kind: 'came', member, about: window, message })
  const lines = await change(store, member, monthOf(date), known => {
    const ofDay = known.get(date) ?? []
    if (ofDay.some(line => line.window === window)) return known
    // Whoever comes after all needs no makeup: the card is his again.
    return new Map(known).set(date, [...ofDay.filter(line => line.window !== undefined), { at, window }])
  })
  return first === message && (lines.get(date) ?? []).some(line => line.window === window && line.at === inSeconds(at))
}

/**
 * Makes up a missed day, if the allowance of that day's month allows; of two at once one is spent.
 * @param today the day on which he asks
 */
export async function makeUp(
  store: Store,
  member: MemberKey,
  {
    date,
    today,
    at,
    message,
    perMonth,
  }: { date: string; today: string; at: Millis; message: string; perMonth: number },
): Promise<{ kind: 'done'; left: number } | { kind: 'present' } | { kind: 'spent' }> {
  const first = await firstToDo(store, { day: today, kind: 'makeup', member, about: date, message })
  const lines = await change(store, member, monthOf(date), known =>
    known.has(date) || makeupsIn(known).length >= perMonth ? known : new Map(known).set(date, [{ at }]),
  )
  const line = lines.get(date)?.[0]
  if (!line) return { kind: 'spent' }
  const his = line.window === undefined && line.at === inSeconds(at) && first === message
  return his ? { kind: 'done', left: Math.max(0, perMonth - makeupsIn(lines).length) } : { kind: 'present' }
}

/** Whether to tell him the window: once a day, and again for the same message. */
export async function tellOnce(store: Store, member: MemberKey, date: string, message: string): Promise<boolean> {
  return (await firstToDo(store, { day: date, kind: 'told', member, message })) === message
}

/** One person's ledger, whole or in part. */
export interface History {
  dates: ReadonlySet<string>
  /** Days that were made up, oldest first. */
  madeUp: readonly string[]
  lines: Lines
}

/** Everything of one person. */
export async function historyOf(store: Store, member: MemberKey): Promise<History> {
  return toHistory(await monthsOf(store, member).all())
}

/** What several people did in these months (`YYYY-MM`), in one round trip. */
export async function historiesOf(
  store: Store,
  members: readonly MemberKey[],
  months: readonly string[],
): Promise<Map<MemberKey, History>> {
  const found = await monthsOfAll(store, members, months)
  return new Map(members.map(member => [member, toHistory(new Map(found.get(member)))]))
}

/** The dates alone on which several people came in these months: all that boards and streaks ask. */
export async function datesOf(
  store: Store,
  members: readonly MemberKey[],
  months: readonly string[],
): Promise<Map<MemberKey, ReadonlySet<string>>> {
  const found = await monthsOfAll(store, members, months)
  return new Map(
    members.map(member => [
      member,
      new Set((found.get(member) ?? []).flatMap(([month, stored]) => datesIn(month, stored))),
    ]),
  )
}

async function monthsOfAll(
  store: Store,
  members: readonly MemberKey[],
  months: readonly string[],
): Promise<Map<MemberKey, [month: string, Month][]>> {
  if (members.length === 0 || months.length === 0) return new Map()
  const reads = store.redis.pipeline()
  for (const member of members) reads.hmget(monthsOf(store, member).key, ...months)
  const answers = (await reads.exec()) ?? []
  return new Map(
    members.map((member, index) => {
      const [error, texts] = answers[index] ?? [new Error(`no answer for ${member}`), []]
      if (error) throw error
      const found = months.flatMap((month, at): [string, Month][] => {
        const text = (texts as (string | null)[])[at]
        return text ? [[month, JSON.parse(text) as Month]] : []
      })
      return [member, found]
    }),
  )
}

/** The `count` months up to and with that of `date`, latest first. */
export function monthsBack(date: string, count: number): string[] {
  const months: string[] = []
  for (let day = date; months.length < count; day = addDays(`${monthOf(day)}-01`, -1)) months.push(monthOf(day))
  return months
}

export async function mergePeople(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  for (const [name, month] of await monthsOf(store, from).all()) {
    await change(store, into, name, known => joined(known, readMonth(name, month)))
  }
  await erasePerson(store, from)
}

export async function exportPerson(store: Store, member: MemberKey): Promise<unknown> {
  const { lines } = await historyOf(store, member)
  return { checkIns: Object.fromEntries(lines) }
}

export async function erasePerson(store: Store, member: MemberKey): Promise<void> {
  await store.redis.del(monthsOf(store, member).key)
  await forgetMessages(store, member)
}

/** Changes one month of somebody's in one step, and tells what it is then. `next` gives back `known` itself for no change. */
async function change(store: Store, member: MemberKey, month: string, next: (known: Lines) => Lines): Promise<Lines> {
  const written = await monthsOf(store, member).update(month, stored => {
    const known = readMonth(month, stored ?? [])
    const changed = next(known)
    return changed === known ? stored : writeMonth(inOrder(changed))
  })
  return readMonth(month, written ?? [])
}

/** Both people's days. Whoever really came needs no makeup, and a day is made up once. */
function joined(one: Lines, other: Lines): Lines {
  return new Map(
    [...new Set([...one.keys(), ...other.keys()])].map(date => {
      const lines = [...(one.get(date) ?? []), ...(other.get(date) ?? [])].sort((a, b) => a.at - b.at)
      const came = lines.filter(line => line.window !== undefined)
      const kept: readonly CheckIn[] = came.length > 0 ? came : lines.slice(0, 1)
      return [date, kept.filter((line, index) => kept.findIndex(each => each.window === line.window) === index)]
    }),
  )
}

function toHistory(months: ReadonlyMap<string, Month>): History {
  const lines = inOrder(new Map([...months].flatMap(([name, month]) => [...readMonth(name, month)])))
  return { dates: new Set(lines.keys()), madeUp: makeupsIn(lines), lines }
}

function inOrder(lines: Lines): Lines {
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function makeupsIn(lines: Lines): string[] {
  return [...lines].flatMap(([date, all]) => (all.every(line => line.window === undefined) ? [date] : []))
}

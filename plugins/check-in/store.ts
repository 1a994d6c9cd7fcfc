import { addDays, type MemberKey, type Millis, type Store } from '../../src/kernel/plugin.js'

// The ledger: who checked in when. Everything else (streaks, boards, what is left of an allowance) is computed from it.

/** One line of the ledger: a check-in in a window, or a day made up afterwards. */
interface CheckIn {
  at: Millis
  /** The message that made it: the same one again is no second check-in. */
  message: string
  /** The window; a makeup has none. */
  window?: string
}

/** One person's month, by date. In one piece, so that counting an allowance and using it is one compare-and-set. */
type Month = Record<string, CheckIn[]>

/** `of:MEMBER` hash `YYYY-MM` → Month, until the person is erased. */
const monthsOf = (store: Store, member: MemberKey) => store.hash<Month>(`of:${member}`)

/** `told` hash member → the day he was told the window, and by which message he asked; one line a person, overwritten. */
const toldOf = (store: Store) => store.hash<{ date: string; message: string }>('told')

const monthOf = (date: string) => date.slice(0, 7)

/** Notes a check-in, once a person, day and window. False when he had checked in before, by another message. */
export async function checkIn(
  store: Store,
  member: MemberKey,
  { date, window, at, message }: { date: string; window: string; at: Millis; message: string },
): Promise<boolean> {
  const month = await monthsOf(store, member).update(monthOf(date), (known = {}) => {
    const lines = known[date] ?? []
    return lines.some(line => line.window === window)
      ? known
      : { ...known, [date]: [...lines, { at, message, window }] }
  })
  return month?.[date]?.some(line => line.window === window && line.message === message) ?? false
}

/** Makes up a missed day, if the allowance of that day's month allows; of two at once one is spent. */
export async function makeUp(
  store: Store,
  member: MemberKey,
  { date, at, message, perMonth }: { date: string; at: Millis; message: string; perMonth: number },
): Promise<{ kind: 'done'; left: number } | { kind: 'present' } | { kind: 'spent' }> {
  const month = await monthsOf(store, member).update(monthOf(date), (known = {}) =>
    known[date] !== undefined || makeups(known).length >= perMonth ? known : { ...known, [date]: [{ at, message }] },
  )
  const line = month?.[date]?.[0]
  if (!line) return { kind: 'spent' }
  if (line.message !== message) return { kind: 'present' }
  return { kind: 'done', left: Math.max(0, perMonth - makeups(month).length) }
}

/** Whether to tell him the window: once a day, and again for the same message. */
export async function tellOnce(store: Store, member: MemberKey, date: string, message: string): Promise<boolean> {
  const told = await toldOf(store).get(member)
  if (told?.date === date && told.message !== message) return false
  await toldOf(store).set(member, { date, message })
  return true
}

/** One person's ledger, whole or in part. */
export interface History {
  dates: ReadonlySet<string>
  /** Days that were made up, oldest first. */
  madeUp: readonly string[]
  lines: ReadonlyMap<string, readonly CheckIn[]>
}

/** Everything of one person. */
export async function historyOf(store: Store, member: MemberKey): Promise<History> {
  return toHistory([...(await monthsOf(store, member).all()).values()])
}

/** What several people did in these months (`YYYY-MM`), in one round trip. */
export async function historiesOf(
  store: Store,
  members: readonly MemberKey[],
  months: readonly string[],
): Promise<Map<MemberKey, History>> {
  if (members.length === 0 || months.length === 0) return new Map(members.map(member => [member, toHistory([])]))
  const reads = store.redis.pipeline()
  for (const member of members) reads.hmget(monthsOf(store, member).key, ...months)
  const answers = (await reads.exec()) ?? []
  return new Map(
    members.map((member, index) => {
      const [error, texts] = answers[index] ?? [new Error(`no answer for ${member}`), []]
      if (error) throw error
      const found = (texts as (string | null)[]).filter(text => text !== null)
      return [member, toHistory(found.map(text => JSON.parse(text) as Month))]
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
    await monthsOf(store, into).update(name, (known = {}) => joined(known, month))
  }
  await erasePerson(store, from)
}

export async function exportPerson(store: Store, member: MemberKey): Promise<unknown> {
  const { lines } = await historyOf(store, member)
  const told = await toldOf(store).get(member)
  return { checkIns: Object.fromEntries(lines), ...(told ? { toldTheWindowOn: told.date } : {}) }
}

export async function erasePerson(store: Store, member: MemberKey): Promise<void> {
  await store.redis.del(monthsOf(store, member).key)
  await toldOf(store).delete(member)
}

/** Both people's days. Whoever really came needs no makeup, and a day is made up once. */
function joined(one: Month, other: Month): Month {
  const dates = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  return Object.fromEntries(
    dates.map(date => {
      const lines = [...(one[date] ?? []), ...(other[date] ?? [])].sort((a, b) => a.at - b.at)
      const came = lines.filter(line => line.window !== undefined)
      const kept = came.length > 0 ? came : lines.slice(0, 1)
      return [date, kept.filter((line, index) => kept.findIndex(each => each.window === line.window) === index)]
    }),
  )
}

function toHistory(months: readonly Month[]): History {
  const lines = new Map(months.flatMap(month => Object.entries(month)).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { dates: new Set(lines.keys()), madeUp: months.flatMap(makeups).sort(), lines }
}

function makeups(month: Month): string[] {
  return Object.entries(month).flatMap(([date, lines]) =>
    lines.every(line => line.window === undefined) ? [date] : [],
  )
}

import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import { type Book, REMEMBERED, type Reports } from './tally.js'

/** What is known against one person: who reported him and when; of staff also when the owner was told. */
interface Row {
  by: Reports
  told?: Millis
}

/** `PREFIX:p:rules:ROOM:reports` hash accused → Row; a report is forgotten after a day. */
const rows = (store: Store) => store.hash<Row>('reports')

/** Who brought a case up together. */
interface Party {
  by: readonly MemberKey[]
  at: Millis
}

/** `PREFIX:p:rules:ROOM:report-parties` hash case → Party; 30 days. */
const parties = (store: Store) => store.hash<Party>('report-parties')
const PARTY: Millis = 30 * REMEMBERED

/** Writes down who brought a case up. */
export async function noteParty(store: Store, number: string, party: Party): Promise<void> {
  const all = parties(store)
  for (const [known, { at }] of await all.all()) if (party.at - at >= PARTY) await all.delete(known)
  await all.set(number, party)
}

/** Who brought up which case lately. */
export async function readParties(store: Store): Promise<ReadonlyMap<string, Party>> {
  return parties(store).all()
}

/** Everybody's reports in the room, and when the owner was last told of those against this person. */
export async function readReports(
  store: Store,
  accused: MemberKey,
): Promise<{ book: Book; told?: Millis | undefined }> {
  const all = await rows(store).all()
  return { book: new Map([...all].map(([member, { by }]) => [member, by])), told: all.get(accused)?.told }
}

/** Writes a report down; reports of other people that are a day old go with it. Returns those against the accused. */
export async function noteReport(
  store: Store,
  { reporter, accused, at }: { reporter: MemberKey; accused: MemberKey; at: Millis },
): Promise<Reports> {
  const book = rows(store)
  for (const [member, { by }] of await book.all()) {
    if (Object.values(by).some(then => at - then >= REMEMBERED)) await book.update(member, row => fresh(row, at))
  }
  const row = await book.update(accused, (known = { by: {} }) => ({ ...known, by: { ...known.by, [reporter]: at } }))
  return row?.by ?? {}
}

/** The owner was told of the reports against one of the staff. */
export async function noteTold(store: Store, accused: MemberKey, at: Millis): Promise<void> {
  await rows(store).update(accused, row => row && { ...row, told: at })
}

function fresh(row: Row | undefined, at: Millis): Row | undefined {
  if (!row) return undefined
  const by = Object.fromEntries(Object.entries(row.by).filter(([, then]) => at - then < REMEMBERED))
  return Object.keys(by).length === 0 ? undefined : { ...row, by }
}

/** Reports of and about one person. */
export const reportPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const book = rows(store)
    for (const [member, { by }] of await book.all()) {
      if (from in by) await book.update(member, row => row && { ...row, by: renamed(row.by, from, into) })
    }
    for (const [number, { by }] of await parties(store).all()) {
      if (!by.includes(from)) continue
      const all = [...new Set(by.map(each => (each === from ? into : each)))]
      await parties(store).update(number, party => party && { ...party, by: all })
    }
    const own = await book.get(from)
    if (!own) return
    await book.update(into, known => ({ ...own, ...known, by: { ...own.by, ...known?.by } }))
    await book.delete(from)
  },
  /** How often he reported and was reported; by whom is theirs. */
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const all = await rows(store).all()
    const made = [...all.values()].flatMap(({ by }) => by[member] ?? [])
    const against = Object.values(all.get(member)?.by ?? {})
    return made.length + against.length === 0 ? undefined : { reportsMade: made, reportsAgainst: against }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    const book = rows(store)
    for (const [accused, { by }] of await book.all()) {
      if (member in by) await book.update(accused, row => row && { ...row, by: without(row.by, member) })
    }
    await book.delete(member)
    for (const [number, { by }] of await parties(store).all()) {
      if (!by.includes(member)) continue
      const others = by.filter(each => each !== member)
      await parties(store).update(number, party => party && { ...party, by: others })
    }
  },
}

function renamed(by: Reports, from: MemberKey, into: MemberKey): Reports {
  const at = Math.max(by[from] ?? 0, by[into] ?? 0)
  return { ...without(by, from), [into]: at }
}

function without(by: Reports, member: MemberKey): Reports {
  return Object.fromEntries(Object.entries(by).filter(([reporter]) => reporter !== member))
}

import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'

/** Who reported one person, and when last. */
export type Reports = Readonly<Record<MemberKey, Millis>>

/** Everybody's reports in a room, by the accused. */
export type Book = ReadonlyMap<MemberKey, Reports>

/** How long a report is remembered: for the allowance of a day, and so that it cannot be used a second time. */
export const REMEMBERED: Millis = 86_400_000
/** A person may report so many others in a day; who reports everybody helps nobody. */
export const ALLOWANCE = 3

/**
 * What becomes of a report. counted: it is one of those that count. again: he reported the same person before, which is
 * still one. spent: his report has led to a case already. back: the accused reported him first. enough: he has reported
 * three others today.
 */
export type Standing = 'counted' | 'again' | 'spent' | 'back' | 'enough'

interface Question {
  book: Book
  reporter: MemberKey
  accused: MemberKey
  at: Millis
  /** Reports count together within this. */
  window: Millis
  /** When reports last led to a case about the accused. */
  decided?: Millis | undefined
}

/** Whether a report counts. The same message handled again is one more by the same person: still one. */
export function weigh({ book, reporter, accused, at, window, decided }: Question): Standing {
  const before = book.get(accused)?.[reporter]
  const lives = (then: Millis | undefined): then is Millis => then !== undefined && at - then < REMEMBERED
  if (lives(before) && decided !== undefined && before <= decided) return 'spent'
  const first = book.get(reporter)?.[accused]
  if (first !== undefined && at - first < window) return 'back'
  if (lives(before)) return 'again'
  const today = [...book.values()].filter(reports => lives(reports[reporter])).length
  return today >= ALLOWANCE ? 'enough' : 'counted'
}

/** The reports about one person that count together at a time: of different people, within the window, not used before. */
export function counting(
  reports: Reports,
  { at, window, decided }: Pick<Question, 'at' | 'window' | 'decided'>,
): MemberKey[] {
  return Object.entries(reports)
    .filter(([, then]) => then > at - window && (decided === undefined || then > decided))
    .map(([reporter]) => reporter)
}

/**
 * How many voices they are: people who brought somebody up together before, whom the admins let go, are one. `parties`: who
 * brought up those cases.
 */
export function voicesOf(reporters: readonly MemberKey[], parties: readonly (readonly MemberKey[])[]): number {
  let groups: MemberKey[][] = []
  for (const reporter of reporters) {
    const friends = parties.filter(party => party.includes(reporter)).flat()
    const joined = groups.filter(group => group.some(each => friends.includes(each)))
    groups = [...groups.filter(group => !joined.includes(group)), [...joined.flat(), reporter]]
  }
  return groups.length
}

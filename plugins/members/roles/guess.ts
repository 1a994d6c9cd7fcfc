import type { MemberKey } from '../../../src/kernel/plugin.js'

// What part somebody may play, from numbers alone. Nobody is guessed to be a 挑战者: who finds fault is never counted.

/** What the books tell of one member: a month of messages and of what earned points, a week of who talked with whom. */
export interface Evidence {
  member: MemberKey
  /** Messages of the month. */
  messages: number
  /** Topics hosted, newcomers greeted and minutes written in the month. */
  organized: number
  /** How often others thanked him with points, and he others. */
  thanked: number
  thanks: number
  /** Conversations he began in the last week, and those of them that somebody took up. */
  started: number
  answered: number
  /** With how many people he talked in the last week. */
  partners: number
  /** He has been here for the whole month. */
  settled: boolean
}

/** A guess, with the line of the catalogue that says why and what stands in it. */
export interface Guess {
  member: MemberKey
  role: string
  why: string
  values: Record<string, number>
}

interface Sign {
  role: string
  why: string
  /** How strongly it points to the role: below 1 not at all. */
  weight: (of: Evidence) => number
  values: (of: Evidence) => Record<string, number>
}

/** The first that fits is his; weights of different signs are never compared. */
const signs: readonly Sign[] = [
  {
    role: '组织者',
    why: 'organized',
    weight: ({ organized }) => organized / 2,
    values: ({ organized }) => ({ count: organized }),
  },
  {
    role: '思考者',
    why: 'answered',
    // Most of what he begins is taken up: three in a week, and at least three of five.
    weight: ({ started, answered }) => (answered >= 0.6 * started ? answered / 3 : 0),
    values: ({ started, answered }) => ({ started, answered }),
  },
  { role: '思考者', why: 'thanked', weight: of => of.thanked / 3, values: ({ thanked }) => ({ count: thanked }) },
  { role: '求教者', why: 'thanks', weight: of => of.thanks / 2, values: ({ thanks }) => ({ count: thanks }) },
  {
    role: '调侃者',
    why: 'partners',
    // He keeps the talk of others going: much of it, with many, and he begins little of it.
    weight: of => (of.messages >= 30 && of.started <= of.partners / 3 ? of.partners / 6 : 0),
    values: ({ partners }) => ({ count: partners }),
  },
  {
    role: '围观者',
    why: 'rarely',
    weight: of => (of.settled && of.messages > 0 && of.messages <= 3 ? 1 / of.messages + 1 : 0),
    values: ({ messages }) => ({ count: messages }),
  },
]

/** Most of a group looks on: one of them is example enough. */
const LOOKING_ON = 1

/**
 * At most `most` guesses, of each part the strongest first, then the next of each; none of a part that is not in `names`.
 * Pure.
 */
export function guessesOf(
  evidence: readonly Evidence[],
  { names, most }: { names: readonly string[]; most: number },
): Guess[] {
  const byRole = new Map<string, { weight: number; guess: Guess }[]>()
  for (const of of evidence) {
    const sign = signs.find(each => names.includes(each.role) && each.weight(of) >= 1)
    if (!sign) continue
    const { role, why } = sign
    const guess = { member: of.member, role, why, values: sign.values(of) }
    byRole.set(role, [...(byRole.get(role) ?? []), { weight: sign.weight(of), guess }])
  }
  const rows = [...byRole].map(([role, all]) => {
    const sorted = all.sort((a, b) => b.weight - a.weight || (a.guess.member < b.guess.member ? -1 : 1))
    return (role === '围观者' ? sorted.slice(0, LOOKING_ON) : sorted).map(({ guess }) => guess)
  })
  const longest = Math.max(0, ...rows.map(row => row.length))
  const inTurn = Array.from({ length: longest }, (_, place) => rows.flatMap(row => row[place] ?? []))
  return inTurn.flat().slice(0, most)
}

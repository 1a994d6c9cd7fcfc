import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'
import type { Turn } from './turns.js'
import { type Print, Said } from './words.js'

// Who gave the most to a discussion. Pure: the same turns give the same list, in whatever order they come.

/** One of those who contributed. */
export interface Ranked {
  member: MemberKey
  score: number
  /** How often he took the floor with something to say. */
  turns: number
  /** How many others answered him. */
  answeredBy: number
}

/** A message with its id, and what tells whether it was said before. */
export type Line = Turn & { id: string; print?: Print | undefined }

/** What a line is worth as something to quote: its own characters; 0 where it says nothing, or nothing new. */
export type Substance = ReadonlyMap<string, number>

/** Less than this is agreement or a greeting. */
const SHORTEST = 10
/** Whoever writes on within this time goes on with what he was saying, up to so long. */
const SAME_TURN: Millis = 30_000
const LONGEST_TURN: Millis = 2 * 60_000
/** Turns that count of one person: who talks all evening leaves the others their place. */
const TURNS = 8
const POINTS_OF_A_TURN = 3
/** A turn of so many characters has a point more; so many lines with something in each, too. */
const LENGTHS = [40, 100] as const
const LINES_OF_A_TURN = 3
/**
 * Being answered counts by people, not by answers: two points for one who had something to say to it, one for a nod. Altogether
 * less than two turns, and nods less than one, so that no friend's @ outweighs something said.
 */
const POINTS_OF_AN_ANSWER = 2
const ANSWERS = 5
const NODS = 2

/**
 * Those who contributed, best first. `leftOut` are people who are not in the list and whose answers do not count (the host,
 * who is gone); what they said first is still theirs. Short lines and repetitions of anything that was said change nothing.
 */
export function rank(
  lines: readonly Line[],
  leftOut: (member: MemberKey) => boolean,
  substance: Substance = substanceOf(lines),
): Ranked[] {
  const ordered = inOrder(lines)
  const people = new Map<MemberKey, { turns: Floor[]; first: number }>()
  for (const [index, line] of ordered.entries()) {
    const worth = substance.get(line.id) ?? 0
    if (worth === 0 || leftOut(line.member)) continue
    const person = people.get(line.member) ?? { turns: [], first: index }
    people.set(line.member, person)
    const last = person.turns.at(-1)
    const goesOn = last && line.at - last.to < SAME_TURN && line.at - last.from < LONGEST_TURN
    if (goesOn) Object.assign(last, { to: line.at, length: last.length + worth, lines: last.lines + 1 })
    else person.turns.push({ from: line.at, to: line.at, length: worth, lines: 1 })
  }
  const answers = answersTo(ordered, substance, leftOut)
  return [...people]
    .map(([member, { turns, first }]) => {
      const { points, answeredBy } = answers.get(member) ?? { points: 0, answeredBy: 0 }
      const best = turns.map(pointsOf).sort((a, b) => b - a)
      const score = best.slice(0, TURNS).reduce((sum, each) => sum + each, 0) + points
      return { member, score, turns: turns.length, answeredBy, first }
    })
    .sort((a, b) => b.score - a.score || b.turns - a.turns || a.first - b.first)
    .map(({ first, ...ranked }) => ranked)
}

/** What each line is worth as something to quote. */
export function substanceOf(lines: readonly Line[]): Substance {
  const said = new Said()
  const substance = new Map<string, number>()
  for (const { id, kind, length, print } of inOrder(lines)) {
    if (print === undefined) continue
    const old = said.hear(print)
    const counts = kind === 'words' && length >= SHORTEST && old < 1
    if (counts) substance.set(id, Math.max(1, Math.round(length * (1 - old))))
  }
  return substance
}

/** One person's having the floor: one line, or a run of them. */
interface Floor {
  from: Millis
  to: Millis
  length: number
  lines: number
}

function pointsOf({ length, lines }: Floor): number {
  const long = LENGTHS.filter(least => length >= least).length
  return POINTS_OF_A_TURN + long + (lines >= LINES_OF_A_TURN ? 1 : 0)
}

function answersTo(
  lines: readonly Line[],
  substance: Substance,
  leftOut: (member: MemberKey) => boolean,
): Map<MemberKey, { points: number; answeredBy: number }> {
  const by = new Map<MemberKey, Map<MemberKey, boolean>>()
  for (const { id, member, kind, replyTo, mentions = [] } of lines) {
    if (kind === 'notice' || leftOut(member)) continue
    for (const to of new Set([...mentions, ...(replyTo === undefined ? [] : [replyTo])])) {
      if (to === member) continue
      const known = by.get(to) ?? new Map<MemberKey, boolean>()
      by.set(to, known.set(member, known.get(member) === true || substance.has(id)))
    }
  }
  return new Map(
    [...by].map(([to, people]) => {
      const solid = [...people.values()].filter(said => said).length
      const nods = Math.min(NODS, people.size - solid)
      return [to, { points: Math.min(ANSWERS, solid * POINTS_OF_AN_ANSWER + nods), answeredBy: people.size }]
    }),
  )
}

const byId = new Intl.Collator('en', { numeric: true })

/** Web WeChat's times are whole seconds; within one the ids, which grow, tell what came first. */
function inOrder(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => a.at - b.at || byId.compare(a.id, b.id))
}

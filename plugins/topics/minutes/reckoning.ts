import type { MemberKey } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'
import { accusedIn, mayKeep, quotable } from './excerpts.js'
import { changeMinutes, type Minutes, minutesOf } from './record.js'
import { type Line, rank, type Substance, substanceOf } from './scoring.js'
import { printsOf, turnsOf } from './turns.js'

/** So many are remembered of those who contributed; more than anybody will be awarded. */
const RANKED = 20
/** Lines that come into question for the minutes: more than they hold, for some will be taken back. */
const CANDIDATES = 20
/** Of one person so many at most, unless an admin wants more of him. */
const LINES_OF_ONE = 3
/** A line of so many characters is as good as a longer one. */
const LONG_ENOUGH = 120

/**
 * The list of those who contributed and of the lines that come into question, made once; from then on the hashes of what
 * was said are of no use, and go. Undefined where nobody wrote anything, or where it is too long ago.
 */
export async function reckon(ctx: In, topic: Topic): Promise<Minutes | undefined> {
  const known = await minutesOf(ctx.store, topic.id)
  if (!known || known.ranking) return known
  const prints = printsOf(ctx.store, topic.id)
  const [turns, hashes] = await Promise.all([turnsOf(ctx.store, topic.id).all(), prints.all()])
  const accused = accusedIn(ctx)
  const all = [...turns].map(([id, turn]) => ({ ...turn, id, print: hashes.get(id) }))
  const lines = all.filter(({ id }) => !accused.has(id))
  const substance = substanceOf(lines)
  const ranking = rank(lines, member => isLeftOut(ctx, topic, member), substance).slice(0, RANKED)
  const texts = await quotable(ctx, topic.id)
  const speakers = [...ranking.map(({ member }) => member), ...(topic.host === undefined ? [] : [topic.host])]
  const candidates = bestLines(
    lines.filter(({ id }) => texts.has(id)),
    substance,
    speakers,
  )
  const made = await changeMinutes(ctx.store, topic.id, minutes =>
    minutes.ranking ? minutes : { ...minutes, ranking, candidates },
  )
  await ctx.store.redis.del(prints.key)
  return made
}

/**
 * The host is thanked otherwise; who left, was removed or could be somebody else is not awarded, and who said 不收录 is in no
 * list either.
 */
export function isLeftOut(ctx: In, topic: Topic, key: MemberKey): boolean {
  if (key === topic.host || !ctx.member(key).present || !mayKeep(ctx, key)) return true
  return ctx
    .casesOf(key)
    .some(
      ({ measure, status, openedAt }) =>
        measure === 'remove' && (status === 'done' || status === 'acting') && openedAt >= topic.start,
    )
}

/**
 * The lines that are most worth quoting, best first: of each of these people the fullest first,
 * then everybody's second one, and so on. Pure.
 */
function bestLines(lines: readonly Line[], substance: Substance, people: readonly MemberKey[]): string[] {
  const worth = ({ id }: Line) => Math.min(substance.get(id) ?? 0, LONG_ENOUGH)
  const each = people.map(member =>
    lines
      .filter(line => line.member === member && worth(line) > 0)
      .sort((a, b) => worth(b) - worth(a) || a.at - b.at)
      .slice(0, LINES_OF_ONE),
  )
  const rounds = Array.from({ length: LINES_OF_ONE }, (_, round) => each.flatMap(own => own[round] ?? []))
  return rounds
    .flat()
    .slice(0, CANDIDATES)
    .map(({ id }) => id)
}

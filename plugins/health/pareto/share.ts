import { fifthOf, sumOf, topOf } from '../days/counting.js'

/** From this share on few carry the talk (二八); up to the other it is everybody's. */
const FEW = 0.8
const ALL = 0.6

/** How the talk of a room is spread. */
export interface Spread {
  messages: number
  speakers: number
  /** How many people a fifth of the members are, and what share of the messages they wrote, in [0, 1]. */
  fifth: number
  share: number
  verdict: 'few' | 'some' | 'all'
  /** Who wrote most, with his messages, at most `names`. */
  top: readonly { member: string; messages: number }[]
}

/**
 * @param counts messages by member
 * @param members how many people there are as WeChat shows them, those who wrote nothing too
 * @returns undefined where nobody wrote
 */
export function spreadOf(counts: ReadonlyMap<string, number>, members: number, names = 10): Spread | undefined {
  const messages = sumOf(counts)
  if (messages === 0) return undefined
  const share = topOf(counts.values(), members) / messages
  const verdict = share >= FEW ? 'few' : share <= ALL ? 'all' : 'some'
  const top = [...counts]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, Math.min(names, fifthOf(members)))
    .map(([member, messages]) => ({ member, messages }))
  return { messages, speakers: counts.size, fifth: fifthOf(members), share, verdict, top }
}

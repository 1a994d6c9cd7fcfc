import type { Check, Millis, Verdict } from '../../../src/kernel/plugin.js'
import type { Recalled } from '../learning/lessons.js'
import { nameLooksLikeAd } from './detect.js'
import type { Spread } from './recent.js'

/** What surrounds a text in the group, beside its words. */
export interface Circumstances {
  /** Of a newcomer: since when he is here, what he is called, and how far his text has been spread. */
  newcomer?: { joinedAt: Millis; card: string; spread: Spread }
  sentAt: Millis
  /** He was spoken to about the same text before, and that still counts. */
  again: boolean
  /** What an admin taught about such a text. */
  recalled?: Recalled | undefined
  /** How many of his lines were read as one message, and how long that is. */
  pieces: number
  length: number
}

/** What each of them weighs: none alone makes a suspect, and one of them makes an ad of what is nearly one. */
const weights = { firstMinutes: 12, nickname: 20, spread: 24, farther: 12, learnt: 125 }

/** Pieces of fewer characters, without a name or number, may be the beginning of one. */
const UNFINISHED = 10

/** Whoever comes to advertise does so at once. */
const FIRST: Millis = 10 * 60_000

/**
 * The verdict of a text, and what speaks for or against it here: every circumstance is a check like any other, and the
 * score is the sum of them all.
 */
export function weigh(
  verdict: Verdict,
  around: Circumstances,
  { suspectAt, kickAt }: { suspectAt: number; kickAt: number },
): Verdict {
  const checks = [...verdict.checks, ...checksOf(verdict, around)]
  const sum = (all: readonly Check[]) => all.reduce((score, check) => (check.hit ? score + check.score : score), 0)
  const { recalled } = around
  // What was taught to be fine is fine, whatever else speaks against it.
  const fine = recalled?.lesson.kind === 'fine'
  checks.push({
    name: 'learnt-fine',
    hit: fine,
    score: round(-Math.max(0, sum(checks))),
    ...(fine ? { evidence: numbered(recalled) } : {}),
  })
  // 「加」「我」「V」: nobody can be reached by that yet, and he is about to say by which name. Of a few characters the model
  // of wording alone knows nothing.
  const most = verdict.checks.some(({ name, hit, score }) => hit && score > 0 && name !== 'wording')
    ? kickAt
    : suspectAt
  const begun = around.pieces > 1 && around.length < UNFINISHED && !isReachable(verdict)
  const unfinished = begun && sum(checks) >= most
  checks.push({ name: 'unfinished', hit: unfinished, score: unfinished ? round(most - 1 - sum(checks)) : 0 })
  const score = round(sum(checks))
  return { verdict: fine ? 'clean' : levelOf(score, { suspectAt, kickAt }), score, checks }
}

/** What a score means by the thresholds of a room. */
function levelOf(score: number, { suspectAt, kickAt }: { suspectAt: number; kickAt: number }): Verdict['verdict'] {
  return score >= kickAt ? 'ad' : score >= suspectAt ? 'suspect' : 'clean'
}

function checksOf(verdict: Verdict, { newcomer, sentAt, again, recalled, pieces }: Circumstances): Check[] {
  const reachable = isReachable(verdict) || verdict.checks.some(({ name, hit }) => hit && name === 'contact-call')
  const early = newcomer !== undefined && sentAt - newcomer.joinedAt <= FIRST
  const named = newcomer !== undefined && nameLooksLikeAd(newcomer.card)
  const { rooms, others } = newcomer?.spread ?? { rooms: 1, others: 0 }
  const repeated = rooms > 1 || others > 0 || again
  const taught = recalled?.lesson.kind === 'ad'
  return [
    { name: 'first-minutes', hit: early && reachable, score: weights.firstMinutes },
    { name: 'nickname', hit: named, score: weights.nickname, ...(named ? { evidence: newcomer.card } : {}) },
    {
      name: 'repetition',
      hit: repeated,
      score: weights.spread + weights.farther * Math.min(2, Math.max(0, rooms - 2) + Math.max(0, others - 1)),
    },
    {
      name: 'learnt',
      hit: taught,
      score: round(weights.learnt * (taught ? recalled.likeness : 1)),
      ...(taught ? { evidence: numbered(recalled) } : {}),
    },
    { name: 'in-pieces', hit: pieces > 1, score: 0, ...(pieces > 1 ? { evidence: String(pieces) } : {}) },
  ]
}

/** True when the words say by which name, number or address somebody is found. */
function isReachable({ checks }: Verdict): boolean {
  return checks.some(({ name, hit }) => hit && /^(?:contact-(?!call)|link$|other-app$)/.test(name))
}

function numbered({ lesson }: Recalled): string {
  return `#${lesson.number}`
}

function round(score: number): number {
  return Math.round(score * 100) / 100
}

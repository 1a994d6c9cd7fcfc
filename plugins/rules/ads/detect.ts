import type { Canonical, Check, Contact, Verdict } from '../../../src/kernel/plugin.js'
import { canonical, evidence, findContacts } from '../../../src/kernel/plugin.js'
import { type Finding, type Hit, nowhere, reaching, ruleFindings } from './checks.js'
import { blotted, type OwnWords, ownWords } from './foreign-words.js'
import { shippedModel, type Wording, type WordingModel } from './model.js'

export interface Sample {
  /** What somebody wrote. */
  text: string
  /** Who says it; it only shifts the score. */
  who: 'newcomer' | 'member' | 'trusted'
  /** The owner's own words; each is looked for as it reads, not as it is spelt. */
  words: readonly string[]
  /** The operators' regular expressions, over canonical text. */
  patterns?: readonly string[]
  /** Phrases of the group's own life: they are not looked at, and speak for the text they stand in. */
  allow: readonly string[]
  /** From the first score on a text is suspect, from the second on an ad (60 and 90 as shipped). */
  suspectAt: number
  kickAt: number
}

/**
 * Tells ads from chat: the sum of explicit checks, each in the verdict with its score and the stretch of the original text
 * that it saw. A check that missed carries the score its strongest cue would have had. Pure, never throws, keeps nothing.
 */
export function detect(sample: Sample, model: WordingModel = shippedModel()): Verdict {
  const { canon, findings } = weigh(sample, model)
  const checks = findings.map(finding => checkOf(finding, canon))
  checks.push(standing(sample.who))
  const score = round(checks.reduce((sum, check) => (check.hit ? sum + check.score : sum), 0))
  return { verdict: score >= sample.kickAt ? 'ad' : score >= sample.suspectAt ? 'suspect' : 'clean', score, checks }
}

/**
 * True when no check speaks against a text, whoever wrote it, as with nearly all chat: then it is clean, and no verdict need
 * be drawn up for it.
 */
export function isPlain(
  text: string,
  { suspectAt, ...own }: Pick<Sample, 'words' | 'patterns' | 'allow' | 'suspectAt'>,
  model: WordingModel = shippedModel(),
): boolean {
  if (suspectAt <= 0) return false
  return weigh({ ...own, text }, model).findings.every(({ hits, score }) => hits.length === 0 || score <= 0)
}

/**
 * True when printing a name would publish an ad or a contact. Names are short, so less is enough than in a message; and they
 * are no sentences, so the model of wording is not asked.
 */
export function nameLooksLikeAd(name: string): boolean {
  const sample = { text: name, who: 'newcomer', words: [], allow: [], suspectAt: 34, kickAt: 90 } as const
  const { verdict, checks } = detect(sample, rulesAlone)
  return verdict !== 'clean' || checks.some(check => check.hit && reaching.has(check.name))
}

function weigh(
  { text: original, words, patterns = [], allow }: Pick<Sample, 'text' | 'words' | 'patterns' | 'allow'>,
  model: WordingModel,
): { canon: Canonical; findings: Finding[] } {
  const canon = canonical(original)
  const own = ownWords(canon.text, allow)
  const contacts = findContacts(own.text)
  const rules = ruleFindings({ canon, text: own.text, contacts, words, patterns })
  // What the owner listed is an ad however chatty the rest is, and what he allows is none for sounding like one.
  const listed = rules.some(({ name, hits }) => name === 'words' && hits.length > 0)
  const wording = wordingFinding(model(...worded(own, contacts, original)), listed)
  const findings: Finding[] = [
    ...rules,
    wording,
    { name: 'quotation', score: -10, hits: own.quoted.map(asHit) },
    { name: 'allow', score: -60 - 0.8 * Math.max(0, wording.score), hits: own.allowed.map(asHit) },
  ]
  return { canon, findings }
}

/** A text as the model of wording sees it, and as it was written: without what others said, and without everyday links. */
export function asWorded(original: string): readonly [text: string, original: string] {
  const own = ownWords(canonical(original).text, [])
  return worded(own, findContacts(own.text), original)
}

function worded(
  { text, quoted }: OwnWords,
  contacts: readonly Contact[],
  original: string,
): readonly [text: string, original: string] {
  const known = contacts.filter(contact => contact.known)
  const plain = known.length === 0 ? text : blotted(text, known)
  return [plain, quoted.length + known.length === 0 ? original : plain]
}

function asHit({ from, to }: { from: number; to: number }): Hit {
  return { from, to, weight: 0 }
}

// ——— how it is worded

/** So many points are one unit of the model's log-odds; with this the rules' points are turned into odds in training. */
export const POINTS = 30
/** What even odds are worth: less than a suspicion, for nearly all that is written in a group is chat. */
const EVEN = 55

/** A model that has nothing to say. */
export const rulesAlone: WordingModel = () => ({ logit: -EVEN / POINTS, from: 0, to: 0 })

function wordingFinding({ logit, from, to }: Wording, listed: boolean): Finding {
  const points = wordingScore(logit)
  const score = points < 0 && listed ? 0 : points
  return { name: 'wording', score, hits: score === 0 ? [] : [score > 0 ? { from, to, weight: score } : nowhere] }
}

/**
 * The log-odds in points. What reads like chat counts against the rules, but ever less the more it does: a clear ad in an
 * unknown way of talking stays one. And what reads like an ad says no more at last than a rule would.
 */
function wordingScore(logit: number): number {
  const points = logit * POINTS + EVEN
  if (points < 0) return -LENIENCE * Math.log(1 - points / LENIENCE)
  return points <= PLAIN ? points : PLAIN + RESERVE * Math.log(1 + (points - PLAIN) / RESERVE)
}

const LENIENCE = 40
const PLAIN = 150
const RESERVE = 60

// ——— how it is told

const shifts = { newcomer: 0, member: -12, trusted: -22 } as const

function standing(who: Sample['who']): Check {
  return { name: 'standing', hit: shifts[who] !== 0, score: shifts[who] }
}

function checkOf({ name, score, hits }: Finding, canon: Canonical): Check {
  if (hits.length === 0) return { name, hit: false, score: round(score) }
  const best = hits.reduce((a, b) => (b.weight > a.weight ? b : a), hits[0] ?? nowhere)
  const seen = evidence(canon, best.from, best.to)
  return { name, hit: true, score: round(score), ...(seen !== '' && { evidence: seen }) }
}

/** Two decimals: enough to tell two verdicts apart, few enough to read. */
function round(score: number): number {
  return Math.round(score * 100) / 100
}

import type { Canonical, Check, Contact, Verdict } from '../../../src/kernel/plugin.js'
import { canonical, evidence, findContacts } from '../../../src/kernel/plugin.js'
import type { CheckName, Cue } from './lexicon.js'
import * as lexicon from './lexicon.js'

export interface Sample {
  /** What somebody wrote. */
  text: string
  /** Who says it; it only shifts the score. */
  who: 'newcomer' | 'member' | 'trusted'
  /** The owner's own words; each is looked for as it reads, not as it is spelt. */
  words: readonly string[]
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
export function detect(sample: Sample): Verdict {
  const canon = canonical(sample.text)
  const { text, quoted, allowed } = withoutForeignWords(canon.text, sample.allow)
  const signs = [
    ...contactFindings(text),
    ...cueChecks.map(([name, cues]) => cueFinding(name, cues, text)),
    wordFinding(text, sample.words),
  ]
  const findings = [...signs, disguiseFinding(canon, signs), togetherFinding(signs), ...excuses(text, signs)]
  findings.push({ name: 'quotation', score: -10, hits: quoted }, { name: 'allow', score: -60, hits: allowed })
  const checks = findings.map(finding => checkOf(finding, canon))
  checks.push(standing(sample.who))
  const score = round(checks.reduce((sum, check) => (check.hit ? sum + check.score : sum), 0))
  return { verdict: score >= sample.kickAt ? 'ad' : score >= sample.suspectAt ? 'suspect' : 'clean', score, checks }
}

/**
 * True when no check speaks against a text, whoever wrote it, as with nearly all chat: then it is clean, and no verdict need
 * be drawn up for it, which is most of the work.
 */
export function isPlain(
  message: string,
  { words, allow, suspectAt }: Pick<Sample, 'words' | 'allow' | 'suspectAt'>,
): boolean {
  const { text } = withoutForeignWords(canonical(message).text, allow)
  return (
    suspectAt > 0 &&
    findContacts(text).every(contact => contact.known) &&
    cueChecks.every(([, cues]) => !cues.some(cue => cue.pattern.test(text))) &&
    !plainPhrases(words).some(word => indexOfWord(text, word) !== undefined)
  )
}

/** True when printing a name would publish an ad or a contact. Names are short, so less is enough than in a message. */
export function nameLooksLikeAd(name: string): boolean {
  const { verdict, checks } = detect({ text: name, who: 'newcomer', words: [], allow: [], suspectAt: 34, kickAt: 90 })
  return verdict !== 'clean' || checks.some(check => check.hit && reaching.has(check.name))
}

/** A stretch of the canonical text and what it weighs. */
interface Hit {
  from: number
  to: number
  weight: number
}

/** What one check found; without hits, what it could have scored. */
interface Finding {
  name: CheckName
  score: number
  hits: readonly Hit[]
}

// ——— what speaks for an ad

/** What each way of being reached weighs, by how openly it is written. */
const contactWeights = {
  call: { name: 'contact-call', plain: 26, short: 36, hidden: 58 },
  handle: { name: 'contact-handle', plain: 44, short: 46, hidden: 62 },
  phone: { name: 'contact-phone', plain: 22, short: 22, hidden: 22 },
  app: { name: 'other-app', plain: 66, short: 40, hidden: 66 },
  link: { name: 'link', plain: 26, short: 26, hidden: 26 },
} as const satisfies Record<Contact['kind'], { name: CheckName } & Record<Contact['guise'], number>>

/** The checks that are lists of cues. */
const cueChecks: readonly (readonly [CheckName, readonly Cue[]])[] = [
  ['token', lexicon.token],
  ['recruiting', lexicon.recruiting],
  ['job-offer', lexicon.jobOffer],
  ['shady-service', lexicon.shadyService],
  ['sale', lexicon.sale],
  ['bait', lexicon.bait],
  ['qr-talk', lexicon.qrTalk],
  ['pressure', lexicon.pressure],
  ['address', lexicon.address],
]

/** Somebody can be reached by these, and these are on offer: an ad wants both. */
const reaching = new Set<string>(['contact-call', 'contact-handle', 'contact-phone', 'other-app'])
const calling = new Set<string>([...reaching, 'link', 'recruiting', 'qr-talk'])
const offering = new Set<string>(['job-offer', 'shady-service', 'sale', 'bait', 'token', 'words'])

function contactFindings(text: string): Finding[] {
  const contacts = findContacts(text)
  return Object.entries(contactWeights).map(([kind, weights]) => {
    const hits = contacts
      .filter(contact => contact.kind === kind && !contact.known)
      .map(({ from, to, guise }) => ({ from, to, weight: weights[guise] }))
    // The same contact is found by several rules and repeated by its owner: only the strongest counts in full.
    return { name: weights.name, score: hits.length > 0 ? together(hits, 0.1) : weights.hidden, hits }
  })
}

function cueFinding(name: CheckName, cues: readonly Cue[], text: string): Finding {
  const hits = hitsOf(cues, text)
  return { name, score: hits.length > 0 ? together(hits, 0.6) : (cues[0]?.weight ?? 0), hits }
}

function hitsOf(cues: readonly Cue[], text: string): Hit[] {
  const hits: Hit[] = []
  for (const { pattern, weight } of cues) {
    const match = pattern.exec(text)
    if (match) hits.push({ from: match.index, to: match.index + match[0].length, weight })
  }
  return hits
}

/** The strongest hit in full, each following one at `share` of what its predecessor counted for. */
function together(hits: readonly Hit[], share: number): number {
  let part = 1
  let sum = 0
  for (const { weight } of [...hits].sort((a, b) => b.weight - a.weight)) {
    sum += weight * part
    part *= share
  }
  return sum
}

/** One of the owner's words makes a text suspect, two make it an ad. */
const wordWeight = 66

function wordFinding(text: string, words: readonly string[]): Finding {
  const hits: Hit[] = []
  for (const word of plainPhrases(words)) {
    const from = indexOfWord(text, word)
    if (from !== undefined) hits.push({ from, to: from + word.length, weight: wordWeight })
  }
  return { name: 'words', score: hits.length > 0 ? together(hits, 0.5) : wordWeight, hits }
}

/** The owner's phrases as they read, worked out once a list; what reads as nothing is left out and so matches nothing. */
function plainPhrases(phrases: readonly string[]): readonly string[] {
  let plain = readPhrases.get(phrases)
  if (!plain) {
    plain = phrases.map(phrase => canonical(phrase).text.trim()).filter(phrase => phrase !== '')
    readPhrases.set(phrases, plain)
  }
  return plain
}

const readPhrases = new WeakMap<readonly string[], readonly string[]>()

/** Where a word stands in the text; a Latin word or a number not inside a longer one (69 is not in 695). */
function indexOfWord(text: string, word: string): number | undefined {
  const opens = /^[a-z0-9]/.test(word)
  const closes = /[a-z0-9]$/.test(word)
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const inWord =
      (opens && /[a-z0-9]/.test(text.charAt(at - 1))) || (closes && /[a-z0-9]/.test(text.charAt(at + word.length)))
    if (!inWord) return at
  }
  return undefined
}

/** Odd spelling is no sin of its own; it speaks against a text where it hides a word of advertising. */
function disguiseFinding(canon: Canonical, signs: readonly Finding[]): Finding {
  const hits = signs
    .flatMap(sign => sign.hits)
    .filter(({ from, to }) => isDisguised(canon, from, to))
    .map(({ from, to }) => ({ from, to, weight: 24 }))
  return { name: 'disguise', score: hits.length > 0 ? together(hits, 0.15) : 24, hits }
}

/**
 * True when a stretch is not written as it is read. Capitals, full-width forms, traditional characters, blanks in a row and
 * pictures read as a word (📞) are how people write.
 */
function isDisguised({ text, origin, original }: Canonical, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const at = origin[i] ?? 0
    const next = origin[i + 1] ?? at
    const read = text.charAt(i)
    if (next === at || origin[i - 1] === at || read === ' ' || read === '\n') continue
    const written = original.charAt(at)
    const plain = written.normalize('NFKC').toLowerCase()
    const sameKind = plain === read ? !fancy.test(written) : han.test(written) && han.test(read)
    if (!sameKind) return true
    if (i + 1 < to && !/^\ufe0f?$/.test(original.slice(at + 1, next))) return true
  }
  return false
}

const han = /[\u3400-\u9fff\uf900-\ufaff]/
const fancy = /[\u00aa-\u00ba\u2070-\u24ff\u3200-\u33ff]/

/** Being reachable and offering something weigh more than both alone. */
function togetherFinding(signs: readonly Finding[]): Finding {
  const strongest = (names: ReadonlySet<string>) =>
    Math.max(0, ...signs.map(sign => (names.has(sign.name) && sign.hits.length > 0 ? sign.score : 0)))
  const least = Math.min(strongest(calling), strongest(offering))
  return { name: 'contact-and-offer', score: least > 0 ? 8 + least * 0.55 : 30, hits: least > 0 ? [nowhere] : [] }
}

const nowhere: Hit = { from: 0, to: 0, weight: 0 }

// ——— what speaks against it

/** Warnings, questions and parcels use the words of advertising too; less is forgiven where somebody can be reached. */
function excuses(text: string, signs: readonly Finding[]): Finding[] {
  const hitsBy = (name: CheckName) => signs.find(sign => sign.name === name)?.hits ?? []
  const open =
    hitsBy('contact-handle').length > 0 ||
    hitsBy('other-app').length > 0 ||
    hitsBy('contact-call').some(hit => hit.weight === contactWeights.call.hidden)
  const called = hitsBy('recruiting').some(hit => hit.weight > 20)
  const phone = signs.find(sign => sign.name === 'contact-phone')
  const excuse = (name: CheckName, cues: readonly Cue[], share: number): Finding => {
    const hits = hitsOf(cues, text)
    const full = hits.length > 0 ? together(hits, 0.4) : (cues[0]?.weight ?? 0)
    return { name, score: -full * share, hits }
  }
  const parcel = phone && phone.hits.length > 0 && !open ? hitsOf(lexicon.courier, text) : []
  return [
    excuse('warning', lexicon.warning, open ? 0.7 : 1),
    excuse('question', lexicon.question, open ? 0.15 : called ? 0.5 : 1),
    { name: 'courier', score: -40, hits: parcel },
  ]
}

const shifts = { newcomer: 0, member: -12, trusted: -22 } as const

function standing(who: Sample['who']): Check {
  return { name: 'standing', hit: shifts[who] !== 0, score: shifts[who] }
}

/** A forwarded quote as Web WeChat writes it: the quoted message, a dotted line, the answer. */
const quotedMessage = /^\s*「[^」]{0,4000}」\n?(?:[-—] ?){5,60}\n?/
const inQuotes = /[“「『"‘]([^”」』"’\n]{1,30})[”」』"’]/g

/** The text with what is not its author's own blotted out (offsets stay): quotes, words merely mentioned, allowed phrases. */
function withoutForeignWords(text: string, allow: readonly string[]): { text: string; quoted: Hit[]; allowed: Hit[] } {
  const quoted: Hit[] = []
  const block = quotedMessage.exec(text)
  if (block) quoted.push({ from: 0, to: block[0].length, weight: 0 })
  quoted.push(...mentioned(text))
  const allowed: Hit[] = []
  for (const phrase of plainPhrases(allow)) {
    for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
      allowed.push({ from: at, to: at + phrase.length, weight: 0 })
    }
  }
  const foreign = [...quoted, ...allowed]
  if (foreign.length === 0) return { text, quoted, allowed }
  const units = text.split('')
  for (const { from, to } of foreign) units.fill('\n', from, to)
  return { text: units.join(''), quoted, allowed }
}

/** Words in quotes that are talked about (“加微信” 这一步): nothing one could call, and more is said than the quotes hold. */
function mentioned(text: string): Hit[] {
  const quotes = [...text.slice(0, 4000).matchAll(inQuotes)]
  const around = text.replace(inQuotes, '').replace(/[^a-z0-9\u3400-\u9fff]/g, '')
  if (around.length < 6) return []
  return quotes
    .filter(
      ([quote]) => !findContacts(quote).some(({ kind }) => kind === 'handle' || kind === 'phone' || kind === 'app'),
    )
    .map(quote => ({ from: quote.index, to: quote.index + quote[0].length, weight: 0 }))
}

// ——— how it is told

function checkOf({ name, score, hits }: Finding, canon: Canonical): Check {
  const best = hits.reduce((a, b) => (b.weight > a.weight ? b : a), hits[0] ?? nowhere)
  const seen = evidence(canon, best.from, best.to)
  return { name, hit: hits.length > 0, score: round(score), ...(hits.length > 0 && seen !== '' && { evidence: seen }) }
}

/** Two decimals: enough to tell two verdicts apart, few enough to read. */
function round(score: number): number {
  return Math.round(score * 100) / 100
}

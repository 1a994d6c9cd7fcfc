import type { Canonical, Contact } from '../../../src/kernel/plugin.js'
import { cueFinder } from './cue-finder.js'
import type { CheckName, Cue } from './lexicon.js'
import * as lexicon from './lexicon.js'
import { findPatterns } from './patterns.js'
import * as trades from './trades.js'
import { findWords } from './words.js'

/** A stretch of the canonical text and what it weighs. */
export interface Hit {
  from: number
  to: number
  weight: number
}

/** What one check found; without hits, what it could have scored. */
export interface Finding {
  name: CheckName
  score: number
  hits: readonly Hit[]
}

/** A hit that stands for the whole text. */
export const nowhere: Hit = { from: 0, to: 0, weight: 0 }

/** What the checks look at. */
interface Read {
  canon: Canonical
  /** The author's own words, in canonical text. */
  text: string
  contacts: readonly Contact[]
  /** The owner's words and the operators' patterns. */
  words: readonly string[]
  patterns: readonly string[]
}

/** Every check that knows words. */
export function ruleFindings({ canon, text, contacts, words, patterns }: Read): readonly Finding[] {
  const cues = cuesIn(text)
  const listed = wordFinding(text, words, patterns)
  if (contacts.length > 0 || cues.size > 0 || listed.hits.length > 0) return findingsOf(canon, contacts, cues, listed)
  // Of chat nothing is found, and so it is always the same that is not.
  nothing ??= findingsOf(canon, contacts, cues, listed)
  return nothing
}

let nothing: readonly Finding[] | undefined

function findingsOf(canon: Canonical, contacts: readonly Contact[], cues: Cues, listed: Finding): Finding[] {
  const signs = contactFindings(contacts)
  for (const [name, list] of cueChecks) signs.push(cueFinding(name, list, cues))
  signs.push(listed)
  return [...signs, disguiseFinding(canon, signs), togetherFinding(signs), ...excuses(cues, signs)]
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
  ['trade', trades.trade],
  ['money', trades.money],
  ['lure', trades.lure],
  ['counter', trades.counter],
  ['english', trades.english],
]

/** Somebody can be reached by these, and these are on offer: an ad wants both. */
export const reaching = new Set<string>(['contact-call', 'contact-handle', 'contact-phone', 'other-app'])
const calling = new Set<string>([...reaching, 'link', 'recruiting', 'qr-talk', 'lure'])
const offering = new Set<string>(['job-offer', 'shady-service', 'sale', 'bait', 'token', 'words', 'trade', 'money'])

const channels = Object.entries(contactWeights)
/** What is said of contacts where there are none. */
const noContacts: readonly Finding[] = channels.map(([, { name, hidden }]) => ({ name, score: hidden, hits: [] }))

function contactFindings(contacts: readonly Contact[]): Finding[] {
  if (contacts.length === 0) return [...noContacts]
  return channels.map(([kind, weights]) => {
    const hits = contacts
      .filter(contact => contact.kind === kind && !contact.known)
      .map(({ from, to, guise }) => ({ from, to, weight: weights[guise] }))
    // The same contact is found by several rules and repeated by its owner: only the strongest counts in full.
    return { name: weights.name, score: hits.length > 0 ? together(hits, 0.1) : weights.hidden, hits }
  })
}

/** The first place of each cue in a text, by the list that the cue is of. */
type Cues = ReadonlyMap<readonly Cue[], readonly Hit[]>

const noHits: readonly Hit[] = []
const allCues = [
  ...cueChecks.map(([, list]) => list),
  lexicon.warning,
  lexicon.question,
  lexicon.courier,
  trades.everyday,
].flatMap(list => list.map(cue => ({ list, ...cue })))
let finder: ReturnType<typeof cueFinder> | undefined

const shortLines = /^(?:[^\n]{0,12}\n){2,40}[^\n]{0,12}$/

function cuesIn(text: string): Cues {
  finder ??= cueFinder(allCues.map(({ pattern }) => pattern))
  const found = new Map<readonly Cue[], Hit[]>()
  // An ad over many short lines is one sentence to its readers; cues do not reach over a line's end, but over a comma.
  const read = text.includes('\n') && shortLines.test(text) ? text.replaceAll('\n', ',') : text
  for (const { pattern, from, to } of finder(read)) {
    const cue = allCues[pattern]
    if (!cue) continue
    const hits = found.get(cue.list)
    const hit = { from, to, weight: cue.weight }
    if (hits) hits.push(hit)
    else found.set(cue.list, [hit])
  }
  return found
}

function cueFinding(name: CheckName, list: readonly Cue[], cues: Cues): Finding {
  const hits = cues.get(list) ?? noHits
  return { name, score: hits.length > 0 ? together(hits, 0.6) : (list[0]?.weight ?? 0), hits }
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
const WORD = 66

function wordFinding(text: string, words: readonly string[], patterns: readonly string[]): Finding {
  const found = new Map<string, Hit>()
  for (const { word, from, to } of findWords(words, text)) {
    // Each word counts once, where it stands first.
    if (!found.has(word)) found.set(word, { from, to, weight: WORD })
  }
  const hits = [...found.values(), ...findPatterns(patterns, text).map(({ from, to }) => ({ from, to, weight: WORD }))]
  return { name: 'words', score: hits.length > 0 ? together(hits, 0.5) : WORD, hits }
}

/** Odd spelling is no sin of its own; it speaks against a text where it hides a word of advertising. */
function disguiseFinding(canon: Canonical, signs: readonly Finding[]): Finding {
  const hits: Hit[] = []
  for (const sign of signs) {
    for (const { from, to } of sign.hits) if (isDisguised(canon, from, to)) hits.push({ from, to, weight: 24 })
  }
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
    // Nearly all is written as it is read.
    const unit = original.charCodeAt(at)
    if (unit === text.charCodeAt(i) && next === at + 1 && (unit < 0x80 || (unit >= 0x3400 && unit <= 0x9fff))) continue
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
  let called = 0
  let offered = 0
  for (const { name, score, hits } of signs) {
    if (hits.length === 0) continue
    if (calling.has(name)) called = Math.max(called, score)
    if (offering.has(name)) offered = Math.max(offered, score)
  }
  const least = Math.min(called, offered)
  return { name: 'contact-and-offer', score: least > 0 ? 8 + least * 0.55 : 30, hits: least > 0 ? [nowhere] : [] }
}

// ——— what speaks against it

/** Warnings, questions and parcels use the words of advertising too; less is forgiven where somebody can be reached. */
function excuses(found: Cues, signs: readonly Finding[]): Finding[] {
  const hitsBy = (name: CheckName) => signs.find(sign => sign.name === name)?.hits ?? []
  const open =
    hitsBy('contact-handle').length > 0 ||
    hitsBy('other-app').length > 0 ||
    hitsBy('contact-call').some(hit => hit.weight === contactWeights.call.hidden)
  const called = [...hitsBy('recruiting'), ...hitsBy('lure')].some(hit => hit.weight > 20)
  const offered = signs.some(({ name, hits }) => offering.has(name) && hits.some(hit => hit.weight > 20))
  // Who asks for a thing says as well how to be told: 谁家有多余的口罩，私聊我.
  const asks = (found.get(lexicon.question) ?? noHits).some(hit => hit.weight === lexicon.asking.weight)
  const phone = signs.find(sign => sign.name === 'contact-phone')
  const excuse = (name: CheckName, cues: readonly Cue[], share: number): Finding => {
    const hits = found.get(cues) ?? noHits
    const full = hits.length > 0 ? together(hits, 0.4) : (cues[0]?.weight ?? 0)
    return { name, score: -full * share, hits }
  }
  const parcel = phone && phone.hits.length > 0 && !open ? (found.get(lexicon.courier) ?? noHits) : noHits
  return [
    excuse('warning', lexicon.warning, open ? 0.7 : 1),
    excuse('question', lexicon.question, open ? 0.15 : called ? (asks && !offered ? 0.85 : 0.4) : offered ? 0.7 : 1),
    excuse('everyday', trades.everyday, open || (called && offered) ? 0.3 : 1),
    { name: 'courier', score: -40, hits: parcel },
  ]
}

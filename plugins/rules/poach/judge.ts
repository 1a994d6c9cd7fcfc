import { type Check, canonical, evidence, type MessagePart, type Verdict } from '../../../src/kernel/plugin.js'
import { detect } from '../ads/detect.js'
import { harmless, type Place, type PlaceKind, placeOf } from './places.js'

/** What the owner set, as far as it matters here. */
export interface Thresholds {
  suspectAt: number
  kickAt: number
  words: readonly string[]
  allow: readonly string[]
}

/** Who shared it: what a member may show, a newcomer may not, and of whom the group trusts only one thing is asked. */
export type Sharer = 'newcomer' | 'member' | 'trusted'

/** What kind of thing was found; the words about it in texts.ts are named after it. */
export type Found = 'group' | 'person' | 'payment' | 'link' | 'words' | 'bargain' | 'title'

export interface Judgement {
  found: Found
  verdict: Verdict
  /** To be kept with the case, one thing a line; nobody can click it. */
  evidence: string
  /** The line of it that decided. */
  about: string
}

/**
 * What each place weighs (60 is suspect and 90 an ad, as shipped), and by whom it counts. A group's code is what poachers
 * live by; a person's is how ads are answered; an unknown page says little, of a newcomer alone.
 */
const weights: readonly { kind: PlaceKind; found: Found; check: string; score: number; of: readonly Sharer[] }[] = [
  { kind: 'group', found: 'group', check: 'group-code', score: 100, of: ['newcomer', 'member', 'trusted'] },
  { kind: 'person', found: 'person', check: 'person-code', score: 95, of: ['newcomer', 'member'] },
  { kind: 'payment', found: 'payment', check: 'payment-code', score: 70, of: ['newcomer', 'member'] },
  { kind: 'short', found: 'link', check: 'short-link', score: 66, of: ['newcomer'] },
  { kind: 'unknown', found: 'link', check: 'unknown-link', score: 62, of: ['newcomer'] },
]

/**
 * Judges where codes (or one shared link) lead. The strongest decides, for several codes on one poster are one thing; all
 * of them stand in the verdict. Undefined when nothing counts. Pure.
 */
export function judgePlaces(texts: readonly string[], sharer: Sharer, set: Thresholds): Judgement | undefined {
  const places = texts.filter(text => !isAllowed(text, set.allow)).map(placeOf)
  const checks: Check[] = weights.map(({ kind, check, score, of }) => {
    const seen = places.find(place => place.kind === kind)
    if (!seen) return { name: check, hit: false, score }
    return { name: check, hit: of.includes(sharer), score, evidence: harmless(seen) }
  })
  const words = sharer === 'trusted' ? [] : places.filter(({ kind }) => kind === 'words')
  const spoken = words
    .flatMap(({ address }) => judgeWords(address, sharer, set) ?? [])
    .sort((a, b) => b.verdict.score - a.verdict.score)
  const best = weights.find(({ check }) => checks.some(({ name, hit }) => name === check && hit))
  const place = best && places.find(({ kind }) => kind === best.kind)
  const [loudest] = spoken
  if (!best || !place || (loudest && loudest.verdict.score > best.score)) return loudest
  return {
    found: best.found,
    verdict: verdictOf(best.score, [...checks, ...(loudest?.verdict.checks ?? [])], set),
    evidence: places.map(harmless).join('\n'),
    about: harmless(place),
  }
}

/** A code that holds words is a text like any other; of a member it must be an ad outright. */
function judgeWords(text: string, sharer: Sharer, set: Thresholds): Judgement | undefined {
  const verdict = detect({ text, who: sharer, ...set })
  if (verdict.verdict === 'clean' || (sharer !== 'newcomer' && verdict.verdict !== 'ad')) return undefined
  return { found: 'words', verdict, ...excerpt(text) }
}

/**
 * Judges a shared link or mini-program. Its title is not its sharer's own words, so by itself it makes nobody more than
 * suspect; where everybody knows the host it says nothing. Undefined for other parts and when nothing counts. Pure.
 */
export function judgeShare(part: MessagePart, sharer: Sharer, set: Thresholds): Judgement | undefined {
  if (part.kind !== 'link' && part.kind !== 'mini-program') return undefined
  const { url, description } = part.kind === 'link' ? part : { url: '', description: '' }
  const place: Place | undefined = url === '' ? undefined : placeOf(url)
  if (place?.kind === 'official' || place?.kind === 'known' || isAllowed(`${part.title} ${url}`, set.allow))
    return undefined
  if (place?.kind === 'group' || place?.kind === 'person' || place?.kind === 'payment')
    return judgePlaces([url], sharer, set)
  if (sharer === 'trusted') return undefined
  const title = part.title.slice(0, TITLE)
  const bargain = begs(title)
  if (bargain !== undefined) {
    const check = { name: 'bargain', hit: true, score: BARGAIN, evidence: bargain }
    return { found: 'bargain', verdict: verdictOf(BARGAIN, [check], set), ...excerpt(title) }
  }
  if (sharer !== 'newcomer') return undefined
  const text = [title, description.slice(0, DESCRIPTION)].filter(words => words !== '').join('\n')
  const { verdict, score, checks } = detect({ text, who: sharer, ...set })
  if (verdict === 'clean') return undefined
  return { found: 'title', verdict: { verdict: 'suspect', score, checks }, ...excerpt(text) }
}

/** The check of a shared name card: it is one strike, whatever the card says. */
export function cardVerdict(name: string): Verdict {
  const check = { name: 'card', hit: true, score: CARD, ...(name === '' ? {} : { evidence: name.slice(0, EVIDENCE) }) }
  return { verdict: 'suspect', score: CARD, checks: [check] }
}

/** Evidence is an excerpt, not an archive. */
const EVIDENCE = 200
/** WeChat shows no more of a title or a description than this; what is forwarded as one may be far longer. */
const TITLE = 200
const DESCRIPTION = 800

/** One line, however many it was. */
function excerpt(text: string): Pick<Judgement, 'evidence' | 'about'> {
  const about = text.replace(/\s+/g, ' ').slice(0, EVIDENCE)
  return { evidence: about, about }
}

const BARGAIN = 64
const CARD = 60

/** Games in which one's friends must click: 砍一刀, 助力, 拆红包. */
const begging =
  /砍(?:一|1|几)?刀|帮(?:我|忙|个忙)?砍|砍价(?:免费|0元|拿|领)|(?:帮|为|给|替|求|请|好友|快来|来)(?:我|ta|他|她|忙)?助力|助力(?:一下|领|得|拿|赢|抢|提现|成功|免费)|帮我?(?:点一下|点下|拆|抢票|加速|投一?票)|(?:一起|帮忙|帮我|快来)拆红包|(?:0元|零元|免费)(?:领取|领|拿|购)|瓜分[^，。]{0,6}(?:现金|红包|元)|(?:还|就)差[^，。]{0,6}(?:提现|到手|助力|砍)|集赞/i

/** The stretch of a title that begs for a click. */
function begs(title: string): string | undefined {
  const canon = canonical(title)
  const match = begging.exec(canon.text)
  return match ? evidence(canon, match.index, match.index + match[0].length) : undefined
}

function verdictOf(score: number, checks: readonly Check[], { suspectAt, kickAt }: Thresholds): Verdict {
  return { verdict: score >= kickAt ? 'ad' : score >= suspectAt ? 'suspect' : 'clean', score, checks }
}

/** The owner's exceptions hold for addresses too: they are looked for as they are written. */
function isAllowed(text: string, allow: readonly string[]): boolean {
  const small = text.toLowerCase()
  return allow.some(phrase => phrase.trim() !== '' && small.includes(phrase.trim().toLowerCase()))
}

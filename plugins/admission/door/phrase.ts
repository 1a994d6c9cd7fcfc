import { type Millis, sha256, simplify, timeOn } from '../../../src/kernel/plugin.js'
import { isCourtesy, piecesOf, wishesIn } from './courtesy.js'

// What a passphrase is compared by, and which one somebody said. Pure.

/** A passphrase as the YAML has it. */
export interface Phrase {
  text: string
  /** Which channel it was given to; empty where nobody wrote one. */
  source: string
  /** Good until the end of this day. */
  expires?: string | undefined
  /** 0: no limit. */
  maxUses: number
}

/** What a text is for the passphrases of a gate: one of them, one whose day or number of uses is over, or nothing. */
export type Match = { kind: 'right' | 'expired'; phrase: Phrase } | { kind: 'none' }

/**
 * What two spellings of a phrase have in common: 「夜跑 不孤单！」 and 「夜跑不孤单」. Width, case, traditional characters,
 * punctuation, blanks, emoji and what cannot be seen make no difference. Of a text of signs alone the signs are left.
 */
export function normal(text: string): string {
  const plain = simplify(text.slice(0, LONGEST).normalize('NFKC').toLowerCase())
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '')
  return letters === '' ? plain.replace(/[\p{Z}\p{C}\p{P}\ufe0f]/gu, '') : letters
}

/** No phrase needs to be read further, in UTF-16 units. */
const LONGEST = 400

/** 「暗号：…」, 「我的暗号是…」, 「兑换 …」, "password is …" */
const announced = /^(?:我的|入群|进群)?(?:暗号|口令|答案|票码|兑换码?|邀请码|passphrase|password|code)(?:就?是|为|is)?/u

/**
 * What somebody may have meant by a text, normalised: all of it, without 「暗号是」 before it, and what is left when
 * courtesies around it (「你好，」, 「我是李想」, 「想进群」) are left out. One text is one try: a list of guesses is none of its parts.
 */
export function readings(text: string): string[] {
  const pieces = piecesOf(text).filter(piece => !isCourtesy(piece))
  const partial = [pieces, pieces.filter(piece => !wishesIn(piece))].filter(some => some.length > 0)
  const heard = [text, ...partial.map(some => some.join(' '))].map(normal)
  const all = heard.flatMap(said => [said, said.replace(announced, '')])
  return [...new Set(all)].filter(said => said !== '')
}

/** Which phrase a text is. Of several that are spelled alike, one that is still good. */
export function matchPhrase(phrases: readonly Phrase[], text: string, now: Millis, zone: string): Match {
  const said = new Set(readings(text))
  const meant = phrases.filter(phrase => said.has(normal(phrase.text)))
  const phrase = meant.find(each => isAlive(each, now, zone)) ?? meant[0]
  if (!phrase) return { kind: 'none' }
  return { kind: isAlive(phrase, now, zone) ? 'right' : 'expired', phrase }
}

/** Whether its day is not over; how often it was used is known elsewhere. */
export function isAlive({ expires }: Pick<Phrase, 'expires'>, now: Millis, zone: string): boolean {
  return expires === undefined || now < timeOn(expires, '24:00', zone)
}

/** Under what its uses are kept: the phrase itself stands in the config alone. */
export function phraseId(text: string): string {
  return sha256(normal(text)).slice(0, 16)
}

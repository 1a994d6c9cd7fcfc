import { canonical } from './canonical.js'
import { holdsContact } from './contacts.js'

/** What a person is called whose name must not be printed. */
export const UNNAMED = '一位新成员'

/** A name longer than this many characters, as a reader counts them, is a message and no name. */
const LONGEST = 12

/** Characters of a room's name that are printed; WeChat itself allows hardly more. */
const LONGEST_TOPIC = 30

/**
 * The one way to print a person's name: names are attackers' text. Line breaks, direction marks, zero-width characters and
 * stray markup are taken out, calls to everybody too; a name that is empty then, holds a contact, exceeds twelve characters
 * or scores suspect is printed as 一位新成员.
 *
 * @param looksLikeAd what the ad check thinks of the name; without it only the other rules hold
 */
export function safeName(name: string, looksLikeAd?: (name: string) => boolean): string {
  const clean = cleanName(name)
  if (clean === '' || isTooLong(clean)) return UNNAMED
  if (holdsContact(canonical(clean).text) || looksLikeAd?.(clean)) return UNNAMED
  return clean
}

/**
 * The beginning of what somebody wrote, at most `max` characters as a reader counts them, by the same rules as a name: on
 * one line, without marks, calls and mentions. Undefined where nothing is left, or where the text holds a contact or looks
 * like an ad: the whole of it is judged, not only what would be printed.
 */
export function safeExcerpt(text: string, max: number, looksLikeAd?: (text: string) => boolean): string | undefined {
  const clean = plainLine(text, max)
  if (clean === '' || looksLikeAd?.(text.slice(0, READ))) return undefined
  return holdsContact(canonical(text.slice(0, READ)).text) ? undefined : clean
}

/** The one way to print what a room is called: any member may have renamed it. `instead` where it is an advertisement, or nothing. */
export function safeTopic(topic: string, instead: string): string {
  return safeExcerpt(topic, LONGEST_TOPIC) ?? instead
}

/**
 * The same without looking at what it says, for what those wrote who run the group: on one line, without marks, calls and
 * mentions, at most `max` characters as a reader counts them.
 */
export function plainLine(text: string, max: number): string {
  const clean = cleanName(text).replace(/[@＠]/g, '').trim()
  const all = [...characters.segment(clean)].map(({ segment }) => segment)
  return all.length > max ? `${all.slice(0, max).join('').trimEnd()}…` : clean
}

/** No name needs to be read further than this. */
const READ = 400
const toEverybody = /[@＠]\s*(?:所有人|所有成员|全体成员|全体|大家|all|everyone|here)\s*/giu

function cleanName(name: string): string {
  let clean = name
    .slice(0, READ)
    .toWellFormed()
    .normalize('NFC')
    .replace(/<\/?span[^>]*>?/gi, '')
    // Joiners stay where they make one emoji of two, everything else that cannot be seen goes.
    .replace(
      /(?<!\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu,
      '',
    )
    .replace(
      /(?!\u200d)[\p{Cf}\u034f\u115f\u1160\u3164\uffa0\u2800\ufe00-\ufe0e\ufffd]|(?<!\p{Extended_Pictographic})\ufe0f/gu,
      '',
    )
    // Marks piled on Latin and Chinese letters run over the lines around them.
    .replace(/[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
  // What is left when one call goes may be another.
  for (let before = ''; before !== clean; ) {
    before = clean
    clean = clean.replace(toEverybody, '')
  }
  return clean.trim()
}

const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** Characters as a reader counts them: a family emoji is one. */
function isTooLong(name: string): boolean {
  return name.length > LONGEST && [...characters.segment(name)].length > LONGEST
}

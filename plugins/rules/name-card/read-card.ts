import { canonical, findContacts } from '../../../src/kernel/plugin.js'
import { nameLooksLikeAd } from '../ads/detect.js'
import { claimsAuthority } from './authorities.js'
import { bestOrder, isLikely, isMisplaced, isPlain, placed } from './order.js'
import { type CardPattern, type Field, fillPattern, isFieldName, isPlaceholder } from './pattern.js'
import { lettersOf } from './places.js'
import { type Fields, fieldsOf, takeApart } from './split.js'
import { partsOf } from './tables.js'

/**
 * What is wrong with a card. separator: nothing parts its fields · missing, many: too few or too many of them · order ·
 * template: the pattern itself was copied · ad: it tells how to be reached, or sells · authority: it claims to speak for a
 * company, an office or the group.
 */
export type Fault = 'separator' | 'missing' | 'many' | 'order' | 'template' | 'ad' | 'authority'

export type CardReading =
  | { ok: true; values: readonly string[]; card: string; called?: string }
  | {
      ok: false
      faults: readonly Fault[]
      /** Names of the fields that are missing, where that can be told. */
      missing: readonly string[]
      /** The card as it was meant, where that can be told: it would be read as right. */
      suggestion?: string
      /** The card to write, with what is known of him; other fields stand under their names. */
      example: string
      /** What he is called, where the card tells and it may be printed. */
      called?: string
    }

/** Reads a name card (or the nickname of somebody who has none). Pure, and linear in its input. */
export function readCard(card: string, pattern: CardPattern): CardReading {
  const { values, faults, missing, meant } = examine(card, pattern)
  if (faults.length === 0) return { ok: true, values, card: fillPattern(pattern, values), ...calledIn(values, pattern) }
  const known = meantBy(meant, pattern)
  return { ok: false, faults, missing, ...suggested(known, faults, pattern) }
}

/** What is on a card and what is wrong with it. */
function examine(card: string, pattern: CardPattern): Judged & { values: readonly string[] } {
  const { fields } = pattern
  const pieces = takeApart(card, pattern)
  const read = fieldsOf(pieces, fields.length, pattern.signs)
  const values = read.values.map(tidied)
  const shape = judge(values, read, pattern)
  const faults: Fault[] = [...shape.faults]
  if (claimsAuthority(values.length > 1 ? values : [pieces.texts.join('')], pattern)) faults.push('authority')
  // Most cards are a city, a trade and a name we know: nothing is sold by those.
  const plain =
    faults.length === 0 && !/[a-z\d(（]/i.test(card) && values.every((value, index) => isPlain(value, fields[index]))
  if (!plain && sells(card)) faults.push('ad')
  return { ...shape, faults, values }
}

interface Judged {
  faults: readonly Fault[]
  missing: readonly string[]
  /** The values by field, as far as it can be told which is which. */
  meant: readonly (string | undefined)[]
}

/** Looks at the shape alone. */
function judge(values: readonly string[], read: Fields, pattern: CardPattern): Judged {
  const { fields } = pattern
  const said = values.filter(value => value !== '')
  const nothing = fields.map(() => undefined)
  const names = fields.map(({ name }) => name)
  if (isTemplate(said, pattern)) return { faults: ['template'], missing: names, meant: nothing }
  if (said.length === 0) return { faults: ['missing'], missing: names, meant: nothing }
  if (read.whole && fields.length > 1) {
    const [text = ''] = said.length === 1 ? said : [said.join(' ')]
    return { faults: ['separator'], missing: [], meant: partsOf(text, fields) }
  }
  if (said.length > fields.length) return { faults: ['many'], missing: [], meant: placed(said, fields) }
  if (read.fits && said.length === fields.length) return inPlace(said, pattern)
  const meant = read.placed ? values.map(value => value || undefined) : placed(said, fields)
  const clean = meant.map((value, index) => (isSaid(value, fields[index], pattern) ? value : undefined))
  const known = read.placed || clean.filter(value => value !== undefined).length === said.length
  return { faults: ['missing'], missing: known ? missingIn(clean, fields) : [], meant: clean }
}

/** As many values as fields: each may be a placeholder, or stand in another's place. */
function inPlace(values: readonly string[], pattern: CardPattern): Judged {
  const { fields } = pattern
  const clean = values.map((value, index) => (isSaid(value, fields[index], pattern) ? value : undefined))
  if (clean.includes(undefined)) return { faults: ['missing'], missing: missingIn(clean, fields), meant: clean }
  const order = bestOrder(values, fields)
  if (order) return { faults: ['order'], missing: [], meant: order }
  const right = values.map((value, index) => (isMisplaced(value, index, values, fields) ? undefined : value))
  if (right.includes(undefined)) return { faults: ['missing'], missing: missingIn(right, fields), meant: right }
  return { faults: [], missing: [], meant: values }
}

function isSaid(value: string | undefined, field: Field | undefined, pattern: CardPattern): value is string {
  if (value === undefined || value === '' || !field) return false
  return !isFieldName(pattern, value) && !isPlaceholder(field, value)
}

function missingIn(values: readonly (string | undefined)[], fields: readonly Field[]): string[] {
  return fields.flatMap(({ name }, index) => (values[index] === undefined ? [name] : []))
}

/** Every value is the name of a field: 地区-职业-姓名, also written 地区职业姓名 or {地区}+{职业}+{姓名}. */
function isTemplate(values: readonly string[], pattern: CardPattern): boolean {
  if (values.length === 0) return false
  if (values.every(value => isFieldName(pattern, value))) return true
  return lettersOf(values.join('')) === lettersOf(pattern.fields.map(({ name }) => name).join(''))
}

/** Brackets, quotes and stops around a value are no part of it. */
function tidied(value: string): string {
  return value.replace(
    /^[\s"'“”‘’「」『』【】[\]{}<>《》()（）:：,，。.!！;；=]+|[\s"'“”‘’「」『』【】[\]{}<>《》()（）:：,，。!！;；=]+$/gu,
    '',
  )
}

/** No name is longer than this, its emoji written as markup. */
const READ = 400
/** A field as long as this is a message. */
const LONGEST = 12

/** Only what may be shown to everybody: short, no contact, no ad, nothing that calls people. */
function isShowable(value: string): boolean {
  return value.length <= LONGEST * 2 && [...value].length <= LONGEST && !/[@＠<>{}]/.test(value) && !sells(value)
}

function meantBy(values: readonly (string | undefined)[], pattern: CardPattern): (string | undefined)[] {
  return pattern.fields.map((field, index) => {
    const value = values[index]
    if (!isSaid(value, field, pattern)) return undefined
    if (isShowable(value)) return value
    const before = beforeContact(value)
    return isSaid(before, field, pattern) && isShowable(before) ? before : undefined
  })
}

function suggested(
  values: readonly (string | undefined)[],
  faults: readonly Fault[],
  pattern: CardPattern,
): { suggestion?: string; example: string; called?: string } {
  // Who claims to be somebody else is offered no card that says so.
  const known = faults.includes('authority') ? values.map(() => undefined) : values
  const called = calledIn(known, pattern)
  const example = fillPattern(pattern, known)
  if (!known.includes(undefined) && examine(example, pattern).faults.length === 0)
    return { suggestion: example, example, ...called }
  const likely = known.map((value, index) =>
    value !== undefined && isLikely(value, pattern.fields[index]) ? value : undefined,
  )
  const partly = fillPattern(pattern, likely)
  // Harmless pieces may make a contact together.
  return { example: sells(partly) ? fillPattern(pattern, []) : partly, ...called }
}

function calledIn(values: readonly (string | undefined)[], { fields }: CardPattern): { called?: string } {
  const at = fields.findIndex(({ kind }) => kind === 'name')
  const called = values[at]
  if (called === undefined) return {}
  return isPlain(called, fields[at]) || isShowable(called) ? { called } : {}
}

/** All that is written, however it was cut up: 加-V-88520 is one contact. */
function sells(text: string): boolean {
  const read = text.slice(0, READ)
  return address.test(read) || nameLooksLikeAd(read)
}

const address = /https?:|www\.|[a-z0-9]\.(?:com|cn|net|org|top|vip|xyz|cc|io|me)(?![a-z])/i

/** 代购 of 代购加V88520. */
function beforeContact(value: string): string | undefined {
  const canon = canonical(value)
  const from = Math.min(...findContacts(canon.text).map(contact => contact.from))
  if (!Number.isFinite(from) || from <= 0) return undefined
  const end = canon.origin[from] ?? 0
  const before = value.slice(0, end).replace(/[加+➕\s:：]+$/u, '')
  return before === '' ? undefined : before
}

/** As much of a card as may be shown to whoever decides about it: what must not be printed is 「…」. */
export function shownCard(card: string, pattern: CardPattern): string {
  const texts = takeApart(card, pattern).texts.slice(0, 6)
  const shown = texts.map(text => (isShowable(tidied(text)) ? tidied(text) : '…')).join('-')
  return sells(shown) ? '…' : shown
}

import { isLatinWord, isNamePart } from './names.js'
import type { CardPattern } from './pattern.js'
import { isPlace } from './places.js'
import { isTrade } from './trades.js'

/** A card without what decorates it, cut at everything that may part two fields. */
export interface Pieces {
  texts: readonly string[]
  /** What stands between two texts: one fewer than there are. */
  gaps: readonly Gap[]
  /** Fields that were left empty before the first and behind the last text. */
  emptyBefore: number
  emptyBehind: number
}

/** hard: a dash, stroke or pipe, which always parts fields. A dot or a blank may also stand inside a name. */
export interface Gap {
  kind: 'hard' | 'dot' | 'blank'
  /** The separators as written, without blanks. */
  signs: string
  /** Fields left empty here: 深圳--张三. */
  empty: number
}

/** Where an emoji or a face stood: a sign of nobody's. */
const MARK = '\ue000'
/** Longer than any name WeChat takes (32 characters), with room for emoji written as markup, which is taken out first. */
const READ = 400
/** The same with its emoji as markup, each of some forty characters. */
const WRITTEN = 16_000

const dashes = '-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\uff0d\ufe58\ufe63'
const strokes = '_/\\|、\u2215\u2044\u2502\u2503\u4e28'
const dots = '·•・‧∙⋅･᛫'
/** A dash of double length is one sign however often it is typed; 「--」 leaves a field empty. */
const longDash = /([\u2013-\u2015\u2500\u2501])\1+/gu

/** Signs people hang around a name, not what names are made of. */
const ornament =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\p{So}\p{Sk}\p{Co}\p{Cn}\u20e3~～♂♀†‡※꧁꧂ꦿ❀°º*]/u
/** WeChat's own faces as Web WeChat writes them. */
const faces =
  /\[(?:太阳|月亮|玫瑰|爱心|心碎|强|弱|庆祝|微笑|呲牙|偷笑|愉快|可爱|憨笑|得意|害羞|色|礼物|蛋糕|咖啡|啤酒|握手|抱拳|胜利|加油|奋斗|鼓掌|OK|耶|合十|嘿哈|旺柴|机智|红包|发|福|烟花|爆竹|转圈|跳跳|拥抱|嘴唇|猪头|西瓜|炸弹|Sun|Moon|Rose|Heart)\]/gu
const unseen = /[\p{Cf}\p{Cc}\u034f\u115f\u1160\u3164\uffa0\u2800\ufe00-\ufe0f\ufffd]/gu
/** Marks piled on letters; those that belong to a letter are one character with it by then. */
const piled =
  /[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20df\u20e1\u20e2\u20e4-\u20ff\ufe20-\ufe2f]/g

/**
 * Takes a card apart. Emoji (also as Web WeChat's markup), what cannot be seen and notes in brackets are left out. Linear
 * in its input.
 */
export function takeApart(card: string, pattern: CardPattern): Pieces {
  let text = card
    .slice(0, WRITTEN)
    .toWellFormed()
    .replace(/<\/?span[^<>]*>?/gi, MARK)
    .slice(0, READ)
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .replace(faces, MARK)
    .replace(unseen, '')
    .normalize('NFKC')
    .replace(unseen, '')
    .replace(piled, '')
  if (!pattern.bracketed) text = withoutNotes(text)
  for (const word of pattern.words) text = text.replaceAll(word, '-')
  return cut(text, new Set([...dashes, ...strokes, ...[...pattern.signs].map(sign => sign.normalize('NFKC'))]))
}

/** 张三(请假) is 张三. What stands in brackets alone between two separators is the field itself. */
function withoutNotes(text: string): string {
  let out = ''
  let note = ''
  let depth = 0
  let alone: string | undefined
  for (const character of text) {
    if (alone !== undefined && character.trim() !== '') {
      if (separator.test(character)) out += alone
      alone = undefined
    }
    if (character === '(') {
      if (depth > 0) note += ' '
      depth += 1
    } else if (character === ')') {
      if (depth === 0) continue
      depth -= 1
      if (depth > 0) continue
      if (atStart.test(out.slice(-3))) alone = note
      note = ''
    } else if (depth > 0) note += character
    else out += character
  }
  if (alone !== undefined) out += alone
  // Never closed: a slip, unless it is a note at the very end.
  if (depth > 0 && (atStart.test(out.slice(-3)) || separator.test(note))) out += note
  return out
}

const escaped = [...dashes, ...strokes].map(sign => `\\u{${sign.codePointAt(0)?.toString(16)}}`).join('')
const separator = new RegExp(`[${escaped}]`, 'u')
const atStart = new RegExp(`(?:^|[${escaped}])\\s*$`, 'u')

function cut(text: string, hard: ReadonlySet<string>): Pieces {
  const texts: string[] = []
  const runs: string[] = ['']
  let inText = false
  for (const character of text) {
    const blank = /\s/u.test(character)
    const parts = blank || hard.has(character) || dots.includes(character) || ornament.test(character)
    if (!parts) {
      if (inText) texts[texts.length - 1] = (texts.at(-1) ?? '') + character
      else texts.push(character)
      inText = true
      continue
    }
    if (inText) runs.push('')
    inText = false
    runs[runs.length - 1] = (runs.at(-1) ?? '') + (blank ? ' ' : character)
  }
  if (inText || runs.length === texts.length) runs.push('')
  const gaps = runs.slice(1, -1).map(run => gapOf(run, hard))
  const first = gapOf(runs[0] ?? '', hard)
  const last = gapOf(texts.length === 0 ? '' : (runs.at(-1) ?? ''), hard)
  return { ...joinOrnamented(texts, gaps, runs), emptyBefore: hardSigns(first), emptyBehind: hardSigns(last) }
}

function hardSigns({ kind, empty }: Gap): number {
  return kind === 'hard' ? empty + 1 : 0
}

function gapOf(run: string, hard: ReadonlySet<string>): Gap {
  const signs = [...run].filter(character => hard.has(character) || dots.includes(character)).join('')
  const parting = [...signs.replace(longDash, '$1')].filter(character => hard.has(character))
  if (parting.length > 0) return { kind: 'hard', signs, empty: parting.length - 1 }
  return { kind: signs === '' ? 'blank' : 'dot', signs, empty: 0 }
}

/** An emoji in the middle of a word parts nothing: 产🌟品 is one; but 深圳🌟产品🌟张三 was meant to be three. */
function joinOrnamented(
  texts: readonly string[],
  gaps: readonly Gap[],
  runs: readonly string[],
): Pick<Pieces, 'texts' | 'gaps'> {
  const joined: string[] = []
  const kept: Gap[] = []
  for (const [index, text] of texts.entries()) {
    const gap = gaps[index - 1]
    const run = runs[index] ?? ''
    if (gap?.kind === 'blank' && run !== '' && !run.includes(' '))
      joined[joined.length - 1] = (joined.at(-1) ?? '') + text
    else {
      if (gap) kept.push(gap)
      joined.push(text)
    }
  }
  return { texts: joined, gaps: kept }
}

/** The fields of a card, if it can be read as `count` of them; else what there is, empty ones included. */
export interface Fields {
  fits: boolean
  values: readonly string[]
  /** Nothing on the card parts one field from another. */
  whole: boolean
  /** The empty ones are where they belong: as many values as fields. */
  placed: boolean
}

/**
 * Puts pieces together as fields: by what parts fields for certain, then by dots, then by blanks, as far as it takes. Dots
 * and blanks too many belong to a name (阿依古丽·买买提, Lucy Wang).
 */
export function fieldsOf(pieces: Pieces, count: number, own: ReadonlySet<string>): Fields {
  const { texts, gaps } = pieces
  const outside = pieces.emptyBefore + pieces.emptyBehind
  const blanks = outside === 0 && gaps.every(gap => gap.kind === 'blank')
  const latin = texts.every(isLatinWord)
  const whole = blanks && (count === 1 || texts.length === 1 || latin)
  const fitting = (values: readonly string[]) => ({ fits: true, values, whole: false, placed: true })
  const byHard = group(texts, gaps, gap => gap.kind === 'hard')
  if (byHard.length === count) return fitting(byHard)
  if (byHard.length > count) {
    // 深圳-前端/后端-张三: who uses two kinds of separators means one of them inside a field.
    for (const signs of signsIn(gaps, own)) {
      const values = group(texts, gaps, gap => gap.kind === 'hard' && [...signs].some(sign => gap.signs.includes(sign)))
      if (values.length === count) return fitting(values)
    }
    return { fits: false, values: byHard, whole: false, placed: false }
  }
  const inside = joinable(texts, gaps)
  const anyHard = gaps.some(gap => gap.kind === 'hard')
  for (const kinds of [
    ['hard', 'dot'],
    ['hard', 'dot', 'blank'],
  ] as const) {
    const parts = gaps.map((gap, index) => {
      // Who parts fields with dashes has the blanks and dots of his name inside it.
      const mine = anyHard && inside.includes(index)
      return (kinds as readonly string[]).includes(gap.kind) && !mine
    })
    const found = parts.filter(Boolean).length + 1
    const spare = inside.filter(index => parts[index]).slice(0, Math.max(0, found - count))
    if (found - spare.length !== count || spare.length > INSIDE) continue
    const values = group(texts, gaps, (_, index) => parts[index] === true && !spare.includes(index))
    // 「Lucy Wang」 is a name, 「Shenzhen Designer Lucy」 a card.
    if (blanks && latin && !values.some(value => isPlace(value) || isTrade(value))) continue
    return fitting(values)
  }
  const all = anyHard || outside > 0 ? withEmpty(pieces, byHard) : group(texts, gaps, () => true)
  return { fits: false, values: all, whole, placed: all.length === count && all.includes('') }
}

/** Dots and blanks that one card may have inside its fields: Anna Maria de la Cruz. */
const INSIDE = 4

/** Gaps that may as well stand inside a name, last first: names stand last on most cards. */
function joinable(texts: readonly string[], gaps: readonly Gap[]): number[] {
  const found: number[] = []
  for (let index = gaps.length - 1; index >= 0; index--) {
    const gap = gaps[index]
    if (!gap || gap.kind === 'hard') continue
    const [left = '', right = ''] = [texts[index], texts[index + 1]]
    const latin = isLatinWord(left) && isLatinWord(right)
    if (latin || (gap.kind === 'dot' && isNamePart(left) && isNamePart(right))) found.push(index)
  }
  return found
}

function group(texts: readonly string[], gaps: readonly Gap[], parts: (gap: Gap, index: number) => boolean): string[] {
  const fields: string[] = []
  for (const [index, text] of texts.entries()) {
    const gap = gaps[index - 1]
    if (!gap || parts(gap, index - 1)) fields.push(text)
    else fields[fields.length - 1] = `${fields.at(-1)}${gap.signs === '' ? ' ' : gap.signs}${text}`
  }
  return fields
}

/** Which separators somebody may have meant to part fields, the pattern's own first. */
function signsIn(gaps: readonly Gap[], own: ReadonlySet<string>): string[] {
  const used = new Set(gaps.filter(gap => gap.kind === 'hard').flatMap(gap => [...gap.signs]))
  const isDash = (sign: string) => dashes.includes(sign)
  const mine = [...used].filter(sign => own.has(sign) || (isDash(sign) && [...own].some(isDash)))
  const others = [...used].filter(sign => !mine.includes(sign))
  return [...(mine.length > 0 ? [mine.join('')] : []), ...others]
}

function withEmpty({ gaps, emptyBefore, emptyBehind }: Pieces, fields: readonly string[]): string[] {
  const hard = gaps.filter(gap => gap.kind === 'hard')
  const none = (count: number) => Array.from({ length: Math.min(count, 5) }, () => '')
  return [
    ...none(emptyBefore),
    ...fields.flatMap((field, index) => [...none(hard[index - 1]?.empty ?? 0), field]),
    ...none(emptyBehind),
  ]
}

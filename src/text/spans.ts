import { parseNumber } from './numbers.js'
import { simplify } from './simplify.js'

/**
 * Milliseconds of a stretch of time as people type it: `2h` `30分钟` `1小时30分` `半小时` `一个半小时` `两天` `1.5h` `２小时` `一周` `90s`.
 * Undefined for anything else. (What the YAML writes is stricter: `parseDuration` in src/domain.)
 */
export function parseSpan(text: string): number | undefined {
  let rest = simplify(text.normalize('NFKC')).toLowerCase().replace(/\s+/g, '')
  if (rest === '') return undefined
  let total = 0
  let last = Number.POSITIVE_INFINITY
  while (rest !== '') {
    const match = piece.exec(rest)
    if (!match) return undefined
    const { half, count, and, unit = '', bare } = match.groups ?? {}
    const size = bare !== undefined ? last / 60 : (units.find(([word]) => word.test(unit))?.[1] ?? Number.NaN)
    const number = half ? 0.5 : amount(count ?? bare ?? '') + (and ? 0.5 : 0)
    // The larger unit comes first, and 1小时30 means minutes.
    if (!(size < last) || (bare !== undefined && last !== hour && last !== minute) || Number.isNaN(number))
      return undefined
    total += number * size
    last = size
    rest = rest.slice(match[0].length)
  }
  return Number.isSafeInteger(total) ? total : undefined
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:周|星期|礼拜|weeks?|wk?)$/, 7 * day],
  [/^(?:天|日|days?|d)$/, day],
  [/^(?:小时|钟头|钟|hours?|hrs?|h)$/, hour],
  [/^(?:分钟?|刻钟|minutes?|mins?|m)$/, minute],
  [/^(?:秒钟?|seconds?|secs?|s)$/, second],
]
const unitWords =
  '小时|钟头|分钟|星期|礼拜|秒钟|周|天|日|分|秒|minutes?|seconds?|hours?|weeks?|days?|mins?|secs?|hrs?|wk?|d|h|m|s'
const number = '\\d+(?:\\.\\d+)?|[零〇一二三四五六七八九十百千两]+'
const piece = new RegExp(
  `^(?:(?<half>半)个?|(?<count>${number})个?(?<and>半)?个?)(?<unit>${unitWords})(?![a-z])|^(?<bare>${number})$`,
)

function amount(words: string): number {
  return /^\d+\.\d+$/.test(words) ? Number(words) : (parseNumber(words) ?? Number.NaN)
}

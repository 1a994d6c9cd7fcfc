import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNumber } from '../../src/text/numbers.js'

/** A number as it is written in full: 10203 → 一万零二百零三. */
function write(value: number): string {
  if (value === 0) return '零'
  const digits = '零一二三四五六七八九'
  const units = ['', '十', '百', '千']
  const four = (part: number) => {
    const padded = String(part).padStart(4, '0')
    let out = ''
    for (let i = 0; i < 4; i++) {
      const digit = Number(padded[i])
      if (digit > 0) out += `${digits[digit]}${units[3 - i]}`
      else if (out !== '' && Number(padded.slice(i)) > 0 && !out.endsWith('零')) out += '零'
    }
    return out
  }
  let out = ''
  for (const [unit, size] of [
    ['亿', 1e8],
    ['万', 1e4],
    ['', 1],
  ] as const) {
    const part = Math.floor(value / size) % 1e4
    if (part === 0) continue
    if (out !== '' && (part < 1000 || Math.floor(value / size / 1e4) % 10 === 0)) out += '零'
    out += four(part) + unit
  }
  return out.replace(/零+/g, '零')
}

describe('parseNumber', () => {
  it.each([
    ['200', 200],
    ['２００', 200],
    [' 1,200 ', 1200],
    ['十二', 12],
    ['二十', 20],
    ['一百二十', 120],
    ['一百二', 120],
    ['两百', 200],
    ['两千五', 2500],
    ['三千零五', 3005],
    ['一万二', 12_000],
    ['1万2', 12_000],
    ['3百', 300],
    ['二〇二六', 2026],
    ['貳拾', 20],
    ['一億零三萬', 100_030_000],
    ['零', 0],
  ])('%j is %d', (text, value) => expect(parseNumber(text)).toBe(value))

  it.each(['', 'abc', '百', '十百', '200人', '1.5', '-3', '一二三百', '万', '99999999999999999999'])(
    '%j is no number',
    text => expect(parseNumber(text)).toBeUndefined(),
  )

  it('reads back every number that is written out', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999_999), value => {
        expect(parseNumber(write(value))).toBe(value)
        expect(parseNumber(String(value))).toBe(value)
      }),
    )
  })

  it('never throws', () => {
    const text = fc.array(fc.constantFrom(...'零一二两十百千万亿12３，x')).map(parts => parts.join(''))
    fc.assert(fc.property(text, sample => Number.isSafeInteger(parseNumber(sample) ?? 0)))
  })
})

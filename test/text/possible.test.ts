import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alternativesOf, possible } from '../../src/text/possible.js'

const all = (patterns: readonly RegExp[], text: string) => [...possible(patterns)(text)].sort((a, b) => a - b)

describe('possible', () => {
  it.each([
    [/兼职/, '找兼职', true],
    [/兼职/, '职兼', false],
    [/日[结洁]/, '日洁', true],
    [/日[结洁]/, '日子', false],
    [/a+b/, 'xaab', true],
    [/a+b/, 'a b', false],
    [/(?:红包|优惠)券?/, '发红包', true],
    [/(?:红包|优惠)券?/, '红的包', false],
    [/ab?c/, 'ac', true],
    [/ab?c/, 'abc', true],
    [/ab?c/, 'a', false],
    [/\d{6}/, '123456', true],
    [/\d{6}/, '1 2 3', false],
    [/x(?=y)/, 'x', true],
    [/(?<!a)x/, 'b', false],
    // What nothing is known about may always match.
    [/.*/, '', true],
    [/[^a]/, '', true],
    [/(a)\1/, '', true],
    [/兼职/i, '', true],
    [/\p{L}x/u, '', true],
    [/😀+/u, '', true],
    [/$/, '', true],
  ])('%s in %j: %s', (pattern, text, may) => expect(all([pattern], text)).toEqual(may ? [0] : []))

  it('names each pattern once, and nothing from the text before', () => {
    const which = possible([/甲乙/, /丙/, /甲乙|丁/])
    expect([...which('甲乙甲乙丙丙')].sort()).toEqual([0, 1, 2])
    expect(which('乙甲')).toEqual([])
    expect(which('')).toEqual([])
  })

  // Expressions grown at random from everything that ours are made of.
  const unit = fc.constantFrom(
    'a',
    'b',
    '甲',
    '乙',
    '\\d',
    '[ab]',
    '[^a]',
    '[a-c甲]',
    '.',
    '\\w',
    '\\u7532',
    '\\.',
    '[\\d甲]',
  )
  const look = fc.constantFrom('^', '$', '(?=a)', '(?!b)', '(?<=甲)', '(?<!乙)', '\\b')
  const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,2}', '{2,3}', '??', '+?')
  const source = fc.letrec<{ row: string; either: string; atom: string }>(tie => ({
    atom: fc.oneof(
      { maxDepth: 2 },
      unit,
      tie('either').map(inner => `(?:${inner})`),
      tie('either').map(inner => `(${inner})`),
    ),
    row: fc
      .array(fc.oneof({ weight: 6, arbitrary: fc.tuple(tie('atom'), quantifier).map(parts => parts.join('')) }, look), {
        maxLength: 4,
      })
      .map(parts => parts.join('')),
    either: fc.array(tie('row'), { minLength: 1, maxLength: 3 }).map(rows => rows.join('|')),
  })).either
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '甲', '乙', '.', ' '), maxLength: 8 })

  it('never rules out what matches', () => {
    fc.assert(
      fc.property(source, text, (source, text) => {
        const pattern = new RegExp(source)
        if (pattern.test(text)) expect(all([pattern], text)).toEqual([0])
      }),
      { numRuns: 2000, endOnFailure: true },
    )
  })

  it('takes expressions apart into alternatives that match where the whole does', () => {
    fc.assert(
      fc.property(source, text, (source, text) => {
        const pattern = new RegExp(source)
        const parts = alternativesOf(pattern)
        if (!parts) return
        const found = parts.flatMap(part => part.exec(text) ?? [])
        expect(parts.some(part => part.test(text))).toBe(pattern.test(text))
        expect(found.length > 0).toBe(pattern.test(text))
      }),
      { numRuns: 500, endOnFailure: true },
    )
  })
})

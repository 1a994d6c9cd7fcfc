import { describe, expect, it } from 'vitest'
import { detect } from '../../../../plugins/rules/ads/detect.js'
import { findPatterns, patternsSchema } from '../../../../plugins/rules/ads/patterns.js'
import { rulesConfig } from '../../../../plugins/rules/config.js'
import { canonical } from '../../../../src/text/canonical.js'

const shown = (patterns: readonly string[], text: string) => {
  const read = canonical(text).text
  return findPatterns(patterns, read).map(({ from, to }) => read.slice(from, to))
}

describe("the operators' patterns", () => {
  it.each([
    [['刷.{0,2}单'], '有人刷淘宝单吗', ['刷淘宝单']],
    [['VX\\d+'], 'ＶＸ１２３', ['vx123']],
    [['兼职', '日结'], '日结兼職', ['兼职', '日结']],
    [['(?P<who>\\w+)@x', '(?P<who>代理)'], '代理', ['代理']],
    [['😀+'], '好😀😀', ['😀😀']],
    [['^代理'], '招代理', []],
    [['(?i)ABC'], 'xabcx', ['abc']],
  ])('%j in %j: %j', (patterns, text, expected) => expect(shown(patterns, text)).toEqual(expected))

  it('match nothing when there are none', () => {
    expect(findPatterns([], '兼职')).toEqual([])
  })

  it('match nothing when they would match everything', () => {
    for (const pattern of ['', 'a*', '^', '$', 'x?', '()', '\\b', '('])
      expect(shown([pattern], '随便说点什么')).toEqual([])
  })

  it('stand in the verdict with what they saw', () => {
    const verdict = detect({
      text: '今晚８点，老地方搓一桌',
      who: 'newcomer',
      words: [],
      patterns: ['搓.桌'],
      allow: [],
      suspectAt: 60,
      kickAt: 90,
    })
    expect(verdict.verdict).toBe('suspect')
    expect(verdict.checks.find(check => check.name === 'words')).toMatchObject({ hit: true, evidence: '搓一桌' })
  })

  it.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '(.*)(.*)(.*)x', '(?:a?){20}a{20}b'])(
    'takes no longer than the text is long: %s',
    pattern => {
      // Exponential ones would not come back from the first of these.
      for (const length of [50, 5_000, 50_000]) expect(findPatterns([pattern], `${'a'.repeat(length)}!`)).toBeDefined()
    },
  )
})

describe('ads.patterns in the YAML', () => {
  const problems = (patterns: unknown) =>
    (patternsSchema.safeParse(patterns).error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`)

  it('is empty as shipped', () => {
    expect(rulesConfig.parse({}).ads.patterns).toEqual([])
    expect(rulesConfig.parse({ ads: { patterns: ['代.?理'] } }).ads.patterns).toEqual(['代.?理'])
  })

  it.each([
    ['(a', 'missing closing )'],
    ['(?=a)', '(?='],
    ['(a)\\1', 'invalid escape sequence'],
    ['[z-a]', 'invalid character class range'],
    ['a{5000}', 'invalid repeat count'],
    ['', 'fits an empty text'],
    ['.*', 'fits an empty text'],
    ['加?', 'fits an empty text'],
    ['a'.repeat(201), 'at most 200'],
  ])('names what is wrong with %j', (pattern, why) => {
    const found = problems(['好的', pattern])
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(why)
    expect(found[0]).toMatch(/^1 /)
  })

  it('has bounds', () => {
    expect(problems(Array.from({ length: 51 }, (_, i) => `词${i}`))).toHaveLength(1)
    expect(problems(Array.from({ length: 4 }, () => '[一-龥]{500}'))).toHaveLength(1)
    expect(problems(Array.from({ length: 50 }, (_, i) => `广告词${i}`))).toEqual([])
  })
})

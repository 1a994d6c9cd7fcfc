import { describe, expect, it } from 'vitest'
import { checkCalled, checkTexts } from '../../../../plugins/rules/ads/check-texts.js'
import { weigh } from '../../../../plugins/rules/ads/circumstances.js'
import { detect } from '../../../../plugins/rules/ads/detect.js'
import { checkNames } from '../../../../plugins/rules/ads/lexicon.js'

describe('a check', () => {
  it('has a name that people can read, in both languages', () => {
    const ads = { words: [], patterns: [], allow: [], suspectAt: 60, kickAt: 90 }
    const verdict = weigh(
      detect({ ...ads, text: '你好', who: 'member' }),
      { sentAt: 0, again: false, pieces: 1, length: 2 },
      ads,
    )
    const names = [...new Set([...checkNames, ...verdict.checks.map(({ name }) => name)])]
    const unnamed = names.filter(name => !(`check.${name}` in checkTexts['zh-CN']))
    expect(unnamed).toEqual([])
    expect(Object.keys(checkTexts.en)).toEqual(Object.keys(checkTexts['zh-CN']))
  })

  it('of somebody else’s is called what he calls it', () => {
    const text = (key: string) => key.toUpperCase()
    expect(checkCalled('bargain', { text })).toBe('bargain')
    expect(checkCalled('link', { text })).toBe('CHECK.LINK')
  })
})

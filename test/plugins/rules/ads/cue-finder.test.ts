import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cueFinder } from '../../../../plugins/rules/ads/cue-finder.js'
import * as lexicon from '../../../../plugins/rules/ads/lexicon.js'
import { possible } from '../../../../src/text/possible.js'
import { ads, chat, lookAlikes, obfuscated } from './lines.js'

/** What the finder stands for: each pattern asked by itself. */
function plainly(patterns: readonly RegExp[], text: string) {
  return patterns.flatMap((pattern, at) => {
    const match = pattern.exec(text)
    return match ? [{ pattern: at, from: match.index, to: match.index + match[0].length }] : []
  })
}

const cues = Object.values(lexicon)
  .filter(list => Array.isArray(list))
  .flat()
  .flatMap(cue => (typeof cue === 'object' && 'pattern' in cue ? [cue.pattern] : []))
const lines = [...ads, ...chat, ...lookAlikes, ...obfuscated]

describe('the cue finder', () => {
  it.each([
    [[/b|a/], 'ab'],
    [[/ab|a/, /b/], 'ab'],
    [[/a|ab/], 'ab'],
    [[/x(?:y|z)+|y/], 'wyxzy'],
    [[/^(?:好|不)/, /好$/], '好不好'],
    [[/不|/], '好'],
  ])('finds what %j find by themselves in %j', (patterns, text) =>
    expect(cueFinder(patterns)(text)).toEqual(plainly(patterns, text)),
  )

  const all = cueFinder(cues)

  it('finds every cue of the lexicon that the lines hold, where it stands', () => {
    expect(cues.length).toBeGreaterThan(40)
    for (const line of lines) expect(all(line)).toEqual(plainly(cues, line))
  })

  it('finds the same in shreds of them', () => {
    const shred = fc.constantFrom(
      ...lines.flatMap(line => line.match(/.{1,3}/gsu) ?? []),
      ...cues.flatMap(({ source }) => source.match(/[\u4e00-\u9fff]{1,4}/g) ?? []),
      '?',
      '\n',
      ',',
      ' ',
      '1',
      '888',
      'dd',
      '¥',
      'q',
    )
    fc.assert(
      fc.property(fc.array(shred, { maxLength: 12 }), shreds => {
        const text = shreds.join('')
        expect(all(text)).toEqual(plainly(cues, text))
      }),
      { numRuns: 3000 },
    )
  })

  it('repeats no set of characters without end: on a long run of them every beginning would look to its end', () => {
    const endless = /(?:\]|\)|\\[dwsDWS]|(?<!\\)\.)(?:[*+]|\{\d+,\})/
    expect(cues.filter(({ source }) => endless.test(source))).toEqual([])
  })

  it('has few cues that any text must be searched for', () => {
    expect(possible(cues)('').length).toBeLessThanOrEqual(1)
  })
})

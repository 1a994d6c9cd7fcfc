import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect, nameLooksLikeAd } from '../../../../plugins/rules/ads/detect.js'
import { shippedModel, type Table, wordingModel } from '../../../../plugins/rules/ads/model.js'
import { readSymbols } from '../../../../plugins/rules/ads/symbols.js'
import { readTraits, traitNames } from '../../../../plugins/rules/ads/traits.js'
import { canonical } from '../../../../src/text/canonical.js'
import { ads, chat } from './lines.js'

const file = readFileSync('plugins/rules/ads/model.json', 'utf8')
const shipped: Table = JSON.parse(file)
const grams = shipped.grams.flatMap(([weight, list]) => list.split(' ').map(gram => ({ gram, weight })))

describe('model.json', () => {
  it('is small, and says what every n-gram weighs', () => {
    expect(Buffer.byteLength(file)).toBeLessThanOrEqual(300_000)
    expect(grams.length).toBeGreaterThan(5_000)
    expect(new Set(grams.map(({ gram }) => gram)).size).toBe(grams.length)
    expect(Object.keys(shipped.traits)).toEqual([...traitNames])
    for (const { gram, weight } of grams) {
      expect(gram).toMatch(/^[^\s]{1,3}$/)
      expect(Number.isFinite(weight)).toBe(true)
    }
  })

  it('holds no number and no name of anybody: digits and handles are signs of their class', () => {
    expect(grams.filter(({ gram }) => /\d/.test(gram))).toEqual([])
  })
})

describe('what the model reads', () => {
  const shown = (text: string) => {
    const { units, length } = readSymbols(canonical(text).text)
    return String.fromCharCode(...units.subarray(0, length))
  }

  it.each([
    ['出一张卡', '⊢出一张卡⊣'],
    ['加 我 🌹 v：zz_8899', '⊢加我v:ⓗ⊣'],
    ['日结200-500', '⊢日结③③⊣'],
    ['电话13800138000', '⊢电话⑪⊣'],
    ['9.9元，晚上19:30', '⊢ⓓ元,晚上ⓣ⊣'],
    ['看 https://a.example.com/x?y=1 吧', '⊢看ⓛ吧⊣'],
    ['t.example.com', '⊢ⓛ⊣'],
    ['hello vx', '⊢ⓦvx⊣'],
    ['10w 收', '⊢②w收⊣'],
    ['qq12345678', '⊢qq⑧⊣'],
    ['哈哈哈哈哈哈！！！', '⊢哈哈!!⊣'],
    ['【签到】。', '⊢[签到].⊣'],
    ['', '⊢⊣'],
  ])('%s: %s', (text, symbols) => expect(shown(text)).toBe(symbols))

  it('is cut where nobody reads on', () => {
    expect(shown('的啊'.repeat(50_000)).length).toBeLessThan(2100)
  })

  it('tells how a text is written', () => {
    const trait = (name: (typeof traitNames)[number], text: string) =>
      readTraits(text, canonical(text).text)[traitNames.indexOf(name)]
    expect(trait('unseen', '加\u200b薇\u200b信\u200b')).toBe(1)
    expect(trait('enclosed-letters', '𝐕𝐗Ⓥ①')).toBe(1)
    expect(trait('digits', '12ab')).toBe(0.5)
    expect(trait('characters', '早 上 好')).toBe(1)
    expect(trait('no-characters', 'ok 👍')).toBe(1)
    expect(trait('up-to-7', '早上好')).toBe(1)
  })
})

describe('how the weights are added up', () => {
  const table: Table = {
    bias: -1,
    traits: {},
    flat: 0,
    grams: [
      [3, '兼职 日结吗'],
      [1, '加 ⊢加'],
      [-2, '吗⊣ 吗'],
    ],
  }
  const model = wordingModel(table)
  const logit = (text: string) => model(text, text).logit

  it.each([
    ['', -1],
    ['兼职', 2],
    ['加', 1],
    ['我加', 0],
    ['日结', -1],
    ['日结吗', -2],
    ['兼职兼职', 5],
    ['兼 职', 2],
    ['职兼', -1],
  ])('%s: %d', (text, sum) => expect(logit(text)).toBeCloseTo(sum, 5))

  it('is the same at every look, whatever was read between', () => {
    const texts = fc.array(fc.constantFrom('加', '兼职', '日', '结吗', 'x', '1', ' '), { maxLength: 20 })
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const first = model(one.join(''), one.join(''))
        model(other.join(''), other.join(''))
        expect(model(one.join(''), one.join(''))).toEqual(first)
      }),
    )
  })

  it('shows the stretch that weighs most', () => {
    const text = '今天天气好，兼职加我，好吗'
    const { from, to } = model(canonical(text).text, text)
    expect(text.slice(from, to)).toContain('兼职')
  })
})

describe('the check of wording', () => {
  const wording = (text: string) =>
    detect({ text, who: 'newcomer', words: [], allow: [], suspectAt: 60, kickAt: 90 }).checks.find(
      ({ name }) => name === 'wording',
    )

  it('shows what it saw as it was written', () => {
    for (const text of ads) {
      const seen = wording(text)?.evidence
      if (seen !== undefined) expect(text).toContain(seen)
    }
    expect(wording('低价出\u200b元\u200b宝，需要的老板滴滴')?.evidence).toContain('元\u200b宝')
  })

  it('speaks for ads and against chat, mostly', () => {
    const positive = (lines: readonly string[]) =>
      lines.filter(text => (wording(text)?.score ?? 0) > 0).length / lines.length
    expect(positive(ads)).toBeGreaterThan(0.85)
    expect(positive(chat)).toBeLessThan(0.35)
  })

  it('says something of any text, in finite time and numbers', () => {
    const model = shippedModel()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        const canon = canonical(text)
        const { logit, from, to } = model(canon.text, text)
        expect(Number.isFinite(logit)).toBe(true)
        expect(from).toBeLessThanOrEqual(to)
        expect(to).toBeLessThanOrEqual(canon.text.length)
      }),
    )
  })
})

describe('ordinary names', () => {
  const names = readFileSync('test/plugins/rules/ads/challenge/names.txt', 'utf8').split('\n').filter(Boolean)

  it('are no ads, all four hundred', () => {
    expect(names.length).toBeGreaterThanOrEqual(200)
    expect(names.filter(nameLooksLikeAd)).toEqual([])
  })
})

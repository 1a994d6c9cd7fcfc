import fc from 'fast-check'
import FastScanner from 'fastscan'
import { describe, expect, it } from 'vitest'
import { findWords } from '../../../../plugins/rules/ads/words.js'
import { canonical } from '../../../../src/text/canonical.js'

const found = (words: readonly string[], text: string) => findWords(words, canonical(text).text).map(({ word }) => word)

/** Enough other words that the automaton is used and not one search after the other. */
const filler = ['甲乙丙丁', '戊己庚辛', '壬癸子丑', '寅卯辰巳', '午未申酉', '戌亥天地']

describe.each([
  ['a few words', []],
  ['many words', filler],
])("the owner's words, %s", (_, more) => {
  it.each([
    // A word inside the way of a longer one that fails.
    [['ab', 'xabc', 'xab'], 'xab', ['xab']],
    [['希望', '我希望声'], '我希望没吸', ['希望']],
    [['没有用', '有'], '没有', ['有']],
    [['甲乙丙', '乙'], '甲乙丁', ['乙']],
    [['天下第一', '下第', '第一名'], '天下第二', ['下第']],
    [['麻将', '打麻将吗', '将吗'], '去打麻将', ['麻将']],
    // Several at one place, and one place after the other.
    [['红包', '发红包', '红包群'], '发红包群', ['发红包', '红包', '红包群']],
    [['哈哈'], '哈哈哈', ['哈哈', '哈哈']],
    // As they read.
    [['麻將'], '今晚去麻\u200b将室', ['麻将']],
    [['ＶＩＰ'], '升级vip啦', ['vip']],
    [['微信'], '微🌹信', ['微信']],
    [['fuck'], 'Ⓕⓤc⒦', ['fuck']],
    [['fuck'], 'ⒻⒻⒻfⓤuⓤ⒰cⓒ⒦', []],
    [['五星红旗'], '五星紅旗', ['五星红旗']],
    [['傻冒'], '傻@冒', ['傻冒']],
    [['一三八零零'], '壹叁捌零零', ['13800']],
    // Numbers are read in words and texts alike, or in neither.
    [['下三滥'], '下三滥', ['下三滥']],
    [['下三滥'], '这种下三滥的事', ['下三滥']],
    [['三六九等'], '分三六九等', ['369等']],
    [['90249835445'], '9⓿二肆⁹₈③⑸⒋➃㈤', ['90249835445']],
    // Not inside a longer Latin word or number.
    [['69'], '695', []],
    [['69'], '169', []],
    [['69'], '69号', ['69']],
    [['69'], '门牌69', ['69']],
    [['vip'], 'vipers and vip', ['vip']],
    [['a货'], 'ta货', []],
    [['a货'], '正品a货', ['a货']],
    [['货a'], '货ab', []],
  ])('%j in %j: %j', (words, text, expected) => {
    expect(found([...words, ...more], text).sort()).toEqual([...expected].sort())
  })

  it('match nothing when they read as nothing', () => {
    expect(found(['', ' ', '\u200b', '\ufe0f', ...more], '随便说点什么 好')).toEqual([])
  })

  it('say where they stand', () => {
    expect(findWords(['兼职', ...more], '找兼职,兼职日结')).toEqual([
      { from: 1, to: 3, word: '兼职' },
      { from: 4, to: 6, word: '兼职' },
    ])
  })
})

describe('an empty list', () => {
  it('matches nothing', () => {
    expect(findWords([], '')).toEqual([])
    expect(findWords([], '兼职')).toEqual([])
    expect(findWords([''], '')).toEqual([])
  })
})

describe('against another library', () => {
  // QUNGUAN_FUZZ=1000000 npx vitest run test/plugins/rules/ads/words.test.ts
  const TEXTS = Number(process.env['QUNGUAN_FUZZ'] ?? 20_000)
  const EACH = 200

  it(`finds the same in ${TEXTS} texts`, () => {
    const random = mulberry(20_261_122)
    const pick = (from: string) => from.charAt(Math.floor(random() * from.length))
    const string = (alphabet: string, longest: number) =>
      Array.from({ length: 1 + Math.floor(random() * longest) }, () => pick(alphabet)).join('')
    const alphabets = [
      '甲乙',
      '加微信我',
      'ab甲',
      '天地玄黄宇宙洪荒日月盈昃',
      'abc 1，甲乙丙',
      '的是不了在有我他这个们来到时大地为子中你说生国',
    ]
    for (let done = 0; done < TEXTS; done += EACH) {
      const alphabet = alphabets[Math.floor(random() * alphabets.length)] ?? ''
      const words = [
        ...new Set(Array.from({ length: 1 + Math.floor(random() * 40) }, () => string(alphabet, 5).trim())),
      ]
      const list = words.filter(word => word !== '' && canonical(word).text === word)
      const scanner = new FastScanner(list)
      for (let i = 0; i < EACH; i++) {
        const text = string(alphabet, 30)
        const theirs = scanner
          .search(text)
          .flatMap(([from, word]) => (free(text, from, word) ? [`${from} ${word}`] : []))
        const ours = findWords(list, text).map(({ from, word }) => `${from} ${word}`)
        if (ours.sort().join() !== [...new Set(theirs)].sort().join())
          expect({ list, text, ours }).toEqual({ list, text, ours: theirs })
      }
    }
  })

  it('finds what looking for one word after the other finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '甲', '乙', '1', ' '), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '甲', '乙', '1') }),
        (list, text) => {
          const words = [...new Set(list.map(one => canonical(one).text.trim()))].filter(one => one !== '')
          const plain = words.filter(one => {
            for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + 1))
              if (free(text, at, one)) return true
            return false
          })
          expect([...new Set(findWords(list, text).map(({ word }) => word))].sort()).toEqual(plain.sort())
        },
      ),
    )
  })
})

function free(text: string, from: number, word: string): boolean {
  const before = text.charAt(from - 1) + word.charAt(0)
  const after = word.charAt(word.length - 1) + text.charAt(from + word.length)
  return !/^[a-z0-9]{2}$/.test(before) && !/^[a-z0-9]{2}$/.test(after)
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

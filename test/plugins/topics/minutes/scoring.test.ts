import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Line, rank, substanceOf } from '../../../../plugins/topics/minutes/scoring.js'
import { lengthOf, lettersOf, printOf } from '../../../../plugins/topics/minutes/words.js'

const MINUTE = 60_000
const nobody = () => false

/** One message as it is kept. */
const line = (id: string, member: string, at: number, text: string, more: Partial<Line> = {}): Line => {
  const letters = lettersOf(text)
  return {
    id,
    member,
    at,
    kind: text === '' ? 'other' : 'words',
    length: lengthOf(letters),
    ...(letters === '' ? {} : { print: printOf(letters, { pairs: true }) }),
    ...more,
  }
}

/** `王敏：…` a line, a minute apart. */
const talk = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((each, index) => {
      const [who = '', said = ''] = each.trim().split('：')
      return line(`m${index}`, who, index * MINUTE, said)
    })

const listOf = (lines: readonly Line[]) => rank(lines, nobody).map(({ member, score }) => [member, score])

/** Sentences with something in them, each unlike the others. */
const sayings = [
  '一百五十人以内大家还叫得出彼此的名字',
  '新人头三天没有人理他就会潜水不再出来',
  '每周固定一个晚上聊正题反而留得住大家',
  '分开之前先问清楚谁愿意带着老成员过去',
  '线下见过面以后再说话的语气都不一样了',
  '规矩写得越短越好三条以上没有谁会去看',
  '把提问的机会留给平时不太开口的那些人',
  '周末发早餐照片比转发文章更能让人聊天',
]

describe('who contributed', () => {
  it('ranks those who had something to say, and nobody who only applauds', () => {
    const lines = [
      ...sayings.slice(0, 6).map((text, index) => line(`w${index}`, '王敏', index * 3 * MINUTE, text)),
      line('z1', '赵磊', MINUTE, `${sayings[6]}，${'所以主持人要记得点名让他们先说两句再往下走'}`),
      line('z2', '赵磊', 10 * MINUTE, `${sayings[7]}，${'我们群里每个周六早上都有二三十张照片'}`),
      ...Array.from({ length: 40 }, (_, index) => line(`l${index}`, '小鹿', index * 20_000, '赞')),
    ]
    expect(rank(lines, nobody).map(({ member, turns }) => [member, turns])).toEqual([
      ['王敏', 6],
      ['赵磊', 2],
    ])
  })

  it.each([
    ['stickers and pictures', ''],
    ['a thumb', '👍👍👍👍👍👍👍👍👍👍👍👍'],
    ['WeChat’s own thumbs', '[强][强][强][强][强][强]'],
    ['one more', '+1'],
    ['numbers', '666666666666'],
    ['laughter', '哈哈哈哈哈哈哈哈哈哈哈哈哈'],
    ['laughter in turns', '哈哈哈嘿嘿嘿哈哈哈嘿嘿嘿哈哈哈嘿嘿嘿哈哈哈嘿嘿嘿'],
    ['nine characters', '我也这么觉得的呀呀'],
    ['the same word', '好的好的好的好的好的好的好的'],
    ['punctuation', '。。。。。。！！！！？？？？……'],
  ])('counts nothing for %s', (_, text) => {
    expect(rank([line('m1', '小鹿', 0, text)], nobody)).toEqual([])
  })

  it('takes a run of lines for one turn', () => {
    const run = sayings.slice(0, 3).map((text, index) => line(`r${index}`, '王敏', index * 10_000, text))
    const apart = sayings.slice(3, 6).map((text, index) => line(`a${index}`, '赵磊', index * MINUTE, text))
    expect(rank([...run, ...apart], nobody).map(({ member, turns }) => [member, turns])).toEqual([
      ['赵磊', 3],
      ['王敏', 1],
    ])
  })

  it.each([
    ['as it was', '一百五十人以内大家还叫得出彼此的名字'],
    ['with an ending', '一百五十人以内大家还叫得出彼此的名字啊啊！！'],
    ['with a number', '1、一百五十人以内大家还叫得出彼此的名字'],
    ['a word changed', '一百五十人以内我们还叫得出彼此的名字'],
    ['in traditional characters', '一百五十人以內大家還叫得出彼此的名字'],
    ['a part of it', '大家还叫得出彼此的名字'],
  ])('gives nothing for what was said before, %s', (_, copy) => {
    const lines = [line('m1', '王敏', 0, sayings[0] ?? ''), line('m2', '小鹿', MINUTE, copy)]
    expect(rank(lines, nobody).map(({ member }) => member)).toEqual(['王敏'])
  })

  it('still gives something for one’s own thought on the same thing', () => {
    const lines = talk(`
      王敏：一百五十人以内大家还叫得出彼此的名字
      赵磊：一百五十人的群我们去年就开始分了，反而更热闹`)
    expect(listOf(lines)).toEqual([
      ['王敏', 3],
      ['赵磊', 3],
    ])
  })

  it('knows one’s own repetition from long ago, and that of somebody of whose words only a number is kept', () => {
    const own = sayings[0] ?? ''
    const bare = (id: string, at: number): Line => {
      const letters = lettersOf(own)
      return { ...line(id, '阿豪', at, own), print: printOf(letters, { pairs: false }) }
    }
    expect(listOf([bare('m1', 0), bare('m2', 20 * MINUTE)])).toEqual([['阿豪', 3]])
  })

  it('caps what one person can get', () => {
    const words = Array.from({ length: 400 }, (_, index) => String.fromCodePoint(0x4e00 + index * 37))
    const lines = Array.from({ length: 30 }, (_, index) =>
      line(`m${index}`, '王敏', index * MINUTE, words.slice(index * 12, index * 12 + 12).join('')),
    )
    expect(listOf(lines)).toEqual([['王敏', 24]])
  })

  it('counts answers by people, and two friends who answer each other all evening stop at one answer each', () => {
    const lines = [
      line('a', '王敏', 0, sayings[0] ?? ''),
      line('b', '赵磊', 0, sayings[1] ?? ''),
      ...Array.from({ length: 40 }, (_, index) =>
        line(`r${index}`, index % 2 ? '王敏' : '赵磊', (index + 1) * MINUTE, '说得真好', {
          mentions: [index % 2 ? '赵磊' : '王敏'],
        }),
      ),
    ]
    expect(rank(lines, nobody)).toEqual([
      { member: '王敏', score: 4, turns: 1, answeredBy: 1 },
      { member: '赵磊', score: 4, turns: 1, answeredBy: 1 },
    ])
  })

  it('gives nothing for answering oneself, for a notice of staff, and for answers of those who are left out', () => {
    const lines = [
      line('a', '王敏', 0, sayings[0] ?? '', { mentions: ['王敏'] }),
      line('b', '主持', MINUTE, sayings[1] ?? '', { replyTo: '王敏' }),
      line('c', '小周', MINUTE, sayings[2] ?? '', { kind: 'notice', mentions: ['王敏'] }),
    ]
    expect(rank(lines, member => member === '主持')).toEqual([{ member: '王敏', score: 3, turns: 1, answeredBy: 0 }])
  })

  it('does not let what the host said be said again for points', () => {
    const lines = [line('a', '主持', 0, sayings[0] ?? ''), line('b', '小鹿', MINUTE, sayings[0] ?? '')]
    expect(rank(lines, member => member === '主持')).toEqual([])
  })
})

const speakers = ['王敏', '赵磊', '小鹿', '阿豪']
const somebody = fc.constantFrom(...speakers)
const anyTime = fc.integer({ min: 0, max: 30 * MINUTE })

/** A discussion in which people say different things, some of it in answer to others. */
const discussion = fc
  .array(fc.record({ who: somebody, text: fc.constantFrom(...sayings), at: anyTime, to: fc.option(somebody) }), {
    maxLength: 12,
  })
  .map(all =>
    all.map(({ who, text, at, to }, index) => line(`m${index}`, who, at, text, to === null ? {} : { mentions: [to] })),
  )

const short = fc.constantFrom('赞', '+1', '哈哈哈哈哈哈哈哈哈哈哈', '同意同意', '👍', '说得好呀', '')

describe('spam', () => {
  it('changes nobody’s score, however much of it there is', () => {
    const spam = fc.array(fc.record({ who: somebody, text: short, at: anyTime }), { maxLength: 60 })
    fc.assert(
      fc.property(discussion, spam, (lines, more) => {
        const added = more.map(({ who, text, at }, index) => line(`x${index}`, who, at, text))
        expect(rank([...lines, ...added], nobody)).toEqual(rank(lines, nobody))
      }),
      { numRuns: 200 },
    )
  })

  it('gives nothing for lines that were said before, by whomever', () => {
    const copies = fc.array(
      fc.record({ who: somebody, which: fc.nat(), ending: fc.constantFrom('', '！', '啊', ' 2') }),
      {
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(discussion, copies, (lines, more) => {
        const texts = sayings.filter(text =>
          lines.some(each => each.print?.whole === printOf(lettersOf(text), { pairs: false }).whole),
        )
        fc.pre(texts.length > 0)
        const added = more.map(({ who, which, ending }, index) =>
          line(`x${index}`, who, 31 * MINUTE + index, `${texts[which % texts.length]}${ending}`),
        )
        const plain = (all: readonly Line[]) => rank(all, nobody)
        expect(plain([...lines, ...added])).toEqual(plain(lines))
      }),
      { numRuns: 200 },
    )
  })

  it('of friends does not lift anybody over who has one turn more', () => {
    const nods = fc.array(fc.record({ who: somebody, text: short, at: anyTime }), { maxLength: 60 })
    fc.assert(
      fc.property(nods, fc.integer({ min: 1, max: 4 }), (more, turns) => {
        const own = (who: string, from: number, count: number) =>
          sayings.slice(from, from + count).map((text, index) => line(`${who}${index}`, who, index * MINUTE, text))
        const lines = [...own('王敏', 0, Math.min(turns, 3)), ...own('赵磊', 3, Math.min(turns, 3) + 1)]
        const added = more.map(({ who, text, at }, index) => line(`x${index}`, who, at, text, { mentions: ['王敏'] }))
        expect(rank([...lines, ...added], nobody)[0]?.member).toBe('赵磊')
      }),
      { numRuns: 200 },
    )
  })

  it('comes to the same in whatever order messages arrive', () => {
    fc.assert(
      fc.property(discussion, fc.infiniteStream(fc.nat()), (lines, stream) => {
        const shuffled = [...lines].sort(() => (stream.next().value % 2 ? 1 : -1))
        expect(rank(shuffled, nobody)).toEqual(rank(lines, nobody))
      }),
    )
  })
})

it('reckons up two thousand messages of an evening in no time worth speaking of', () => {
  const words = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index * 29))
  const lines = Array.from({ length: 2_000 }, (_, index) =>
    line(
      `m${index}`,
      `p${index % 60}`,
      index * 900,
      Array.from({ length: 25 }, (_, at) => words[(index * 7 + at * at) % 300]).join(''),
    ),
  )
  expect(rank(lines, nobody)).toHaveLength(60)
  expect(substanceOf(lines).size).toBeGreaterThan(0)
})

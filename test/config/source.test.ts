import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { readSource } from '../../src/config/source.js'

/** The problems of a text as `line:column sentence`, and what could be read of it. */
function read(text: string) {
  const { source, problems } = readSource('x.yaml', text)
  return { value: source.value, problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`) }
}

const slips: [string, string, object, string[]][] = [
  [
    'a wide colon',
    'a:\n  grace：48h\n  mode: kick\n',
    { a: { grace: '48h', mode: 'kick' } },
    ['2:8 冒号是全角的「：」，应写成 grace: 48h'],
  ],
  ['a wide colon and a space', 'grace： 48h\n', { grace: '48h' }, ['1:6 冒号是全角']],
  ['a wide colon after the last key', 'grace：', { grace: null }, ['1:6 冒号是全角']],
  [
    'a wide colon in a flow map',
    'a: { p: "x", grace：48h }\n',
    { a: { p: 'x', grace: '48h' } },
    ['1:19 冒号是全角的「：」，应写成 grace: 48h'],
  ],
  [
    'a wide colon in a list item',
    '- text：夜跑\n',
    {},
    ['1:7 冒号是全角的「：」，应写成 text: 夜跑', '1:1 这个文件最外层'],
  ],
  [
    'no space after a colon',
    'grace:48h\nmode: open\n',
    { grace: '48h', mode: 'open' },
    ['1:6 冒号后面要有空格，应写成 grace: 48h'],
  ],
  [
    'no space in a flow map',
    'a: { from:05:00, to: 06:00 }\n',
    { a: { from: '05:00', to: '06:00' } },
    ['1:10 冒号后面要有空格'],
  ],
  [
    'wide commas in a list',
    'words: [签到，打卡、早]\n',
    { words: ['签到', '打卡', '早'] },
    ['1:11 分隔用了「，」', '1:14 分隔用了「、」'],
  ],
  ['a wide comma in a map', 'a: { b: 1， c: 2 }\n', { a: { b: 1, c: 2 } }, ['1:10 分隔用了「，」']],
  ['wide quotes', 'from: “05:00” # 早\n', { from: '05:00' }, ['1:7 引号是全角的「“」']],
  [
    'wide quotes in a flow map',
    'a: { from: “05:00”, to: ‘06:00’ }\n',
    { a: { from: '05:00', to: '06:00' } },
    ['1:12 引号', '1:25 引号'],
  ],
  ['wide brackets', 'words: ［签到, 早］\n', { words: ['签到', '早'] }, ['1:8 括号', '1:14 括号']],
  ['a wide space', 'grace:　48h\n', { grace: '48h' }, ['1:7 这里是全角或不换行空格']],
  ['a wide number sign', '＃ 说明\na: 1\n', { a: 1 }, ['1:1 注释要用半角 #']],
  ['tabs', 'a:\n\tb: 1\n\tc: 2\n', { a: { b: 1, c: 2 } }, ['2:1 缩进不能用 Tab', '3:1 缩进不能用 Tab']],
  ['a wide dash', 'a:\n  － b\n  - c\n', { a: ['b', 'c'] }, ['2:3 列表的每一项']],
  ['a dash without its space', 'a:\n  -b\n  - c\n', { a: ['b', 'c'] }, ['2:3 列表的每一项']],
  ['a list never closed', 'a: [1, 2 # two\nb: 3\n', { a: [1, 2], b: 3 }, ['1:4 [ 没有收尾，少了 ]']],
  ['a text never closed', 'a: "one\nb: 3\n', { a: 'one', b: 3 }, ['1:4 " 没有收尾，少了 "']],
  ['a key too deep', 'a:\n  b: 1\n   c: 2\nd: 3\n', { a: { b: 1, c: 2 }, d: 3 }, ['3:4 缩进比上一行深']],
  ['a colon in a text', 'goal: 目标: 跑步\nname: x\n', { name: 'x' }, ['1:7 缩进不齐，或者值里有「: 」']],
  ['no colon at all', 'grace 48h\nmode: open\n', { mode: 'open' }, ['1:1 这一行读不懂']],
  ['a key twice', 'a: 1\nb: 2\na: 3\n', { a: 3, b: 2 }, ['3:1 a 写了两次']],
  ['a list at the top', '- a\n', {}, ['1:1 这个文件最外层']],
  ['Windows line ends', 'a:\r\n  grace：48h\r\n  b: 1\r\n', { a: { grace: '48h', b: 1 } }, ['2:8 冒号']],
]

const fine: [string, string, object][] = [
  ['nothing', '', {}],
  ['comments alone', '# 说明：以后再写\n', {}],
  ['Chinese in plain texts', 'goal: 一起跑步，每周三次：风雨无阻\n', { goal: '一起跑步，每周三次：风雨无阻' }],
  [
    'Chinese in quotes',
    'goal: "一起，跑：步"\nwords: ["a，b", \'c：d\']\n',
    { goal: '一起，跑：步', words: ['a，b', 'c：d'] },
  ],
  [
    'a block text',
    'text: |\n  第一条：不发广告\n  grace：48h，[1\nversion: 1\n',
    { text: '第一条：不发广告\ngrace：48h，[1\n', version: 1 },
  ],
  [
    'a plain text that goes on',
    'text: 大家好\n  第一条：不发广告\nversion: 1\n',
    { text: '大家好 第一条：不发广告', version: 1 },
  ],
  ['a list of rules', 'a:\n  - 第一条：不发广告\n  - 第二条，别吵架\n', { a: ['第一条：不发广告', '第二条，别吵架'] }],
  ['quotes within a text', 'name: “早起”打卡\n', { name: '“早起”打卡' }],
  ['a text comma in a flow map', 'a: { goal: 跑步，交友, b: 1 }\n', { a: { goal: '跑步，交友', b: 1 } }],
  ['a flow map over lines', 'a: {\n  b: 1,\n  c: [x,\n    y]\n}\nd: 2\n', { a: { b: 1, c: ['x', 'y'] }, d: 2 }],
  ['an address', 'url: http://a.b/c#d\n', { url: 'http://a.b/c#d' }],
  ['negative numbers', 'a:\n  - -1\n  - -x\n', { a: [-1, '-x'] }],
  ['a byte order mark', '\uFEFFa: 1\n', { a: 1 }],
]

describe('reading YAML', () => {
  test.each(slips)('%s is told with its place, and the rest is read', (_, text, value, problems) => {
    const seen = read(text)
    expect(seen.value).toEqual(value)
    expect(seen.problems).toHaveLength(problems.length)
    for (const [index, problem] of problems.entries()) expect(seen.problems[index]).toContain(problem)
  })

  test.each(fine)('%s is fine', (_, text, value) => {
    expect(read(text)).toEqual({ value, problems: [] })
  })

  test('what a YAML writer writes is read as it is, and nothing in it is a problem', () => {
    const text = fc.string({
      unit: fc.constantFrom('早', '：', '，', '、', '“', '－', ' ', '#', ':', '[', '\n', '"', '1'),
      maxLength: 12,
    })
    // A text all in Chinese quotes is taken for one whose quotes were meant for YAML.
    const words = text.filter(text => !/^\s*[“－]/.test(text) && !/[“－]\s*$/.test(text))
    const key = fc.constantFrom('a', 'grace', '早')
    const tree = fc.dictionary(key, fc.oneof(words, fc.integer(), fc.array(words), fc.dictionary(key, words)))
    fc.assert(
      fc.property(tree, tree => {
        const text = stringify(tree)
        expect(read(text)).toEqual({ value: parse(text), problems: [] })
      }),
      { numRuns: 500 },
    )
  })

  test('no text whatever makes it throw, and every problem is in the text', () => {
    const anything = fc.string({
      unit: fc.constantFrom('a', '：', ':', ' ', '\n', '[', '}', '"', '“', '\t', '-', '#', '，', '|', '*', '&'),
    })
    fc.assert(
      fc.property(anything, text => {
        const lines = text.split('\n')
        for (const { line, column } of readSource('x.yaml', text).problems) {
          expect(column).toBeGreaterThan(0)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
        }
      }),
      { numRuns: 500 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeExcerpt, safeName, safeTopic, UNNAMED } from '../../src/text/names.js'

describe('safeName', () => {
  it.each([
    ['王敏', '王敏'],
    ['小鹿🦌', '小鹿🦌'],
    ['👨‍👩‍👧一家', '👨‍👩‍👧一家'],
    ['Lucy Wang', 'Lucy Wang'],
    ['  小   周 ', '小 周'],
    ['林\u202e师老', '林师老'],
    ['小\u200b周\ufeff', '小周'],
    ['赵磊\n大家好', '赵磊 大家好'],
    ['@所有人 小美', '小美'],
    ['＠ 所有人小美', '小美'],
    ['@所\u200b有人小美', '小美'],
    ['@所@所有人有人小美', '小美'],
    ['<span class="emoji emoji1f631"></span>小明', '小明'],
    ['z̷a̷l̷g̷o̷', 'zalgo'],
    ['สมชาย', 'สมชาย'],
    ['十二个字正好不多也不少的', '十二个字正好不多也不少的'],
  ])('prints %j as %j', (name, printed) => expect(safeName(name)).toBe(printed))

  it.each([
    ['empty', ''],
    ['blank', ' \u200b\u3000'],
    ['only a call to everybody', '@所有人'],
    ['thirteen characters', '一二三四五六七八九十甲乙丙'],
    ['a contact', '代购加V88520'],
    ['a disguised contact', '➕薇❤️ xk8_8520'],
    ['a telephone', '张三13800138000'],
    ['an address', 'www.bet7788.vip'],
  ])('hides a name that is %s', (_, name) => expect(safeName(name)).toBe(UNNAMED))

  it('hides what the given check finds suspect', () => {
    expect(safeName('日结小时工', name => name.includes('日结'))).toBe(UNNAMED)
    expect(safeName('王敏', name => name.includes('日结'))).toBe('王敏')
  })

  it('never prints a line break, a direction mark or a call to everybody, whatever the name', () => {
    const part = fc.constantFrom(
      '@',
      '所有人',
      '\n',
      '\r',
      '\u2028',
      '\u202e',
      '\u200f',
      '\u2067',
      'all',
      ' ',
      '王',
      '\ud800',
      '<span',
      '>',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part).map(parts => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        name => {
          const printed = safeName(name)
          expect(printed).not.toMatch(/[\n\r\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/)
          expect(printed).not.toMatch(/[@＠]\s*(所有人|all)/i)
          expect(printed.length).toBeGreaterThan(0)
          expect(printed.isWellFormed()).toBe(true)
        },
      ),
    )
  })
})

describe('safeExcerpt', () => {
  it.each([
    ['周末谁去跑步', '周末谁去跑步'],
    ['天地玄黄宇宙洪荒日月盈昃辰宿列', '天地玄黄宇宙洪荒日月盈昃辰宿列'],
    ['天地玄黄宇宙洪荒日月盈昃辰宿列张', '天地玄黄宇宙洪荒日月盈昃辰宿列…'],
    ['@所有人\n开会了', '开会了'],
    ['@王敏 你好', '王敏 你好'],
    ['早\u202e上\u200b好', '早上好'],
    ['👨‍👩‍👧'.repeat(16), `${'👨‍👩‍👧'.repeat(15)}…`],
  ])('of %j is %j', (text, excerpt) => expect(safeExcerpt(text, 15)).toBe(excerpt))

  it.each(['', ' \u200b', '@所有人', '明天见，加我微信 zw8852341', `${'好'.repeat(100)}电话13800138000`])(
    'of %j is none',
    text => expect(safeExcerpt(text, 15)).toBeUndefined(),
  )

  it('judges the whole text and not only what it would print', () => {
    const looksLikeAd = (text: string) => text.includes('日结')
    expect(safeExcerpt('今天天气真不错啊大家出来走走吧，日结', 15, looksLikeAd)).toBeUndefined()
  })
})

describe('safeTopic', () => {
  it.each([
    ['社群实战1群', '社群实战1群'],
    ['@所有人\n开会了', '开会了'],
    ['夜跑\u202e群', '夜跑群'],
    ['长'.repeat(40), `${'长'.repeat(30)}…`],
  ])('of %j is %j', (topic, printed) => expect(safeTopic(topic, 'g1')).toBe(printed))

  it.each(['', '@所有人', '兼职日结加微信 zw8852341'])('of %j is the key', topic =>
    expect(safeTopic(topic, 'g1')).toBe('g1'),
  )
})

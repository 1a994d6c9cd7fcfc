import { describe, expect, it } from 'vitest'
import { isChain, saidIn } from '../../../../plugins/rules/flood/said.js'
import { canonical } from '../../../../src/text/canonical.js'

const said = (text: string) => saidIn(canonical(text).text)

describe('the same text', () => {
  it.each([
    ['大家帮我点个赞', '大家帮我点个赞！！！'],
    ['大家帮我点个赞', '大 家 帮 我 点 个 赞'],
    ['大家帮我点个赞', '大家幫我點個讚😀'],
    ['帮我砍一刀 https://a.cn/x', '帮我砍一刀：https://a.cn/x'],
    ['Hello everybody', 'ｈｅｌｌｏ　ｅｖｅｒｙｂｏｄｙ'],
  ])('%s is %s', (one, other) => {
    expect(said(one)).toBeDefined()
    expect(said(other)).toBe(said(one))
  })

  it.each([
    ['今天去跑步', '今天不去跑步'],
    ['第一题选 A', '第一题选 B'],
  ])('%s is not %s', (one, other) => {
    expect(said(other)).not.toBe(said(one))
  })

  it.each([
    '好',
    '好的',
    '哈哈',
    '哈哈哈哈哈哈',
    '666',
    '2333',
    '1',
    '+1',
    '12',
    '签到',
    '打卡',
    '收到',
    '👍',
    '[强]',
    '😀😀😀',
    '。。。',
    '好好好',
    '嗯嗯',
  ])('%s is said by everybody', text => {
    expect(said(text)).toBeUndefined()
  })
})

describe('a chain', () => {
  it.each([
    '#接龙\n周六夜跑\n1. 林老师',
    '＃接龙 夜跑',
    '#接龍\n1. 王敏',
    '接龙:\n1. 王敏',
    '接龙：夜跑',
    '#Group Note\n1. Lu',
  ])('%j', text => {
    expect(isChain(text)).toBe(true)
  })
  it.each(['这个接龙怎么弄', '接龙吗', '周六 #接龙', '接龙已满'])('%j is none', text => {
    expect(isChain(text)).toBe(false)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  agrees,
  choiceOf,
  declines,
  isCourtesy,
  isHello,
  missesCard,
  wishesIn,
} from '../../../../plugins/admission/door/courtesy.js'
import { isAlive, matchPhrase, normal, type Phrase, readings } from '../../../../plugins/admission/door/phrase.js'
import { ticketsIn } from '../../../../plugins/admission/door/tickets.js'

const zone = 'Asia/Shanghai'
const phrase = (text: string, more: Partial<Phrase> = {}): Phrase => ({ text, source: '', maxUses: 0, ...more })
const noon = Date.parse('2030-01-07T12:00:00+08:00')
const kind = (text: string, phrases: readonly Phrase[] = [phrase('夜跑不孤单')], at = noon) =>
  matchPhrase(phrases, text, at, zone).kind

describe('a passphrase', () => {
  it.each([
    '夜跑不孤单',
    '夜跑 不孤单！',
    '暗号：夜跑 不孤单！',
    '暗号是夜跑不孤单',
    '我的暗号：「夜跑不孤单」',
    '口令 夜跑不孤单',
    '夜跑不孤单😊',
    '夜跑·不孤单～',
    '夜\u200b跑不孤单',
    '你好，夜跑不孤单',
    '我是李想，夜跑不孤单',
    '您好！暗号是 夜跑 不孤单，谢谢',
    '夜跑不孤单\n谢谢',
    '邀请码：夜跑不孤单',
    '兑换 夜跑不孤单',
    '夜跑不孤單',
    '我想进群，夜跑不孤单',
    '你好，想加入你们，暗号：夜跑不孤单',
    '答案是夜跑不孤单',
  ])('is heard in 「%s」', text => expect(kind(text)).toBe('right'))

  it.each([
    '夜跑',
    '不孤单',
    '夜跑不孤单1',
    '夜跑不孤单夜跑不孤单',
    '晨跑不孤单，夜跑不孤单',
    '夜跑不孤单 晨跑不孤单',
    '我听说暗号是夜跑不孤单',
    '',
    '你好',
  ])('is not heard in 「%s」', text => expect(kind(text)).toBe('none'))

  it('knows width and case, and phrases of signs or with 暗号 in them', () => {
    expect(kind('ｎｉｇｈｔ　ＲＵＮ２０３０', [phrase('Night Run 2030')])).toBe('right')
    expect(kind('🌙🏃', [phrase('🌙🏃')])).toBe('right')
    expect(kind('🌙', [phrase('🌙🏃')])).toBe('none')
    expect(kind('暗号一', [phrase('暗号一')])).toBe('right')
    expect(kind('暗号：暗号一', [phrase('暗号一')])).toBe('right')
    expect(kind('你好，加入夜跑', [phrase('加入夜跑')])).toBe('right')
  })

  it('ends with its day in the zone', () => {
    const last = phrase('夜跑不孤单', { expires: '2030-01-07' })
    expect(isAlive(last, Date.parse('2030-01-07T23:59:59+08:00'), zone)).toBe(true)
    expect(isAlive(last, Date.parse('2030-01-08T00:00:00+08:00'), zone)).toBe(false)
    expect(isAlive(last, Date.parse('2030-01-08T00:00:00+08:00'), 'Europe/Berlin')).toBe(true)
    expect(kind('夜跑不孤单', [last], Date.parse('2030-01-08T00:00:00+08:00'))).toBe('expired')
  })

  it('of two spelled alike the one that is still good counts', () => {
    const both = [
      phrase('夜跑不孤单', { expires: '2029-01-01', source: '旧' }),
      phrase('夜跑 不孤单', { source: '新' }),
    ]
    expect(matchPhrase(both, '夜跑不孤单', noon, zone)).toMatchObject({ kind: 'right', phrase: { source: '新' } })
  })

  it('stays itself under blanks, punctuation, case and width', () => {
    const written = fc.array(fc.constantFrom('夜', '跑', 'a', 'B', '7', 'é', '不'), { minLength: 1, maxLength: 12 })
    const noise = fc.array(fc.constantFrom(' ', '！', '~', '\u3000', '-', '“', '\u200d'), { maxLength: 3 })
    fc.assert(
      fc.property(written, fc.array(noise, { minLength: 12, maxLength: 12 }), (letters, between) => {
        const text = letters.join('')
        const noisy = letters.map((letter, at) => `${between[at]?.join('') ?? ''}${letter.toUpperCase()}`).join('')
        expect(normal(noisy)).toBe(normal(text))
        expect(normal(normal(text))).toBe(normal(text))
      }),
    )
  })

  it('is one try a message, however long that is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), text => readings(text).length <= 4))
    const list = Array.from({ length: 2000 }, (_, at) => `猜${at}`).join(' ')
    expect(readings(list).length).toBeLessThanOrEqual(4)
  })
})

describe('what is said at a door', () => {
  it.each([
    '你好',
    '您好！',
    '在吗',
    '在吗？',
    'hi',
    'Hello~',
    '哈喽',
    '早上好',
    '请问',
    '打扰一下',
    '谢谢',
    '谢谢老师',
    '👍',
    '[微笑]',
    '？？',
    '',
    '好的',
    'ok',
    '你好，在吗',
    '我是李想',
    '嗯嗯',
    '群主你好',
  ])('「%s」 is a courtesy and no try', text => expect(isCourtesy(text)).toBe(true))

  it.each([
    '夜跑',
    '暗号是什么',
    '不知道',
    '好跑',
    '你好跑',
    '123',
    '想进群',
    '晚安跑',
    '夜跑不孤单',
    'high',
    '同意',
    '我是李想，夜跑不孤单',
  ])('「%s」 is a try', text => expect(isCourtesy(text)).toBe(false))

  it('tells a greeting from thanks', () => {
    expect(['你好', '在吗', '我是李想', 'hi'].map(isHello)).toEqual([true, true, true, true])
    expect(['谢谢', '👍', '', 'ok'].map(isHello)).toEqual([false, false, false, false])
  })

  it.each(['同意', '我同意', '“同意”', '同意群规', '同意遵守群规', '已阅读并同意', '好的，同意！', 'agree', 'I agree'])(
    '「%s」 agrees',
    text => {
      expect(agrees(text)).toBe(true)
      expect(declines(text)).toBe(false)
    },
  )
  it.each(['不同意', '好', '不太同意', '同意吗', '你同意吗', '为什么要同意', 'disagree'])('「%s」 does not', text =>
    expect(agrees(text)).toBe(false),
  )
  it.each(['不同意', '算了', '不进了', '不想进了', '取消'])('「%s」 declines', text => {
    expect(declines(text)).toBe(true)
    expect(wishesIn(text)).toBe(false)
  })
  it.each(['进群', '我想进群', '想加入你们', '拉我', '拉我进群吧', '申请入群', '怎么进群', 'join', '我还想进群'])(
    '「%s」 wants in',
    text => expect(wishesIn(text)).toBe(true),
  )
  it.each(['你好', '你们群多少人', '今天跑了五公里'])('「%s」 does not ask to come in', text =>
    expect(wishesIn(text)).toBe(false),
  )
  it.each(['重发', '没收到', '我没看到卡片', '麻烦再发一次'])('「%s」 misses the card', text =>
    expect(missesCard(text)).toBe(true),
  )

  it('chooses by number, in figures or words, or by the choice itself', () => {
    const choices = ['随便发', '不可以', '看心情']
    const said = ['1', '２', '选3', '第二个', '二', '不可以', '不可以！', '回 2', '1、随便发']
    expect(said.map(text => choiceOf(text, choices))).toEqual([1, 2, 3, 2, 2, 2, 2, 2, 1])
    expect(['4', '0', '', '12', '可以', '？', '1、不可以'].map(text => choiceOf(text, choices))).toEqual(
      Array(7).fill(undefined),
    )
  })
})

describe('a list of tickets', () => {
  it('is read by heading or by first column, with commas, semicolons or tabs', () => {
    expect(ticketsIn('A1\nB2\n\nC3')).toEqual([{ code: 'A1' }, { code: 'B2' }, { code: 'C3' }])
    expect(ticketsIn('\ufeff姓名,票码,到期\n张三,A1,2030-02-01\n李四, B2 ,\n')).toEqual([
      { code: 'A1', expires: '2030-02-01' },
      { code: 'B2' },
    ])
    expect(ticketsIn('code;name\r\n"A;1";x\r\n')).toEqual([{ code: 'A;1' }])
    expect(ticketsIn('')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { readerOf } from '../../../../plugins/rules/name-card/reader.js'
import { cardTexts } from '../../../../plugins/rules/name-card/texts.js'
import { listTexts, ownText, reminderText, sampleCard } from '../../../../plugins/rules/name-card/wording.js'
import type { MemberView, RoomView } from '../../../../src/kernel/plugin.js'
import { line } from '../../../../src/kernel/texts.js'

const found = readerOf('{地区}-{职业}-{姓名}')
if (!found) throw new Error('the shipped pattern is none')
const reader = found
const ctx = {
  text: (key: string, values?: Record<string, string | number>) => line(cardTexts, 'zh-CN', {}, key, values),
  room: { topic: '社群实战1群', name: '社群实战1群' } as RoomView,
}

function member(card: string, name = card): MemberView {
  return {
    key: card,
    name,
    card,
    role: 'member',
    friend: false,
    joinedAt: 0,
    before: true,
    memberSince: 0,
    present: true,
    unsure: false,
  }
}

describe('what is said about cards', () => {
  it('gives everybody a card to copy, and never prints what a name must not say', () => {
    const people = ['小鹿🦌', '产品经理-深圳-张三', '深圳-代购加V88520-小美', '加V88520', '@所有人\n退群'].map(card =>
      member(card, '一位新成员'),
    )
    const text = reminderText(ctx, reader, people)
    expect(text).toContain('小鹿：地区-职业-小鹿')
    expect(text).toContain('张三：深圳-产品经理-张三')
    expect(text).toContain('小美：深圳-代购-小美')
    expect(text).not.toMatch(/88520|@|所有人/)
  })

  it('tells one person what is wrong with his', () => {
    expect(ownText(ctx, reader, '深圳--张三')).toBe('你的群名片缺职业，请写成「深圳-职业-张三」这样')
    expect(ownText(ctx, reader, '地区-职业-姓名')).toBe('你的群名片还是模板，请写成「深圳-设计师-林小雨」这样')
    expect(ownText(ctx, reader, '深圳-产品-张三')).toBe('你的群名片没问题，谢谢')
  })

  it('offers the card that somebody has next door', () => {
    const [wen, lu] = [member('文文'), member('小鹿')]
    const elsewhere = ({ key }: MemberView) => (key === '小鹿' ? '杭州-编辑-小鹿' : undefined)
    expect(reminderText(ctx, reader, [lu], elsewhere)).toContain('「杭州-编辑-小鹿」')
    const text = reminderText(ctx, reader, [wen, lu], elsewhere)
    expect(text).toContain('文文：地区-职业-文文')
    expect(text).toContain('小鹿：杭州-编辑-小鹿')
    expect(ownText(ctx, reader, '小鹿', '杭州-编辑-小鹿')).toBe('你的群名片没有分隔，请写成「杭州-编辑-小鹿」这样')
    expect(ownText(ctx, reader, '深圳-产品-张三', '杭州-编辑-张三')).toBe('你的群名片没问题，谢谢')
  })

  it('has a sample that is right', () => {
    expect(reader.read(sampleCard(reader)).ok).toBe(true)
  })

  it.each([1, 20, 140, 500])('lists %i people in messages that WeChat takes, each person once', count => {
    const people = Array.from({ length: count }, (_, n) => member(`王${String.fromCharCode(0x4e00 + n * 7)}${n % 10}`))
    const texts = listTexts(ctx, reader, people)
    expect(texts[0]).toContain(`有 ${count} 位`)
    for (const text of texts) expect(text.length).toBeLessThan(2_000)
    const all = texts.join('\n')
    for (const { card } of people) expect(all.split(card).length - 1).toBe(1)
  })

  it('counts those whose names it does not print, and those it named before', () => {
    const [text = ''] = listTexts(ctx, reader, [member('加V88520', '一位新成员'), member('小鹿')], { old: 3 })
    expect(text).toContain('有 2 位')
    expect(text).toContain('另有 1 位的名字不便写出')
    expect(text).toContain('另有 3 位和上次一样')
    expect(text).not.toContain('88520')
  })
})

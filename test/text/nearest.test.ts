import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/text/nearest.js'
import { simplify } from '../../src/text/simplify.js'

const commands = ['上限', '下线', '清人', '签到', '签到榜', '帮助', '开', '关', 'check-in', 'capacity']

describe('nearest', () => {
  it.each([
    ['上线', '上限'],
    ['到签', '签到'],
    ['签到傍', '签到榜'],
    ['清认', '清人'],
    ['chekc-in', 'check-in'],
    ['capcity', 'capacity'],
    ['签到', '签到'],
  ])('%s is meant as %s', (word, meant) => expect(nearest(word, commands)).toBe(meant))

  it.each(['投票', '闭', '抽奖吧', 'x', ''])('%j is meant as none', word =>
    expect(nearest(word, commands)).toBeUndefined(),
  )

  it('forgives as many slips as it is told', () => {
    expect(nearest('上线', commands, { max: 0 })).toBeUndefined()
    expect(nearest('capct', commands, { max: 3 })).toBe('capacity')
  })
})

describe('simplify', () => {
  it('reads traditional commands and keeps every offset', () => {
    expect(simplify('／簽到 請假 話題 清單 後天 2h😀')).toBe('／签到 请假 话题 清单 后天 2h😀')
    expect(simplify('签到')).toBe('签到')
    expect(simplify('\ud800簽')).toBe('\ud800签')
  })
})

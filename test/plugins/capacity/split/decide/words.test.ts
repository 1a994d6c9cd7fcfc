import { describe, expect, it } from 'vitest'
import { readOrder } from '../../../../../plugins/capacity/split/decide/command.js'
import { namesIn } from '../../../../../plugins/capacity/split/decide/swap.js'

describe('/分群 and what stands behind it', () => {
  it.each([
    ['', 'plan', ''],
    ['方案', 'plan', ''],
    ['方案 夜跑2群', 'plan', '夜跑2群'],
    ['方案夜跑2群', 'plan', '夜跑2群'],
    [' 确认！', 'confirm', ''],
    ['Confirm', 'confirm', ''],
    ['否决 P3', 'veto', 'P3'],
    ['veto', 'veto', ''],
    ['换人 @赵磊 @王敏', 'swap', '@赵磊 @王敏'],
    ['换人@赵磊', 'swap', '@赵磊'],
    ['swap @A', 'swap', '@A'],
    ['暂停', 'pause', ''],
    ['继续', 'resume', ''],
    ['进度', 'progress', ''],
    ['progress', 'progress', ''],
    ['確認 P2', 'confirm', 'P2'],
    ['進度', 'progress', ''],
    ['繼續', 'resume', ''],
    ['暫停', 'pause', ''],
    ['否決', 'veto', ''],
    ['換人 @趙磊', 'swap', '@趙磊'],
  ])('%j is %s', (typed, order, rest) => {
    expect(readOrder(typed)).toEqual({ order, rest })
  })

  it.each(['开会', 'planner', 'swapping', '大家怎么看'])('%j is none', typed => {
    expect(readOrder(typed)).toBeUndefined()
  })
})

describe('the names of a swap', () => {
  it.each([
    ['@赵磊 @王敏', ['赵磊', '王敏']],
    ['@赵磊\u2005@王敏\u2005', ['赵磊', '王敏']],
    ['＠赵磊＠王敏', ['赵磊', '王敏']],
    ['@Lucy Wang @王敏', ['Lucy Wang', '王敏']],
    ['赵磊、王敏，小周', ['赵磊', '王敏', '小周']],
    ['赵磊 王敏', ['赵磊', '王敏']],
    ['@赵磊 @赵磊', ['赵磊']],
    ['把 @赵磊', ['赵磊']],
    ['', []],
  ])('in %j', (typed, names) => {
    expect(namesIn(typed)).toEqual(names)
  })
})

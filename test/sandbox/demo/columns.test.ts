import { describe, expect, it } from 'vitest'
import { columnsOf, wrap } from '../../../src/sandbox/demo/columns.js'

describe('columnsOf', () => {
  it.each([
    ['', 0],
    ['abc 12', 6],
    ['王敏：早', 8],
    ['／签到', 6],
    ['早☀️', 4],
    ['👨‍👩‍👧', 2],
    ['➕V❤️', 5],
    ['a\u200bb', 2],
  ])('%s takes %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns)
  })
})

describe('wrap', () => {
  it('leaves a line that fits as it is', () => {
    expect(wrap('王敏：早', 8)).toEqual(['王敏：早'])
    expect(wrap('', 8)).toEqual([''])
    expect(wrap('一二三四', Number.POSITIVE_INFINITY)).toEqual(['一二三四'])
  })

  it('breaks between Chinese characters, but not inside a word', () => {
    expect(wrap('今晚8点半老地方', 8)).toEqual(['今晚8点', '半老地方'])
    expect(wrap('加我 xiaolu_run 报名', 10)).toEqual(['加我', 'xiaolu_run', '报名'])
  })

  it('begins no line with a closing mark', () => {
    expect(wrap('五公里慢跑，谁来', 10)).toEqual(['五公里慢跑，', '谁来'])
  })
})

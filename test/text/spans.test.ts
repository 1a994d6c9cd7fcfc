import { describe, expect, it } from 'vitest'
import { parseSpan } from '../../src/text/spans.js'

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

describe('parseSpan', () => {
  it.each([
    ['2h', 2 * hours],
    ['２小时', 2 * hours],
    ['2 小時', 2 * hours],
    ['两个小时', 2 * hours],
    ['30分钟', 30 * minutes],
    ['30m', 30 * minutes],
    ['十分钟', 10 * minutes],
    ['90s', 90_000],
    ['7天', 7 * days],
    ['一周', 7 * days],
    ['半小时', 30 * minutes],
    ['半天', 12 * hours],
    ['一个半小时', 90 * minutes],
    ['1.5h', 90 * minutes],
    ['1小时30分', 90 * minutes],
    ['1小时30', 90 * minutes],
    ['1h30m', 90 * minutes],
    ['1天 12小时', 36 * hours],
    ['2 weeks', 14 * days],
  ])('%j is %d ms', (text, ms) => expect(parseSpan(text)).toBe(ms))

  it.each(['', '30', 'abc', '30分1小时', '2x', '小时', '1d2', '-2h', '1h1h'])('%j is no span', text =>
    expect(parseSpan(text)).toBeUndefined(),
  )
})

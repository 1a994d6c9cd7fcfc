import { describe, expect, it } from 'vitest'
import { asSeen } from '../../src/text/as-seen.js'

describe('a name as it looks', () => {
  it.each([
    ['小鹿', '小鹿'],
    [' Tom\u2005🦊 ', 'Tom 🦊'],
    ['ＡＢ', 'AB'],
    ['小\u200b周', '小周'],
    ['❤️', '❤'],
    ['林\n老师', '林 老师'],
    ['\u202e小周', '小周'],
    ['\u200b\u3164', ''],
    ['', ''],
  ])('takes %j for %j', (name, seen) => {
    expect(asSeen(name)).toBe(seen)
  })

  it.each([
    ['小鹿', '小路'],
    ['Tom', 'tom'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(asSeen(one)).not.toBe(asSeen(other))
  })
})

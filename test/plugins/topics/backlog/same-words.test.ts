import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameWords } from '../../../../plugins/topics/backlog/same-words.js'

describe('two proposals are the same', () => {
  it.each([
    ['社群多少人最合适？', '社群多少人最合适'],
    ['社群多少人最合适？', '请问社群多少人最合适呢'],
    ['社群多少人最合适？', '社群 多少人 最合适!!'],
    ['怎么让新人开口说话', '如何让新人开口说话？'],
    ['怎麼讓新人開口說話', '怎么让新人开口说话'],
    ['社群运营里最难的一件事是什么', '社群运营里最难的一件事是啥'],
    ['How many people?', 'how many PEOPLE'],
    ['🏃', '🏃'],
  ])('%s = %s', (a, b) => {
    expect(sameWords(a, b)).toBe(true)
    expect(sameWords(b, a)).toBe(true)
  })
})

describe('two proposals are not', () => {
  it.each([
    ['怎么让新人开口说话', '怎么不让新人开口说话'],
    ['为什么我们群应该每天早上打卡签到', '为什么我们群不应该每天早上打卡签到'],
    ['第1期分享会复盘大家说说', '第2期分享会复盘大家说说'],
    ['早上跑步好还是晚上跑步好', '晚上跑步好'],
    ['膝盖疼怎么办', '膝盖疼吗'],
    ['狗咬人', '人咬狗'],
    ['年会去哪', '年会吃啥'],
    ['🏃', '🎉'],
    ['?', '!'],
  ])('%s ≠ %s', (a, b) => {
    expect(sameWords(a, b)).toBe(false)
    expect(sameWords(b, a)).toBe(false)
  })
})

it('is even-handed, and never throws', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(sameWords(a, b)).toBe(sameWords(b, a))
      expect(sameWords(a, a)).toBe(true)
    }),
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../../../plugins/rules/flood/talk.js'

const limits = { per10s: 6, perMinute: 20, sameText: 3, sameTextWindow: 120_000 }
const none = { per10s: 0, perMinute: 0, sameText: 0, sameTextWindow: 120_000 }

/** Somebody writes at these seconds; at which of them it was too much. */
function tooMuch(seconds: readonly number[], said?: number, over = limits) {
  const talk = new Talk()
  return seconds.flatMap(second => {
    const flood = talk.heard('g1', 'm1', { at: second * 1000, said }, over)
    return flood ? [[second, flood.limit, flood.count]] : []
  })
}

const range = (count: number, step: number, from = 0) => Array.from({ length: count }, (_, i) => from + i * step)

describe('the limits', () => {
  it('six in ten seconds are talk, the seventh is a flood', () => {
    expect(tooMuch(range(6, 1.5))).toEqual([])
    expect(tooMuch(range(7, 1.5))).toEqual([[9, 'per10s', 7]])
    // The window is (at - 10 s, at].
    expect(tooMuch([0, 5, 6, 7, 8, 9, 10])).toEqual([])
    expect(tooMuch([0.001, 5, 6, 7, 8, 9, 10])).toEqual([[10, 'per10s', 7]])
  })

  it('twenty in a minute are talk, the twenty-first is a flood', () => {
    expect(tooMuch(range(20, 2.9))).toEqual([])
    expect(tooMuch(range(21, 2.9))).toEqual([[58, 'perMinute', 21]])
    expect(tooMuch(range(200, 3))).toEqual([])
  })

  it('the same text a fourth time within two minutes', () => {
    expect(tooMuch([0, 30, 60], 7)).toEqual([])
    expect(tooMuch([0, 30, 60, 119], 7)).toEqual([[119, 'sameText', 4]])
    expect(tooMuch([0, 40, 80, 120], 7)).toEqual([])
    expect(tooMuch([0, 30, 60, 90], undefined)).toEqual([])
  })

  it('0 is no limit, each by itself', () => {
    expect(tooMuch(range(500, 0.01), 7, none)).toEqual([])
    expect(tooMuch(range(25, 0.1), undefined, { ...none, perMinute: 20 })).toContainEqual([2, 'perMinute', 21])
    expect(tooMuch(range(25, 0.1), 7, { ...none, sameText: 3 })[0]?.[1]).toBe('sameText')
  })

  it('are of one person in one room', () => {
    const talk = new Talk()
    for (const at of range(6, 100)) {
      for (const [room, member] of [
        ['g1', 'm1'],
        ['g1', 'm2'],
        ['g2', 'm1'],
      ] as const)
        expect(talk.heard(room, member, { at, said: 7 }, { ...limits, sameText: 0 })).toBeUndefined()
    }
  })
})

describe('after a word', () => {
  it('nothing is counted until the rest is over', () => {
    const talk = new Talk()
    const hear = (at: number) => talk.heard('g1', 'm1', { at }, limits)
    for (const at of range(6, 100)) hear(at)
    expect(hear(600)?.since).toBe(0)
    talk.clear('g1', 'm1', 30_600)
    for (const at of range(40, 100, 700)) expect(hear(at)).toBeUndefined()
    for (const at of range(6, 100, 30_600)) expect(hear(at)).toBeUndefined()
    expect(hear(31_300)).toBeDefined()
  })

  it('of any burst there is one, and no more than one in a rest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 400 }), gaps => {
        const talk = new Talk()
        const words: number[] = []
        let at = 0
        for (const gap of gaps) {
          at += gap
          if (!talk.heard('g1', 'm1', { at, said: gap % 5 }, limits)) continue
          words.push(at)
          talk.clear('g1', 'm1', at + 30_000)
        }
        expect(words.every((word, i) => i === 0 || word - (words[i - 1] ?? 0) >= 30_000)).toBe(true)
      }),
    )
  })
})

describe('memory', () => {
  it('holds whoever spoke lately, however many have', () => {
    const talk = new Talk()
    for (let member = 0; member < 20_000; member++)
      talk.heard('g1', `m${member}`, { at: member * 1000, said: member }, limits)
    for (const at of range(7, 100, 20_000_000)) talk.heard('g1', 'm1', { at }, { ...limits, per10s: 0 })
    expect(talk.heard('g1', 'm1', { at: 20_000_700 }, limits)).toMatchObject({ limit: 'per10s', count: 8 })
  })
})

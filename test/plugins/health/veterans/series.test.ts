import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDay } from '../../../../plugins/health/days/packed.js'
import { dropIn, isOver, type Part, seriesOf } from '../../../../plugins/health/veterans/series.js'
import { proposalsFor, silentAmong } from '../../../../plugins/health/veterans/silent.js'
import { addDays } from '../../../../src/domain/calendar.js'
import type { MemberView } from '../../../../src/kernel/plugin.js'

/** A week of so many messages, a share of them and of the people by veterans. */
const week = (messages: number, share: number, speakers = share): Part => ({
  messages,
  veteranMessages: messages * share,
  speakers: 100,
  veteranSpeakers: 100 * speakers,
})
const four = (share: number, messages = 100) => Array.from({ length: 4 }, () => week(messages, share))

describe('a drop of the veterans’ share', () => {
  it.each([
    ['by exactly 40 %', [...four(0.5), week(100, 0.3)], { of: 'messages', from: 0.5, to: 0.3 }],
    ['by less', [...four(0.5), week(100, 0.31)], undefined],
    ['of the people alone', [...four(0.5), week(100, 0.5, 0.2)], { of: 'speakers', from: 0.5, to: 0.2 }],
    ['in three weeks of history', [...four(0.5).slice(1), week(100, 0)], undefined],
    ['where hardly anybody wrote before', [...four(0.5, 10), week(100, 0)], undefined],
    ['where nobody wrote at all', [...four(0.5), week(0, 0)], undefined],
    ['where little was said, and they said nothing', [...four(0.5), week(4, 0)], { of: 'messages', from: 0.5, to: 0 }],
    ['where there never were any', [...four(0), week(100, 0)], undefined],
  ] as const)('%s', (_, series, drop) => {
    if (drop) expect(dropIn(series, 0.4)).toMatchObject({ of: drop.of, to: drop.to })
    else expect(dropIn(series, 0.4)).toBeUndefined()
  })

  it('is never told where the owner wants none', () => {
    expect(dropIn([...four(0.5), week(100, 0)], 0)).toBeUndefined()
  })

  it('is over when the share is halfway back, or when four weeks were as low', () => {
    expect(isOver([...four(0.5), week(100, 0.35)], 0.4)).toBe(false)
    expect(isOver([...four(0.5), week(100, 0.45)], 0.4)).toBe(true)
    expect(isOver([...four(0.3), week(100, 0.3)], 0.4)).toBe(true)
    expect(isOver([...four(0.5), week(3, 1)], 0.4)).toBe(false)
  })

  it('is not found in noise of a tenth either way', () => {
    const noisy = fc.array(fc.double({ min: 0.45, max: 0.55, noNaN: true }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(noisy, shares => {
        const series = shares.map(share => week(200, share))
        expect(dropIn(series, 0.4)).toBeUndefined()
      }),
    )
  })
})

describe('weeks of days', () => {
  it('end on the last day, and count what is known', () => {
    const last = '2030-02-10'
    const days = Array.from({ length: 35 }, (_, at) => ({
      ...readDay(addDays(last, at - 34), ''),
      messages: 10,
      veteranMessages: Math.floor(at / 7),
    })).filter((_, at) => at !== 8)
    expect(seriesOf(days, last).map(part => [part.messages, part.veteranMessages])).toEqual([
      [70, 0],
      [60, 6],
      [70, 14],
      [70, 21],
      [70, 28],
    ])
  })
})

describe('silent veterans', () => {
  const view = (key: string, memberSince = 0) => ({ key, name: key, memberSince }) as MemberView

  it('are those who wrote nothing since; who wrote most before comes first, then who is here longest', () => {
    const silent = silentAmong([view('m1', 5), view('m2', 3), view('m3'), view('m4'), view('m10', 3)], {
      last: new Map([
        ['m1', 50],
        ['m3', 99],
        ['m4', 100],
      ]),
      earlier: new Map([['m1', 20]]),
      since: 100,
    })
    expect(silent.map(({ view, last }) => [view.key, last])).toEqual([
      ['m1', 50],
      ['m3', 99],
      ['m2', undefined],
      ['m10', undefined],
    ])
    expect(proposalsFor(silent).map(({ what, view }) => `${what} ${view.key}`)).toEqual([
      'host m1',
      'seat m3',
      'seed m2',
    ])
    expect(proposalsFor(silent.slice(0, 1))).toHaveLength(1)
  })
})

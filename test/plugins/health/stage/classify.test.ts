import { describe, expect, test } from 'vitest'
import { judge } from '../../../../plugins/health/stage/classify.js'
import { settle } from '../../../../plugins/health/stage/settle.js'
import { DAY, type Made, noisy, replay, seeded, steady } from './series.js'

const lively: Made = { members: 200, messages: 80, speakers: 12, active: 20 }
const low: Made = { members: 200, messages: 20, speakers: 4, active: 6 }
const mute: Made = { members: 200, messages: 0, speakers: 0, active: 0 }
/** Twelve per cent more people a week. */
const growing = Array.from({ length: 60 }, (_, at): Made => {
  const members = Math.round(60 * 1.12 ** (at / 7))
  return {
    members,
    messages: members,
    speakers: Math.round(members / 8),
    joins: (members * 0.12) / 7,
    active: members / 5,
  }
})

const series: Record<string, { days: Made[]; born?: number }> = {
  萌芽: { days: steady({ members: 18, messages: 12, speakers: 5, joins: 1, active: 9 }, 12), born: 0 },
  成长: { days: growing },
  活跃: { days: steady(lively, 60) },
  衰亡: { days: [...steady(lively, 42), ...steady(low, 16)] },
  沉寂: { days: [...steady(lively, 42), ...steady(mute, 8)] },
}

describe('the five series', () => {
  test.each(Object.entries(series))('%s is told, with a reason', (stage, { days, born }) => {
    const { staged } = replay(days, born === undefined ? {} : { born })
    expect(staged?.stage).toBe(stage)
    expect(staged?.why).not.toBe('')
  })

  test.each(Object.entries(series))(
    '%s stays what it is under noise of a fifth, with forty seeds',
    (stage, { days, born }) => {
      for (let seed = 0; seed < 40; seed++) {
        const random = seeded(seed)
        const { staged, changes } = replay(
          days.map(made => noisy(made, random)),
          born === undefined ? {} : { born },
        )
        expect(staged?.stage, `seed ${seed}`).toBe(stage)
        const before = stage === '衰亡' || stage === '沉寂' ? ['活跃'] : []
        expect(
          changes.map(each => each.stage),
          `seed ${seed}`,
        ).toEqual([...before, stage])
      }
    },
  )

  test('a silence begins when nobody wrote for seven days, to the hour', () => {
    const { staged } = replay(series['沉寂']?.days ?? [])
    // Nobody wrote from the 43rd day on; the eighth night finds out.
    expect(staged?.why).toBe('quiet')
    expect(staged?.values['days']).toBe(8)
  })
})

describe('noise on the edges', () => {
  const edges: Record<string, Made> = {
    'of the floor': { ...lively, active: 10 },
    'of growth': { ...lively, joins: 2.6, leaves: 0 },
    'of silence': { members: 400, messages: 6, speakers: 2, active: 4 },
    'of being small': { members: 30, messages: 20, speakers: 5, active: 8 },
  }
  test.each(Object.entries(edges))('%s: at most two changes in half a year', (_, made) => {
    for (let seed = 0; seed < 15; seed++) {
      const random = seeded(1000 + seed)
      const { changes } = replay(
        steady(made, 180).map(each => noisy(each, random)),
        { born: -300 },
      )
      expect(changes.length, `seed ${seed}: ${changes.map(({ stage }) => stage).join(' ')}`).toBeLessThanOrEqual(2)
    }
  })
})

describe('what is not known', () => {
  test('days on which the bot was away change nothing', () => {
    const before = replay(steady(lively, 42))
    for (const gap of [1, 3, 7, 20, 40]) {
      const away = replay([...steady(lively, 42), ...steady(mute, gap), ...steady(lively, 20)], {
        missing: at => at >= 42 && at < 42 + gap,
      })
      expect(away.changes, `away for ${gap} days`).toEqual(before.changes)
    }
  })

  test('random days missing change nothing', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = seeded(seed)
      const gone = new Set(Array.from({ length: 90 }, (_, at) => at).filter(() => random() < 0.2))
      const { staged, changes } = replay(
        steady(lively, 90).map(each => noisy(each, random)),
        { missing: at => gone.has(at), from: { stage: '活跃', since: 0, date: '', why: 'active', values: {} } },
      )
      expect(staged?.stage).toBe('活跃')
      expect(changes).toEqual([])
    }
  })

  test('in the first week nothing is said but of what was seen to begin', () => {
    expect(replay(steady(lively, 6)).staged).toBeUndefined()
    expect(replay(steady({ ...lively, members: 20 }, 2), { born: 0 }).staged?.stage).toBe('萌芽')
  })

  test('a small group whose beginning nobody saw is no seedling', () => {
    expect(replay(steady({ members: 20, messages: 30, speakers: 5, active: 8 }, 20)).staged?.stage).toBe('活跃')
  })

  test('one day is no stage', () => {
    const spike = [...steady(lively, 30), { ...lively, joins: 60 }, ...steady(lively, 1)]
    expect(replay(spike).staged?.stage).toBe('活跃')
  })
})

describe('what comes after', () => {
  test('people who write again end a silence', () => {
    const { changes } = replay([...steady(lively, 42), ...steady(mute, 10), ...steady(low, 10)])
    expect(changes.map(({ stage }) => stage)).toEqual(['活跃', '沉寂', '衰亡'])
  })

  test('a word now and then ends no silence, in a room of forty and in one of four hundred', () => {
    for (const members of [42, 400]) {
      for (const gap of [6, 8, 9]) {
        const days = Array.from({ length: 90 }, (_, at): Made => {
          const spoke = at % gap === 0
          return { members, messages: spoke ? 1 : 0, speakers: spoke ? 1 : 0, active: at % gap < 7 ? 1 : 0 }
        })
        const { changes } = replay([...steady(mute, 10).map(day => ({ ...day, members })), ...days])
        expect(
          changes.map(({ stage }) => stage),
          `${members} people, every ${gap} days`,
        ).toEqual(['沉寂'])
      }
    }
  })

  test('nor does what one person says after a lively time, and three people do', () => {
    const one = { ...mute, messages: 2, speakers: 1, active: 1 }
    const three = { ...mute, messages: 9, speakers: 3, active: 4 }
    const before = [...steady(lively, 42), ...steady(mute, 10)]
    expect(replay([...before, ...steady(one, 20)]).staged?.stage).toBe('沉寂')
    expect(replay([...before, ...steady(three, 5)]).staged?.stage).toBe('衰亡')
  })

  test('what was never anything but silent goes on so, with a reason, until the figures say more', () => {
    const few = { ...mute, messages: 9, speakers: 3, active: 6 }
    const { staged } = replay([...steady(mute, 10), ...steady(few, 10)])
    expect(staged).toMatchObject({ stage: '沉寂', why: 'below', values: { active: 6 } })
    expect(replay([...steady(mute, 10), ...steady(lively, 10)]).staged?.stage).toBe('活跃')
  })

  test('a seedling that grew up and stands is lively, one that few write in declines', () => {
    const grown = [...steady({ ...lively, members: 25 }, 10), ...steady({ ...lively, members: 60 }, 20)]
    expect(replay(grown, { born: 0 }).staged?.stage).toBe('活跃')
    const lame = [...steady({ ...lively, members: 25 }, 10), ...steady({ ...low, members: 60, active: 2 }, 20)]
    expect(replay(lame, { born: 0 }).staged?.stage).toBe('衰亡')
  })

  test('a fall by less than half, or for one week alone, is none', () => {
    const part = { ...lively, messages: 48, speakers: 8 }
    expect(replay([...steady(lively, 42), ...steady(part, 20)]).staged?.stage).toBe('活跃')
    expect(replay([...steady(lively, 42), ...steady(low, 6), ...steady(lively, 20)]).changes).toHaveLength(1)
  })
})

describe('settling', () => {
  const base = { stage: '活跃', since: 0, date: '2030-01-01', why: 'active', values: {} } as const
  const grows = { stage: '成长', why: 'growing', values: {} } as const

  test('the same night again changes nothing', () => {
    const once = settle(base, grows, { date: '2030-01-02', now: DAY })
    expect(settle(once, grows, { date: '2030-01-02', now: DAY })).toEqual(once)
  })

  test('holds from the third day in a row, since the first', () => {
    let staged = settle(base, grows, { date: '2030-01-02', now: DAY })
    staged = settle(staged, grows, { date: '2030-01-03', now: 2 * DAY })
    expect(staged?.stage).toBe('活跃')
    staged = settle(staged, grows, { date: '2030-01-04', now: 3 * DAY })
    expect(staged).toMatchObject({ stage: '成长', since: DAY, before: '活跃' })
  })

  test('a day of what it was begins the count anew', () => {
    let staged = settle(base, grows, { date: '2030-01-02', now: DAY })
    staged = settle(staged, base, { date: '2030-01-03', now: 2 * DAY })
    expect(staged?.next).toBeUndefined()
  })

  test('a night without a judgement leaves it as it is', () => {
    expect(settle(base, undefined, { date: '2030-01-02', now: DAY })).toBe(base)
  })
})

test('a core group is measured by its own floor', () => {
  const reading = {
    now: 30 * DAY,
    date: '2030-01-30',
    days: [],
    members: 60,
    active: 30,
    heardFor: 30 * DAY,
    quietFor: 0,
    floor: 0.7,
  }
  expect(judge(reading, '活跃')).toBeUndefined()
})

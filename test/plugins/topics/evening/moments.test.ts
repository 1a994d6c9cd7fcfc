import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentsOf, nextWord } from '../../../../plugins/topics/evening/moments.js'
import type { Topic } from '../../../../plugins/topics/topic.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const times = { announce: [DAY, 30 * MINUTE], nudgeAfter: 15 * MINUTE, lastCall: 5 * MINUTE }
const start = Date.parse('2030-01-08T21:00:00+08:00')

const planned: Topic = {
  id: 'T1',
  title: '社群多少人最合适？',
  kind: 'topic',
  start,
  end: start + 30 * MINUTE,
  phase: 'planned',
  version: 1,
  by: 'm1',
  host: 'm1',
  guide: [],
  createdAt: start - 25 * HOUR,
}
const open: Topic = { ...planned, phase: 'open', openedAt: start, told: ['open'] }

/** `open 0`: what, and how many minutes after the start. */
const shown = (topic: Topic, own: Partial<typeof times> = {}) =>
  momentsOf(topic, { ...times, ...own }).map(({ name, at }) => `${name} ${(at - start) / MINUTE}`)

describe('what a planned topic has before it', () => {
  it('is announced a day and half an hour before, opened, and at its end closed or given up', () => {
    expect(shown(planned)).toEqual(['announce-1440 -1440', 'announce-30 -30', 'open 0', 'close 30'])
    expect(shown({ ...planned, told: ['announce-1440'] })).toEqual(['announce-30 -30', 'open 0', 'close 30'])
  })

  it.each([
    ['less than a day before', 23 * HOUR, ['announce-now -1380', 'announce-30 -30']],
    ['a day before, to the minute', DAY, ['announce-now -1440', 'announce-30 -30']],
    ['ten minutes before: both are one', 10 * MINUTE, ['announce-now -10']],
    ['just before the next one: that one is left out', 35 * MINUTE, ['announce-now -35']],
    ['within the minute: the opening says it', 30_000, []],
  ])('set %s', (_, before, announced) => {
    const topic = { ...planned, createdAt: start - before }
    expect(shown(topic)).toEqual([...announced, 'open 0', 'close 30'])
  })

  it('is announced anew when it was moved', () => {
    const moved = { ...planned, plannedAt: start - 2 * HOUR }
    expect(shown(moved)).toEqual(['announce-now -120', 'announce-30 -30', 'open 0', 'close 30'])
  })

  it('has as many announcements as the config says', () => {
    expect(shown(planned, { announce: [] })).toEqual(['open 0', 'close 30'])
    expect(shown(planned, { announce: [30 * MINUTE, 30 * MINUTE, 0] })).toEqual([
      'announce-30 -30',
      'open 0',
      'close 30',
    ])
  })

  it('lets an announcement wait until the next one or the start', () => {
    expect(nextWord(planned, times, start - DAY)).toBe(start - 30 * MINUTE)
    expect(nextWord(planned, times, start - 30 * MINUTE)).toBe(start)
  })
})

describe('what an open topic has before it', () => {
  it('leaves the opening to the host, looks whether few speak, tells of the end and closes', () => {
    expect(shown(open)).toEqual(['step-in 2', 'few 15', `last-call-${open.end} 25`, 'close 30'])
  })

  it('begins later where it was opened later', () => {
    expect(shown({ ...open, openedAt: start + 8 * MINUTE })).toEqual([
      'step-in 10',
      'few 23',
      `last-call-${open.end} 25`,
      'close 30',
    ])
  })

  it.each([
    ['ends with what is left', 12, ['step-in 2', 'last-call 7', 'close 12']],
    ['is too short for a last call', 5, ['step-in 2', 'close 5']],
    ['is over at once', 2, ['close 2']],
  ])('%s when it lasts %i minutes', (_, minutes, expected) => {
    const end = start + minutes * MINUTE
    expect(shown({ ...open, end }).map(each => each.replace(`-${end}`, ''))).toEqual(expected)
  })

  it('is not told twice of an end that was put off by little, and is of one put off by much', () => {
    const called = {
      ...open,
      told: ['open', 'step-in', 'few', `last-call-${open.end}`],
      lastCallAt: start + 25 * MINUTE,
    }
    expect(shown({ ...called, end: start + 40 * MINUTE })).toEqual(['close 40'])
    const late = start + 60 * MINUTE
    expect(shown({ ...called, end: late })).toEqual([`last-call-${late} 55`, 'close 60'])
  })

  it('still has its opening before it until that was said', () => {
    expect(shown({ ...open, told: [] })[0]).toBe('open 0')
  })
})

describe('a topic that is over', () => {
  it('has nothing before it but the word that was not said yet', () => {
    expect(shown({ ...open, phase: 'closed' })).toEqual(['close 30'])
    expect(shown({ ...open, phase: 'closed', told: ['open', 'close'] })).toEqual([])
    expect(shown({ ...planned, phase: 'cancelled' })).toEqual([])
    expect(shown({ ...planned, phase: 'cancelled', fellOut: true })).toEqual(['close 30'])
  })
})

it('whenever it was set and whatever the config: in order, each name once, words before the end alone', () => {
  const span = fc.integer({ min: 0, max: 3 * 24 * 60 }).map(minutes => minutes * MINUTE)
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 5 }),
      span,
      span,
      span,
      span,
      fc.constantFrom('planned' as const, 'open' as const),
      (announce, nudgeAfter, lastCall, before, length, phase) => {
        const topic = { ...planned, phase, createdAt: start - before, end: start + MINUTE + length, openedAt: start }
        const moments = momentsOf(topic, { announce, nudgeAfter, lastCall })
        expect(new Set(moments.map(({ name }) => name)).size).toBe(moments.length)
        expect(moments.map(({ at }) => at)).toEqual(moments.map(({ at }) => at).sort((a, b) => a - b))
        for (const { what, at } of moments) {
          if (what === 'announce') expect(at).toBeLessThan(start)
          else if (what !== 'close') expect(at).toBeLessThan(topic.end)
          expect(at).toBeGreaterThanOrEqual(topic.createdAt)
        }
        expect(moments.filter(({ what }) => what === 'close')).toHaveLength(1)
      },
    ),
  )
})

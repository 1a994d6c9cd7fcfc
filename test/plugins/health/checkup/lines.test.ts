import { describe, expect, test } from 'vitest'
import { checkLines, density, standing, type Vitals } from '../../../../plugins/health/checkup/lines.js'
import { texts } from '../../../../plugins/health/checkup/texts.js'
import type { Day } from '../../../../plugins/health/days/day.js'
import { readDay } from '../../../../plugins/health/days/packed.js'
import { seeded } from '../stage/series.js'

const quiet: Day = { ...readDay('2030-01-07', ''), members: 240 }

const good: Vitals = {
  people: 240,
  active: 14,
  floor: 0.05,
  good: 0.08,
  known: 7,
  week: [
    {
      ...quiet,
      speakers: 14,
      messages: 100,
      top: 60,
      owner: 10,
      startedByMembers: 9,
      started: 10,
      answered: 7,
      pairs: 21,
      veterans: 80,
      veteranMessages: 40,
      topics: 1,
    },
  ],
  joins: 12,
  firstWords: 7,
  hasGoal: true,
  admins: 2,
  helpers: 1,
  top: 0.6,
  newcomers: 8,
  regulars: 5,
  fresh: 0,
}

const week = (change: Partial<Day>): Vitals => ({ ...good, week: good.week.map(day => ({ ...day, ...change })) })
const stepOf = (vitals: Vitals, aspect: string) => checkLines(vitals).find(line => line.aspect === aspect)?.step

describe('the five lines', () => {
  test('of a group that is well say so', () => {
    expect(checkLines(good).map(({ aspect, step }) => `${aspect} ${step}`)).toEqual([
      '同好 goOn',
      '结构 goOn',
      '输出 goOn',
      '运营 goOn',
      '复制 goOn',
    ])
  })

  test.each<[string, string, Vitals, string]>([
    ['nothing says why it is there', '同好', { ...good, hasGoal: false }, 'writeGoal'],
    ['nobody new', '同好', { ...good, joins: 0 }, 'bringOne'],
    ['the new say nothing', '同好', { ...good, firstWords: 2 }, 'askNewcomers'],
    ['nobody beside the owner', '结构', { ...good, admins: 0 }, 'findDeputy'],
    ['nobody took anything on', '结构', { ...good, helpers: 0 }, 'findHelpers'],
    ['a few talk for all', '结构', { ...good, top: 0.9 }, 'quietOnes'],
    ['members begin nothing', '输出', week({ startedByMembers: 0, answered: 0 }), 'beginOne'],
    ['nobody answers', '输出', week({ answered: 2 }), 'takeUp'],
    ['no topic', '输出', week({ topics: 0 }), 'setTopic'],
    ['the owner talks alone', '运营', week({ owner: 38 }), 'ownerLess'],
    ['questions stay open', '运营', week({ unanswered: 5 }), 'findAnswerers'],
    ['judgements are taken back', '运营', week({ cases: 4, undone: 1 }), 'lookAtCases'],
    ['the old are silent', '复制', week({ veteranMessages: 5 }), 'callVeterans'],
    ['the new do not stay', '复制', { ...good, regulars: 1 }, 'pairNewcomers'],
    ['nobody new to stay', '复制', { ...good, newcomers: 0, regulars: 0 }, 'askIn'],
    ['all who are new came lately', '复制', { ...good, newcomers: 0, regulars: 0, fresh: 3 }, 'pairNewcomers'],
  ])('%s', (_, aspect, vitals, step) => {
    expect(stepOf(vitals, aspect)).toBe(step)
  })

  test('of a group that is well in four say of none that it is good as it is', () => {
    const steps = checkLines({ ...good, admins: 0 }).map(({ step }) => step)
    expect(steps).toEqual(['goOnKindred', 'findDeputy', 'goOnOutput', 'goOnRunning', 'goOnPassingOn'])
  })

  test('have a figure each, also of a group that nobody wrote a goal for, and of one with people who came just now', () => {
    const figureOf = (vitals: Vitals, aspect: string) => checkLines(vitals).find(line => line.aspect === aspect)?.figure
    expect(figureOf({ ...good, hasGoal: false }, '同好')).toBe('noGoalWords')
    expect(figureOf({ ...good, newcomers: 0, regulars: 0, fresh: 1 }, '复制')).toBe('freshOld')
    expect(figureOf({ ...good, newcomers: 0, regulars: 0 }, '复制')).toBe('noneNewOld')
  })

  test('the owner’s share is a figure of its own', () => {
    expect(checkLines(week({ owner: 38 })).find(({ aspect }) => aspect === '运营')?.values).toMatchObject({ owner: 38 })
  })

  test('the owner’s share is told of few messages too, and of few nobody is told that he talks too much', () => {
    const running = (messages: number, owner: number) =>
      checkLines(week({ messages, owner, topics: 1 })).find(({ aspect }) => aspect === '运营')
    expect(running(9, 6)).toMatchObject({ figure: 'careOwner', values: { owner: 67 }, step: 'askFirst' })
    expect(running(4, 1)).toMatchObject({ figure: 'careOwner', values: { owner: 25 }, step: 'goOn' })
    expect(running(2, 2)).toMatchObject({ figure: 'care' })
    expect(running(10, 6)).toMatchObject({ step: 'ownerLess' })
  })

  test('a picture shows the figures of the words', () => {
    const bars = (vitals: Vitals) => checkLines(vitals).map(({ bar }) => `${bar.of} ${bar.value}`)
    expect(bars(good)).toEqual(['spoke 7/12', 'top 60%', 'answered 7/9', 'owner 10%', 'old 40%'])
    const none = { ...good, joins: 0, newcomers: 0, regulars: 0, week: [quiet] }
    expect(bars(none)).toEqual(['joins 0', 'admins 2', 'started 0', 'unanswered 0', 'fresh 0'])
  })

  test('a week without a word claims no shares', () => {
    for (const line of checkLines({ ...good, week: [quiet] })) {
      expect(line.values['top'] ?? line.values['owner'] ?? line.values['old']).toBeUndefined()
    }
  })

  test('every line has words in both languages, whatever the figures, and shares are shares', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = seeded(seed)
      const some = (most: number) => Math.floor(random() * most)
      const messages = some(60)
      const vitals: Vitals = {
        ...good,
        hasGoal: random() < 0.7,
        joins: some(5),
        firstWords: some(5),
        admins: some(3),
        helpers: some(2),
        newcomers: some(4),
        regulars: some(2),
        fresh: some(2),
        ...(messages === 0 ? {} : { top: random() }),
        week: [
          {
            ...quiet,
            messages,
            owner: some(messages + 1),
            veteranMessages: some(messages + 1),
            veterans: some(4),
            startedByMembers: some(5),
            answered: some(6),
            topics: some(2),
            unanswered: some(5),
            cases: some(4),
            undone: some(2),
          },
        ],
      }
      for (const { figure, step, bar } of checkLines(vitals)) {
        for (const lines of [texts['zh-CN'], texts.en]) {
          expect(lines).toHaveProperty([`check.figure.${figure}`])
          expect(lines).toHaveProperty([`check.step.${step}`])
          expect(lines).toHaveProperty([`check.bar.${bar.of}`])
        }
        expect(bar.share ?? 0).toBeGreaterThanOrEqual(0)
        expect(bar.share ?? 0).toBeLessThanOrEqual(1)
      }
    }
  })
})

test('14 of 240 are within 5–8 %, 11 below, 20 above; a core group has a floor alone', () => {
  expect(standing(good)).toBe('within')
  expect(standing({ ...good, active: 11 })).toBe('below')
  expect(standing({ ...good, active: 20 })).toBe('above')
  const { good: _, ...core } = { ...good, people: 60, floor: 0.7 }
  expect(standing({ ...core, active: 41 })).toBe('below')
  expect(standing({ ...core, active: 42 })).toBe('within')
})

test('everybody who wrote is in so many pairs', () => {
  expect(density(good.week)).toBe(3)
  expect(density([quiet])).toBeUndefined()
})

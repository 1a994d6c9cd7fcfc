import { describe, expect, it } from 'vitest'
import type { Day } from '../../../../plugins/health/days/day.js'
import { readDay } from '../../../../plugins/health/days/packed.js'
import { texts } from '../../../../plugins/health/weekly/texts.js'
import { changeOf, comparable, isWorthTelling, type Week, weekOf } from '../../../../plugins/health/weekly/week.js'
import { fileName, reportBoard, reportText } from '../../../../plugins/health/weekly/wording.js'
import { addDays } from '../../../../src/domain/calendar.js'
import { line } from '../../../../src/kernel/texts.js'

const MONDAY = '2030-01-07'
const day = (at: number, figures: Partial<Day>): Day => ({ ...readDay(addDays(MONDAY, at), ''), ...figures })
const talkers = { speakers: 14, active: 14, unsure: 0, topShare: 0.82 }
const text = (key: string, values?: Record<string, string | number>) =>
  line({ 'zh-CN': texts['zh-CN'], en: texts.en }, 'zh-CN', {}, key, values)

const full = Array.from({ length: 7 }, (_, at) =>
  day(at, {
    members: 239,
    messages: 10 * (at + 1),
    speakers: at,
    checkIns: 5,
    joins: at === 0 ? 4 : 0,
    leaves: at === 3 ? 1 : 0,
    started: 2,
    startedByMembers: 1,
    answered: 1,
    pairs: 3,
    veteranMessages: 4,
    cases: at === 2 ? 3 : 0,
    undone: at === 2 ? 1 : 0,
  }),
)

function weekFrom(days: readonly Day[], more: Partial<Week> = {}): Week {
  const week = weekOf(days, talkers)
  if (!week) throw new Error('no week')
  return { ...week, ...more }
}

const oneDay = [day(0, { members: 13, messages: 24 })]

function saidOf(speakers: number, active: number, unsure: number): string {
  const week = weekOf(oneDay, { speakers, active, unsure, topShare: 1 })
  if (!week) throw new Error('no week')
  return reportText(
    text,
    { from: MONDAY, to: MONDAY, days: [], week, before: undefined, soFar: false },
    { topic: 'x', network: true },
  )
}

describe('a week', () => {
  it('is the sum of its days, with the people at its end and how they became so many', () => {
    expect(weekFrom(full)).toMatchObject({
      days: 7,
      size: 240,
      grown: 4,
      joins: 4,
      leaves: 1,
      messages: 280,
      checkIns: 35,
      startedByMembers: 7,
      started: 14,
      pairs: 3,
      veteranShare: 0.1,
      cases: 3,
      undone: 1,
      undoRate: 1 / 3,
    })
  })

  it('has an active rate of those who are there, however many wrote and left', () => {
    expect(weekOf(oneDay, { speakers: 8, active: 2, unsure: 0, topShare: 1 })?.activeRate).toBeCloseTo(2 / 14, 9)
    expect(saidOf(8, 2, 0)).toContain('活跃率 14.3%：2 人说过话，另有 6 人说过话已退群\n')
  })

  it('says of nobody that he left who cannot be told apart since a login', () => {
    expect(saidOf(3, 2, 1)).toContain('2 人说过话，另有 1 人说过话但重新登录后认不准\n')
    expect(saidOf(5, 2, 1)).toContain('2 人说过话，另有 2 人说过话已退群，另有 1 人说过话但重新登录后认不准\n')
  })

  it('of which no day is known is none; without messages or cases it has no shares', () => {
    expect(weekOf([], talkers)).toBeUndefined()
    expect(weekFrom([day(0, {})])).toMatchObject({ veteranShare: undefined, undoRate: undefined })
  })

  it('is held against one of which as many days are known', () => {
    expect(comparable(weekFrom(full), weekFrom(full))).toBe(true)
    expect(comparable(weekFrom(full.slice(0, 3)), weekFrom(full))).toBe(true)
    expect(comparable(weekFrom(full), weekFrom(full.slice(0, 6)))).toBe(false)
    expect(comparable(weekFrom(full), undefined)).toBe(false)
  })
})

describe('what is worth telling without being asked', () => {
  const nothing = weekFrom([day(0, { members: 19 })])
  it.each<[string, Partial<Week>, Partial<Week> | undefined, boolean]>([
    ['a week of talk', { messages: 10 }, undefined, true],
    ['one word', { messages: 1 }, undefined, true],
    ['somebody came, and nobody said a word', { joins: 1 }, undefined, false],
    ['somebody came and spoke', { joins: 1, messages: 1 }, undefined, true],
    ['somebody went', { leaves: 1 }, undefined, true],
    ['a check-in', { checkIns: 1 }, undefined, true],
    ['a case', { cases: 1 }, undefined, true],
    ['a room that fell silent', {}, { messages: 300 }, true],
    ['a room that one person left the week before', {}, { leaves: 1 }, true],
    ['a room that was silent before', {}, {}, false],
    ['a silent room of which no week before is known', {}, undefined, false],
  ])('%s', (_, figures, earlier, told) => {
    const before = earlier && { ...nothing, ...earlier }
    expect(isWorthTelling({ ...nothing, ...figures }, before)).toBe(told)
  })
})

describe('how a figure moved', () => {
  it.each([
    [12, 9, 1, 'up', 3],
    [9, 12, 1, 'down', 3],
    [9, 9, 1, 'same', 0],
    [0.0583, 0.0512, 0.001, 'up', 0.007],
    // What is shown as the same is the same.
    [0.0583, 0.0581, 0.001, 'same', 0],
  ] as const)('%d after %d in steps of %d: %s %d', (now, before, step, way, size) => {
    const change = changeOf(now, before, step)
    expect(change.way).toBe(way)
    expect(change.size).toBeCloseTo(size, 9)
  })
})

describe('the report', () => {
  const report = { from: MONDAY, to: addDays(MONDAY, 6), days: full, week: weekFrom(full), soFar: false }
  const before = weekFrom(full, {
    activeRate: 0.0512,
    messages: 300,
    checkIns: 35,
    startedByMembers: 5,
    veteranShare: 0.16,
  })

  it('names each figure and how it moved, in at most ten lines', () => {
    const said = reportText(text, { ...report, before }, { topic: '社群实战1群', network: true })
    expect(said.split('\n')).toEqual([
      '「社群实战1群」周报，1月7日到1月13日，括号里是和前一周比',
      '人数 240（↑4），进群 4，退群 1',
      '活跃率 5.8%（↑0.7 个点）：14 人说过话',
      '消息 280 条（↓20），最活跃的两成人说了 82%',
      '签到 35 人次（持平）',
      '群友带起的话头 7 个（↑2），占 50%，7 个有人接，每天 3 对人接上话',
      '新人开口 0 位（持平），老友占发言 10%（↓6 个点）',
      '话题 0 场（持平），没人接的问题 0 个（持平）',
      '案子 3 件（持平），撤销 1 件，撤销率 33%',
    ])
  })

  it('of a first week has no arrows but for the people, and without the network none of who talks with whom', () => {
    const said = reportText(text, { ...report, before: undefined }, { topic: '社群实战1群', network: false })
    expect(said.match(/[↑↓]/g)).toHaveLength(1)
    expect(said).not.toMatch(/话头|接上话/)
  })

  it('prints a room’s name as attackers’ text', () => {
    const topic = '@所有人 加V\n领/红\u202e包'
    const said = reportText(text, { ...report, before }, { topic, network: true })
    expect(said.split('\n')).toHaveLength(9)
    expect(said).not.toMatch(/[@\u202e]/)
    expect(fileName(text, { ...report, before }, topic)).not.toMatch(/[/\n@\u202e]/)
  })

  it('has a picture of seven days, those that are not known among them', () => {
    const board = reportBoard(text, { ...report, before, days: full.filter((_, at) => at !== 2) }, '社群实战1群')
    expect(board.figures.map(({ value }) => value)).toEqual(['240', '5.8%', '35', '3'])
    expect(board.rows).toHaveLength(7)
    expect(board.rows[0]).toEqual({ label: '周一 7日 · 0 人', value: '10 条', share: 1 / 7 })
    expect(board.rows[2]).toEqual({ label: '周三 9日', value: '–', share: 0 })
    expect(board.rows[6]?.share).toBe(1)
  })
})

import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { longestRow, marksOf } from '../../../plugins/check-in/board/mine.js'
import { lengthOf, nextFirst, parseMonth } from '../../../plugins/check-in/board/months.js'
import checkIn from '../../../plugins/check-in/index.js'
import { datesIn, readMonth, writeMonth } from '../../../plugins/check-in/ledger.js'
import { streakOf } from '../../../plugins/check-in/streak.js'
import type { Board } from '../../../src/domain/board.js'
import { addDays } from '../../../src/domain/calendar.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

describe('a month', () => {
  it.each([
    ['10月', '2030-01-07', '2029-10'],
    ['1月', '2030-01-07', '2030-01'],
    ['2月', '2030-01-07', '2029-02'],
    ['十二月', '2030-01-07', '2029-12'],
    ['十月份', '2030-11-07', '2030-10'],
    ['０９月', '2030-11-07', '2030-09'],
    ['本月', '2030-01-07', '2030-01'],
    ['這個月', '2030-01-07', '2030-01'],
    ['上月', '2030-01-31', '2029-12'],
    ['上个月', '2030-03-31', '2030-02'],
    ['上上个月', '2030-01-07', '2029-11'],
    ['去年12月', '2030-01-07', '2029-12'],
    ['2029年3月', '2030-01-07', '2029-03'],
    ['2029-03', '2030-01-07', '2029-03'],
    ['2029.3', '2030-01-07', '2029-03'],
    ['13月', '2030-01-07', undefined],
    ['0月', '2030-01-07', undefined],
    ['10', '2030-01-07', undefined],
    ['1999-03', '2030-01-07', undefined],
    ['王敏', '2030-01-07', undefined],
    ['', '2030-01-07', undefined],
  ])('%s, said on %s, is %s', (text, today, month) => {
    expect(parseMonth(text, today)).toBe(month)
  })

  it.each([
    ['2028-02', 29],
    ['2030-02', 28],
    ['2029-12', 31],
    ['2030-04', 30],
  ])('%s has %i days', (month, days) => {
    expect(lengthOf(month)).toBe(days)
  })

  it.each([
    ['2030-01-31T23:59:00+08:00', '2030-02-01T10:00:00+08:00'],
    ['2030-02-01T09:59:59+08:00', '2030-02-01T10:00:00+08:00'],
    ['2030-02-01T10:00:00+08:00', '2030-03-01T10:00:00+08:00'],
    ['2029-12-15T10:00:00+08:00', '2030-01-01T10:00:00+08:00'],
    ['2028-02-29T12:00:00+08:00', '2028-03-01T10:00:00+08:00'],
  ])('after %s the next first at ten is %s', (after, first) => {
    expect(nextFirst(Date.parse(after), '10:00', 'Asia/Shanghai')).toBe(Date.parse(first))
  })
})

describe('the marks of a month', () => {
  const never = () => false
  const frame = { today: '2030-01-10', since: '2030-01-01', rests: never }

  it('tell what each day was', () => {
    const history = { dates: new Set(['2030-01-01', '2030-01-03', '2030-01-04']), madeUp: ['2030-01-03'] }
    const marks = marksOf('2030-01', { ...frame, history, since: '2030-01-01', rests: date => date === '2030-01-05' })
    expect(marks).toHaveLength(31)
    expect(marks.slice(0, 6)).toEqual(['came', 'missed', 'madeUp', 'came', 'rest', 'missed'])
    // Today can still be kept; whoever came today has.
    expect(marks.slice(8, 11)).toEqual(['missed', 'ahead', 'ahead'])
    expect(marksOf('2030-01', { ...frame, history: { dates: new Set(['2030-01-10']), madeUp: [] } })[9]).toBe('came')
  })

  it('hold nobody to the days before he was there', () => {
    const marks = marksOf('2030-01', { ...frame, since: '2030-01-07', history: { dates: new Set(), madeUp: [] } })
    expect(marks.slice(4, 8)).toEqual(['rest', 'rest', 'missed', 'missed'])
  })
})

describe('the longest row', () => {
  const dates = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
  const day = (number: number) => addDays('2028-02-10', number)

  it('is the longest that ever was the row of the day', () => {
    fc.assert(
      fc.property(dates, dates, (came, resting) => {
        const all = new Set(came.map(day))
        const rests = (date: string) => resting.map(day).includes(date)
        const rows = [...all].map(today => streakOf(all, { today, from: day(0), rests }).days)
        expect(longestRow(all, rests)).toBe(Math.max(0, ...rows))
      }),
    )
  })
})

describe('the dates of a month', () => {
  const line = fc.record({
    at: fc.integer({ min: 1, max: 86_400 }),
    window: fc.constantFrom('早起', '夜跑', undefined),
  })

  it('are those of its lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 31 }), line), { maxLength: 60 }), all => {
        const lines = new Map(
          all.map(([day, { at, window }]) => {
            const date = addDays('2030-01-01', day - 1)
            return [date, [{ at: Date.parse(date) + at * 1000, ...(window === undefined ? {} : { window }) }]]
          }),
        )
        const month = writeMonth(lines)
        expect(new Set(datesIn('2030-01', month))).toEqual(new Set(readMonth('2030-01', month).keys()))
      }),
    )
    expect(datesIn('2030-01', [])).toEqual([])
  })
})

describe('boards of earlier months', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(() => server.redis.flushall())
  afterAll(() => server.stop())

  async function played() {
    const room = pluginRoom({
      redis: server.redis,
      plugin: checkIn,
      members: ['王敏', '赵磊', '小周'],
      friends: ['王敏'],
    })
    for (const day of ['2029-12-30', '2029-12-31', '2030-01-01']) await room.says('王敏', '签到', `${day} 06:00`)
    for (const day of ['2029-12-30', '2029-12-31']) await room.says('赵磊', '签到', `${day} 06:00`)
    await room.says('小周', '签到', '2029-12-29 06:00')
    return room
  }
  const pictured = (content: string | Board | undefined) => (typeof content === 'object' ? content : undefined)

  it('are asked for by name, with a picture once a day', async () => {
    const room = await played()
    expect(await room.says('王敏', '/签到榜 上月', '2030-01-08 12:00')).toEqual([
      '私信：2029年12月签到榜\n1. 王敏、赵磊  2 天\n3. 小周  1 天',
    ])
    await room.says('王敏', '/签到榜 12月', '2030-01-08 12:05')
    expect(room.files).toHaveLength(1)
    expect(pictured(room.files[0]?.content)).toMatchObject({
      figures: [{ value: '3' }, { value: '5' }, { value: '2' }],
      rows: [
        { label: '1  王敏', value: '2 天', share: 1 },
        { label: '1  赵磊', value: '2 天', share: 1 },
        { label: '3  小周', value: '1 天', share: 0.5 },
      ],
    })
    expect(await room.says('赵磊', '/签到榜 上月', '2030-01-08 12:00')).toEqual(['2029年12月 3 人签到，最长连续 2 天'])
    expect(await room.says('赵磊', '/签到榜 11月', '2030-01-08 12:00')).toEqual(['2029年11月没有人签到'])
    expect(await room.says('赵磊', '/签到榜 2031-01', '2030-01-08 12:00')).toEqual(['2031年1月还没到'])
    expect(await room.says('赵磊', '/签到榜 明天', '2030-01-08 12:00')).toEqual([
      expect.stringContaining('/签到榜 上月'),
    ])
    expect(room.files).toHaveLength(1)
  })

  it('of one’s own have a calendar', async () => {
    const room = await played()
    const [text = ''] = await room.says('王敏', '/我的 12月', '2030-01-08 12:00')
    expect(text.split('\n')).toEqual([
      '私信：2029年12月签到 2 天，连续 0 天，一共 3 天。',
      '最长连续 3 天。',
      '2029年12月',
      '一 二 三 四 五 六 日',
      expect.stringMatching(/^　 　 　 　 　 ○ ○$/),
      ...Array.from({ length: 3 }, () => '○ ○ ○ ○ ○ ○ ○'),
      '○ ○ ○ ○ ○ ○ ●',
      '●',
      '● 签到  △ 补签  ○ 没来  · 不用签',
    ])
    expect(pictured(room.files[0]?.content)?.calendar).toMatchObject({ before: 5, days: { length: 31 } })
  })

  it('are told on the first of the month, and nothing where nobody came', async () => {
    const room = await played()
    expect(await room.timer('monthBoard', '2030-01-01 10:00')).toEqual([
      '2029年12月签到榜：3 人签到，一共 5 次\n1. 王敏、赵磊  2 天\n3. 小周  1 天\n新的一个月，发「签到」接着来～',
    ])
    // Six hours late it is still last month's.
    expect(await room.timer('monthBoard', '2030-01-01 16:00', '2030-01-01 10:00')).toHaveLength(1)
    expect(await room.timer('monthBoard', '2030-03-01 10:00')).toEqual([])
    expect(checkIn.timers['monthBoard']?.upTo).toBe(3 * 86_400_000)
  })

  it('are for two, and not for one alone', async () => {
    const room = await played()
    await room.says('赵磊', '签到', '2030-02-02 06:00')
    expect(await room.timer('monthBoard', '2030-03-01 10:00')).toEqual([])
    await room.says('小周', '签到', '2030-02-03 06:00')
    expect(await room.timer('monthBoard', '2030-03-01 10:00')).toEqual([expect.stringContaining('2 人签到')])
  })

  it('of one’s own have no calendar where it would be empty', async () => {
    const room = await played()
    expect(await room.says('王敏', '/我的', '2030-02-01 07:00')).toEqual([
      '私信：连续 0 天，本月 0 天，一共 3 天。本月还能补签 2 次。\n最长连续 3 天。',
    ])
    await room.says('王敏', '/请假 7天', '2030-02-01 08:00')
    const [onLeave = ''] = await room.says('王敏', '/我的', '2030-02-05 12:00')
    expect(onLeave.split('\n')).toHaveLength(2)
    expect(room.files).toEqual([])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, clockOf, dateOf, timeOn } from '../../src/domain/calendar.js'
import { readTime, spanOfTime } from '../../src/text/times.js'

const zone = 'Asia/Shanghai'
/** A Monday. */
const today = '2030-01-07'
const now = timeOn(today, '20:00', zone)

/** `2030-01-08 21:00 21:30`, and what is left of the line. */
function read(line: string, { at = now, lasts = 30 }: { at?: number; lasts?: number } = {}): [string, string] {
  const on = dateOf(at, zone)
  const reading = readTime(line, on)
  if ('wrong' in reading) return [reading.wrong, line]
  const { start, end } = spanOfTime(reading.time, { now: at, today: on, zone, lasts })
  const days = dateOf(end, zone) === dateOf(start, zone) ? '' : `${dateOf(end, zone)} `
  return [`${dateOf(start, zone)} ${clockOf(start, zone)} ${days}${clockOf(end, zone)}`, reading.rest]
}

describe('readTime', () => {
  it.each([
    ['社群多少人最合适？ 明天 21:00-21:30', '2030-01-08 21:00 21:30', '社群多少人最合适？'],
    ['明天 21:00-21:30 社群多少人最合适？', '2030-01-08 21:00 21:30', '社群多少人最合适？'],
    ['读书，明晚9点到9点半', '2030-01-08 21:00 21:30', '读书'],
    ['讀書 明晚９點到９點半', '2030-01-08 21:00 21:30', '讀書'],
    ['今晚八点半 30分钟 读书', '2030-01-07 20:30 21:00', '读书'],
    ['今晚八点半 一个半小时', '2030-01-07 20:30 22:00', ''],
    ['今晚八点半 聊1小时', '2030-01-07 20:30 21:30', ''],
    ['周五 20:00-21:00', '2030-01-11 20:00 21:00', ''],
    ['下周三晚上8点', '2030-01-16 20:00 20:30', ''],
    ['下下週一 19:00', '2030-01-21 19:00 19:30', ''],
    ['12-31 20:00', '2030-12-31 20:00 20:30', ''],
    ['12月31日晚8点~9点', '2030-12-31 20:00 21:00', ''],
    ['十二月三十一号 晚上八点至九点', '2030-12-31 20:00 21:00', ''],
    ['2月29日 21:00', 'day', ''],
    ['2032年2月29日 21:00', '2032-02-29 21:00 21:30', ''],
    ['后天下午3点', '2030-01-09 15:00 15:30', ''],
    ['礼拜天下午三点一刻', '2030-01-13 15:15 15:45', ''],
    ['20号 19时30分', '2030-01-20 19:30 20:00', ''],
    ['21:00-21:30', '2030-01-07 21:00 21:30', ''],
    ['明天２１：００－２１：３０', '2030-01-08 21:00 21:30', ''],
    ['明天 21：00～21：30', '2030-01-08 21:00 21:30', ''],
    ['明天 21:00 — 21:30', '2030-01-08 21:00 21:30', ''],
    ['明天晚上8-9点', '2030-01-08 20:00 21:00', ''],
    ['明天晚8点-9 茶话会', '2030-01-08 20:00 21:00', '茶话会'],
    ['明天上午11点到1点', '2030-01-08 11:00 13:00', ''],
    ['明天中午12点', '2030-01-08 12:00 12:30', ''],
    ['明早7点半', '2030-01-08 07:30 08:00', ''],
    ['明天凌晨12点', '2030-01-08 00:00 00:30', ''],
    ['明天20点到9点半', '2030-01-08 20:00 21:30', ''],
    ['1月8日 周二 21:00-21:30', '2030-01-08 21:00 21:30', ''],
    ['1月8日（周二） 21:00-21:30 读书', '2030-01-08 21:00 21:30', '读书'],
    // Over midnight.
    ['明天 23:30-00:30', '2030-01-08 23:30 2030-01-09 00:30', ''],
    ['明天晚上11点到1点', '2030-01-08 23:00 2030-01-09 01:00', ''],
    ['明天 23:00-24:00', '2030-01-08 23:00 2030-01-09 00:00', ''],
    ['明天21点到后天1点', '2030-01-08 21:00 2030-01-09 01:00', ''],
    ['今晚12点', '2030-01-08 00:00 00:30', ''],
    // Days that are no dates.
    ['下个月20号 20:00-21:00', '2030-02-20 20:00 21:00', ''],
    ['读书 下月3号晚8点', '2030-02-03 20:00 20:30', '读书'],
    ['下下个月3号 20:00', '2030-03-03 20:00 20:30', ''],
    ['本月31号 20:00-21:00', '2030-01-31 20:00 21:00', ''],
    ['这个月20号 20:00', '2030-01-20 20:00 20:30', ''],
    ['读书 三天后 20:00-21:00', '2030-01-10 20:00 21:00', '读书'],
    ['两天后的晚上8点 读书', '2030-01-09 20:00 20:30', '读书'],
    ['2周后 20:00', '2030-01-21 20:00 20:30', ''],
    ['月底 20:00-21:00', '2030-01-31 20:00 21:00', ''],
    ['下个月底 20:00-21:00', '2030-02-28 20:00 21:00', ''],
    ['下周末 20:00-21:00', '2030-01-19 20:00 21:00', ''],
    ['20300401 20:00-21:00 愚人节', '2030-04-01 20:00 21:00', '愚人节'],
    ['读书 明天 2100-2130', '2030-01-08 21:00 21:30', '读书'],
    // The day behind the hour.
    ['读书 21:00-21:30 明天', '2030-01-08 21:00 21:30', '读书'],
    ['21:00-21:30 周五 读书', '2030-01-11 21:00 21:30', '读书'],
    ['读书 21:00 1月9日', '2030-01-09 21:00 21:30', '读书'],
    ['明天 21:00 周五复盘', '2030-01-08 21:00 21:30', '周五复盘'],
    ['明天 21:00 周五 复盘', '2030-01-08 21:00 21:30', '周五 复盘'],
    ['今天 9:00 1-2年级怎么读书', '2030-01-07 09:00 09:30', '1-2年级怎么读书'],
    ['读书 周二 1月8日 21:00', '2030-01-08 21:00 21:30', '读书'],
    // A day in the title is the title's.
    ['疯狂星期四 明天 21:00', '2030-01-08 21:00 21:30', '疯狂星期四'],
    ['聊聊下周 明天 21:00', '2030-01-08 21:00 21:30', '聊聊下周'],
    ['下周怎么安排 21:00', '2030-01-07 21:00 21:30', '下周怎么安排'],
    ['2019-2020年回顾 明天 21:00', '2030-01-08 21:00 21:30', '2019-2020年回顾'],
    // English.
    ['tomorrow 9pm a talk', '2030-01-08 21:00 21:30', 'a talk'],
    ['a talk tomorrow 9pm-9:30pm', '2030-01-08 21:00 21:30', 'a talk'],
    ['a talk at 9pm tomorrow', '2030-01-08 21:00 21:30', 'a talk'],
    ['a talk Friday 8:30 PM for 45 min', '2030-01-11 20:30 21:15', 'a talk'],
    ['tonight 9pm', '2030-01-07 21:00 21:30', ''],
    // What looks like a time and is none, or belongs to the title.
    ['三点建议 明天 21:00', '2030-01-08 21:00 21:30', '三点建议'],
    ['明天 21:00 聊三点建议', '2030-01-08 21:00 21:30', '聊三点建议'],
    ['30天计划 明天 21:00', '2030-01-08 21:00 21:30', '30天计划'],
    ['明天9点 30天阅读计划', '2030-01-08 09:00 09:30', '30天阅读计划'],
    ['明天9点 3分钟自我介绍', '2030-01-08 09:00 09:30', '3分钟自我介绍'],
    ['1-2年级怎么读书 明天 21:00', '2030-01-08 21:00 21:30', '1-2年级怎么读书'],
    ['升级到2.0 21:00-21:30', '2030-01-07 21:00 21:30', '升级到2.0'],
    ['1.8 21:00 读书', '2030-01-08 21:00 21:30', '读书'],
  ])('%j is %s', (line, when, rest) => {
    expect(read(line)).toEqual([when, when === 'day' ? line : rest])
  })

  it.each([
    ['社群多少人最合适？', 'none'],
    ['明天', 'none'],
    ['', 'none'],
    ['2月30日 21:00-21:30', 'day'],
    ['13月1日 21:00', 'day'],
    ['明天 25:00', 'clock'],
    ['明天 21:75', 'clock'],
    ['明天 24:30', 'clock'],
    ['明天上午21点', 'clock'],
    ['明天 21:30-21:00', 'backwards'],
    ['明天 21:00-21:00', 'backwards'],
    ['明天21点到昨天22点', 'backwards'],
    ['1月8日 周三 21:00-21:30', 'weekday'],
    // What sounds like a day or an hour and cannot be read is never another one.
    ['读书 下周八 20:00-21:00', 'day'],
    ['三点建议 下周八 20:00-21:00', 'day'],
    ['读书 下周 20:00-21:00', 'day'],
    ['下周 周三 20:00-21:00', 'day'],
    ['下周7点', 'day'],
    ['读书 月初 20:00', 'day'],
    ['读书 下个月 20:00', 'day'],
    ['读书 下个月31号 20:00', 'day'],
    ['本月32号 20:00', 'day'],
    ['读书 一个月后 20:00', 'day'],
    ['改天 20:00', 'day'],
    ['读书 元旦 20:00-21:00', 'day'],
    ['周五周六 20:00-21:00', 'day'],
    ['周五、周六 20:00-21:00', 'day'],
    ['8号-10号 20:00', 'day'],
    ['周六日 20:00', 'day'],
    ['明后天 20:00', 'day'],
    ['20:00-21:00 下周', 'day'],
    ['next fri 20:00', 'day'],
    ['20300431 20:00', 'day'],
    ['周三 1月8日 21:00', 'weekday'],
    ['读书 20点到100点', 'clock'],
    ['0点到100点', 'clock'],
    ['明天 20:00-100:00', 'clock'],
    ['明天 20:00:00-21:00', 'clock'],
    ['明天 20:00-21:00-22:00', 'clock'],
    ['明天 100点', 'clock'],
    ['4至三pm 读书', 'clock'],
    ['明天 2100', 'clock'],
    ['2100-2130 读书', 'none'],
  ])('%j is none: %s', (line, wrong) => {
    expect(readTime(line, today)).toEqual({ wrong })
  })

  it('takes what is past for what it is, and a weekday for the next one', () => {
    expect(read('19:00-19:30')[0]).toBe('2030-01-07 19:00 19:30')
    expect(read('1月5日 21:00')[0]).toBe('2030-01-05 21:00 21:30')
    expect(read('昨天 21:00')[0]).toBe('2030-01-06 21:00 21:30')
    expect(read('周一 09:00')[0]).toBe('2030-01-14 09:00 09:30')
    expect(read('本周一 09:00')[0]).toBe('2030-01-07 09:00 09:30')
    expect(read('周一 21:00')[0]).toBe('2030-01-07 21:00 21:30')
    // In December the coming January is near.
    expect(read('1月5日 21:00', { at: timeOn('2029-12-30', '20:00', zone) })[0]).toBe('2030-01-05 21:00 21:30')
  })

  const clocks = fc.integer({ min: 0, max: 1439 }).map(minutes => clockText(minutes))
  const titles = fc
    .string({ unit: fc.constantFrom(...'社群多少人最合适读书跑步怎么办？！。abc ') })
    .map(title => title.trim().replace(/\s+/g, ' '))

  it('reads every date and hour that it would write, wherever the title stands', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        clocks,
        fc.integer({ min: 1, max: 360 }),
        titles,
        fc.boolean(),
        (days, from, minutes, title, first) => {
          const date = addDays(today, days)
          const [, month, day] = date.split('-').map(Number)
          const start = timeOn(date, from, zone)
          const to = clockOf(start + minutes * 60_000, zone)
          const when = `${month}月${day}日 ${from}-${to}`
          const reading = readTime(first ? `${title} ${when}` : `${when} ${title}`, today)
          if ('wrong' in reading) return expect.fail(`${when}: ${reading.wrong}`)
          expect(reading.rest).toBe(title)
          expect(spanOfTime(reading.time, { now, today, zone, lasts: 30 })).toEqual({
            start,
            end: start + minutes * 60_000,
          })
        },
      ),
    )
  })

  it('never throws, ends after it begins, and leaves only what was written', () => {
    const pieces = [
      ...'明今后天晚上下午早周五月日号点时半刻分钟到至-~：:.0123456789一二三十 ',
      '小时',
      'pm',
      'tomorrow',
      '标题',
      '\n',
    ]
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...pieces), maxLength: 60 }), line => {
        const reading = readTime(line, today)
        if ('wrong' in reading) return
        const { start, end } = spanOfTime(reading.time, { now, today, zone, lasts: 30 })
        expect(end).toBeGreaterThanOrEqual(start)
        expect(line.length).toBeGreaterThan(reading.rest.length)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is not held up by a long line', () => {
    for (const piece of ['明天', '1', '一', '21:00-', '周五 ', '1月', ' ', '点半到']) {
      expect(readTime(piece.repeat(4_000), today)).toBeDefined()
    }
  })
})

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { cron, day, duration, endOfDay, timeOfDay, timeWindow, timezone } from '../../src/config/scalars.js'

function parsed(schema: z.ZodType, text: unknown): unknown {
  const result = schema.safeParse(text)
  return result.success ? result.data : `✗ ${result.error.issues[0]?.message}`
}

describe('scalars', () => {
  test.each([
    [duration, '90s', 90_000],
    [duration, '1500ms', 1500],
    [duration, '0s', 0],
    [duration, '7d', 604_800_000],
    [timeOfDay, '05:00', '05:00'],
    [endOfDay, '24:00', '24:00'],
    [timeWindow, '22:30-07:30', { from: '22:30', to: '07:30' }],
    [timeWindow, '00:00-24:00', { from: '00:00', to: '24:00' }],
    [cron, '0 20 * * 5', '0 20 * * 5'],
    [cron, '*/5 * * * *', '*/5 * * * *'],
    [timezone, 'Asia/Shanghai', 'Asia/Shanghai'],
    [timezone, 'PRC', 'PRC'],
    [day, '2032-02-29', '2032-02-29'],
  ])('%# takes %s', (schema, text, value) => {
    expect(parsed(schema, text)).toEqual(value)
  })

  test.each([
    [duration, '48小时', 'did you mean 2d'],
    [duration, 'soon', '90s、30m、48h、7d'],
    [duration, '99999d', '3650d'],
    [timeOfDay, '9:00', 'did you mean "09:00"'],
    [timeOfDay, '24:00', '没有「24:00」这个时刻'],
    [timeOfDay, '25:00', '没有「25:00」这个时刻'],
    [endOfDay, '24:30', '没有「24:30」这个时刻'],
    [timeWindow, '22：30～7:30', '应为 "22:30-07:30"'],
    [timeWindow, '22:30-25:00', '不是时间段'],
    [timeWindow, '07:30-07:30', '空的'],
    [cron, '0 25 * * *', '不是有效的 cron'],
    [cron, '0 0 31 2 *', '不是有效的 cron'],
    [cron, '* * * * *', '至少隔 5 分钟'],
    [cron, '0,1 8 * * *', '至少隔 5 分钟'],
    [cron, '0 0 20 * * 5', '五段'],
    [timezone, 'Asia/Beijing', '应为 Asia/Shanghai'],
    [timezone, 'CST', '应为 Asia/Shanghai'],
    [timezone, '+08:00', '应为 Asia/Shanghai'],
    [day, '2031-02-29', '没有这一天'],
    [day, '2031/3/1', '2031-03-31'],
  ])('%# refuses %s', (schema, text, words) => {
    expect(parsed(schema, text)).toContain(`✗`)
    expect(parsed(schema, text)).toContain(words)
  })
})

import { both, cron, day, duration, section, timeOfDay, withAdvice, z } from '../../src/kernel/plugin.js'
import { everyWeek, nextDate } from './dates.js'

/** One entry comes once a day at most: a cron of several times a day is several entries. */
const onceADay = cron.refine(text => /^\d+ +\d+ /.test(text.trim()), {
  error: issue =>
    both(
      `「${issue.input}」一天不止一次：分和时各写一个数，如每周五 20:00 写 "0 20 * * 5"`,
      'more than once a day: write one minute and one hour',
    ),
})

const dayOfYear = z.string().refine(text => /^\d\d-\d\d$/.test(text) && isDay(`${LEAP}-${text}`), {
  error: issue => both(`没有「${issue.input}」这一天，写法如 "03-15"`, 'a day of the year is written "03-15"'),
})

/** A year that has every day there is. */
const LEAP = 2024

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

const entryShape = {
  name: z.string().trim().min(1).max(30).describe('叫什么 (its name)'),
  text: z.string().max(500).default('').describe('到时候说的话，没有就只说名字 (what is said; empty: the name alone)'),
  monthly: z
    .int()
    .min(1)
    .max(31)
    .optional()
    .describe('每月几号，没有这一天的月份是最后一天 (day of the month, or its last)'),
  yearly: dayOfYear.optional().describe('每年哪天，如 "03-15"；"02-29" 平年是 28 日 (day of the year)'),
  cron: onceADay.optional().describe('或一个 cron，里面已有时间 (or a cron, which has its time)'),
  at: timeOfDay.optional().describe('几点，没写就是下面的 at (time of day; left out: `at` below)'),
  remind: duration
    .prefault('1d')
    .refine(span => span <= 30 * 86_400_000, { error: both('最多提前 30d', 'at most 30d') })
    .describe('提前多久提醒，0s 不提醒；三天内刚有过的不提醒 (a reminder this long before, 0s: none)'),
  days: z
    .enum(['all', 'workdays', 'holidays'])
    .default('all')
    .describe('all | workdays 只在上班日，含调休 | holidays 只在休息日 (only on such days)'),
  holiday: z
    .enum(['run', 'skip', 'next'])
    .default('run')
    .describe('碰上休息日：run 照常 | skip 跳过 | next 顺延到下一个上班日 (when it falls on a day off)'),
}

const entry = z.strictObject(entryShape).superRefine(({ monthly, yearly, cron: rule, at }, context) => {
  const rules = [monthly, yearly, rule].filter(each => each !== undefined)
  if (rules.length !== 1)
    context.addIssue({
      code: 'custom',
      message: both('monthly、yearly、cron 三样里写一样', 'write one of monthly, yearly and cron'),
    })
  if (rule !== undefined && at !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['at'],
      message: both('cron 里已经有时间了，去掉 at', 'the cron has a time of its own; leave `at` out'),
    })
})

const added = z.strictObject({
  ...entryShape,
  name: z.string().min(1).describe('叫什么 (its name)'),
  no: z.int().min(1).describe('编号，/日历 删 用 (its number)'),
})

const column = z.strictObject({
  name: z.string().trim().min(1).max(12).describe('专栏叫什么 (its name)'),
  cron: cron.describe('什么时候发 (when)'),
  dir: z
    .string()
    .default('')
    .describe('放稿子的文件夹（.txt、.md），如 columns/morning；没有就只发群里 /专栏 交的 (folder of texts)'),
  onEmpty: z
    .enum(['warnOwner', 'silent'])
    .default('warnOwner')
    .describe('没稿子时：warnOwner 告诉群主一次 | silent (when there is nothing to post)'),
})

/** config/plugins/calendar.yaml. */
export const calendarConfig = withAdvice(
  z
    .strictObject({
      entries: z.array(entry).prefault([]).describe('每月、每年、每周都有的事 (what comes again)'),
      added: z
        .array(added)
        .max(50)
        .prefault([])
        .describe('群里用 /日历 加 的，不用手写 (what /日历 加 keeps; not written by hand)'),
      at: timeOfDay.default('10:00').describe('没写时间的都在这时 (the time of what has none of its own)'),
      birthday: z
        .union([z.enum(['off', 'since']), day])
        .default('off')
        .describe('群的生日：off | since 从接管那天算 | "2029-05-01" (the group’s birthday)'),
      anniversaries: z
        .enum(['off', 'on'])
        .default('off')
        .describe('成员入群周年，一天一句，最多五个名字 (members’ anniversaries, one line a day)'),
      charter: section({
        weekly: z
          .union([z.literal('off'), cron])
          .default('off')
          .describe('定期贴一次群定位：off 或 cron；一周没人说话就不贴 (posts the charter; off or a cron)'),
      }).describe('群定位 (the charter)'),
      columns: z.array(column).default([]).describe('专栏：人写的稿子按时发 (posts what people wrote)'),
    })
    .superRefine(({ entries, columns }, context) => {
      for (const [key, list] of [
        ['entries', entries],
        ['columns', columns],
      ] as const) {
        list.forEach(({ name }, index) => {
          if (list.findIndex(other => other.name === name) < index)
            context.addIssue({
              code: 'custom',
              path: [key, index, 'name'],
              message: both(`「${name}」这个名字用了两次`, 'a name is used twice'),
            })
        })
      }
    }),
  ({ entries }) =>
    entries.flatMap((each, index) =>
      nextDate(each, '2024-01-01', everyWeek) === undefined
        ? [
            {
              path: ['entries', String(index)],
              message: both(
                `「${each.name}」永远轮不到：它只落在不算数的日子`,
                'never comes: its days are all left out',
              ),
            },
          ]
        : [],
    ),
)

export type CalendarConfig = z.output<typeof calendarConfig>
export type Added = CalendarConfig['added'][number]
export type Column = CalendarConfig['columns'][number]

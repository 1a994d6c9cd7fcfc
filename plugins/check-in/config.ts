import { both, count, duration, endOfDay, section, timeOfDay, withAdvice, z } from '../../src/kernel/plugin.js'

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])

const window = z
  .strictObject({
    name: z.string().min(1).default('签到').describe('这段时间叫什么 (its name)'),
    from: timeOfDay.describe('从 (opens)'),
    to: endOfDay.describe('到，不含这一刻；"24:00" 是一天的结束 (closes; "24:00" ends the day)'),
  })
  .superRefine(({ from, to }, context) => {
    if (from >= to)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: both(
          `${from} 开始、${to} 结束，不能跨过零点；到零点写 "24:00"`,
          'a check-in window ends after it begins; "24:00" ends the day',
        ),
      })
  })

/** config/plugins/check-in.yaml. */
export const checkInConfig = withAdvice(
  z
    .strictObject({
      windows: z
        .array(window)
        .min(1)
        .default([{ name: '早起', from: '05:00', to: '09:00' }])
        .describe('签到的时间段 (when one can check in)'),
      days: z
        .union([z.enum(['all', 'workdays', 'weekdays', 'holidays']), z.array(weekday).min(1)])
        .default('all')
        .describe('哪些天：all | workdays 含调休 | weekdays | holidays | [mon, tue, …] (on which days)'),
      dayBoundary: timeOfDay.default('00:00').describe('一天从几点算起 (when a day begins)'),
      words: z
        .array(z.string().min(1))
        .default(['签到', '打卡', '早', '早安'])
        .describe('整条消息是这些词就算签到 (a whole message of one of these checks in)'),
      reply: z
        .enum(['digest', 'each'])
        .default('digest')
        .describe('digest 结束时一张榜 · each 每人一句 (one list at the end, or a reply to each)'),
      makeup: section({
        perMonth: count.default(2).describe('每月可补签几次 (makeups a month)'),
        within: duration.prefault('3d').describe('几天以内可补 (how old a missed day may be)'),
      }).describe('补签 (makeups)'),
      leave: section({
        most: duration.prefault('30d').describe('一次最多请多久 (the longest leave)'),
      }).describe('请假：这些天连续天数不会断 (leave: these days break no streak)'),
      outage: section({
        least: duration
          .prefault('5m')
          .describe('停机多久才问群主要不要补偿 (the shortest absence that the owner is asked about)'),
      }).describe('签到时停机了 (away while one could check in)'),
      threeThings: section({
        minItems: z.int().min(1).max(10).default(3).describe('至少几件 (items at least)'),
        minChars: z.int().min(1).default(4).describe('每件至少几个字 (characters an item at least)'),
        keep: duration.prefault('30d').describe('内容留多久 (how long the items are kept)'),
        collect: z
          .enum(['names', 'items', 'off'])
          .default('names')
          .describe('周日 20:00 的汇总：names 名字和天数 · items 还有内容 · off 不发 (the collection on Sundays)'),
      }).describe('三件事 (three things)'),
      monthBoard: z.boolean().default(true).describe('每月 1 日 10:00 发上个月的榜 (last month’s board on the 1st)'),
    })
    .superRefine(({ windows }, context) => {
      windows.forEach(({ name }, index) => {
        if (windows.findIndex(other => other.name === name) < index)
          context.addIssue({
            code: 'custom',
            path: ['windows', index, 'name'],
            message: both(`「${name}」这个名字用了两次`, 'two windows of one name'),
          })
      })
    }),
  ({ words }) =>
    words.length > 0
      ? []
      : [{ path: ['words'], message: both('没有签到的词，只有 /签到 有用', 'no words: only the command checks in') }],
)

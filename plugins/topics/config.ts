import { count, cron, duration, section, timeWindow, z } from '../../src/kernel/plugin.js'

/** config/plugins/topics.yaml. */
export const topicsConfig = z.strictObject({
  announce: z.array(duration).prefault(['1d', '30m']).describe('开始前多久预告 (this long before the start)'),
  minSpeakers: count.default(3).describe('少于几人发言就暖场 (fewer speakers than this are nudged)'),
  nudgeAfter: duration.prefault('15m').describe('开始多久后暖场 (the nudge, after the start)'),
  lastCall: duration.prefault('5m').describe('结束前多久提醒 (before the end)'),
  minutes: z
    .int()
    .min(5)
    .max(1440)
    .default(30)
    .describe('没写结束时间时聊几分钟 (minutes it lasts where no end is typed)'),
  reward: section({
    top: count.default(3).describe('激励几个人 (how many are proposed)'),
    points: count.default(10).describe('每人几分 (points each)'),
    autoAward: z.boolean().default(false).describe('不等群主选，直接发 (without asking the owner)'),
  }).describe('激励 (reward)'),
  summary: section({
    approve: z.boolean().default(true).describe('先给群主看再发 (the owner approves before it is posted)'),
    draftAfter: duration.prefault('15m').describe('结束多久后出草稿 (the draft, after the end)'),
    keep: duration.prefault('30d').describe('摘录保留多久 (how long excerpts are kept)'),
  }).describe('纪要 (minutes)'),
  hostRequired: z.boolean().default(true).describe('要有主持人 (nothing opens without a host)'),
  nudge: section({
    roles: z
      .array(z.enum(['kol', 'trusted', 'host']))
      .default(['kol', 'host'])
      .describe('开始前私下请谁来聊：kol 核心成员 · trusted · host 轮值主持 (who is asked in private to join in)'),
    before: duration.prefault('2h').describe('开始多久前 (this long before the start)'),
    max: count.default(5).describe('最多请几位，0 不请 (at most so many; 0: nobody)'),
  }).describe('鼓动 (a word in private to those who have something to say)'),
  backlog: section({
    pick: z
      .union([z.literal('off'), cron])
      .default('0 20 * * 4')
      .describe('何时请主持人从话题池里选：off 或 cron (when a host is asked to choose from the pool)'),
    day: z
      .enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
      .default('fri')
      .describe('选中的话题星期几聊 (the day on which it is talked about)'),
    time: timeWindow.prefault('21:00-21:30').describe('几点聊 (and when)'),
    perPerson: z.int().min(1).default(3).describe('一人同时能有几个提议 (open proposals a person)'),
    keep: duration.prefault('90d').describe('没被选中的提议留多久 (how long a proposal stays)'),
  }).describe('话题池 (the pool of proposals)'),
  guest: section({
    questions: z.int().min(1).default(20).describe('最多收几个提问 (questions that wait at most)'),
    collectUntil: duration.prefault('15m').describe('开始多久前把提问交给主持人 (the host gets them this long before)'),
  }).describe('嘉宾 (guests)'),
})

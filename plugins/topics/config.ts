import { count, duration, section, z } from '../../src/kernel/plugin.js'

/** config/plugins/topics.yaml. */
export const topicsConfig = z.strictObject({
  announce: z.array(duration).prefault(['1d', '30m']).describe('开始前多久预告 (this long before the start)'),
  minSpeakers: count.default(3).describe('少于几人发言就暖场 (fewer speakers than this are nudged)'),
  nudgeAfter: duration.prefault('15m').describe('开始多久后暖场 (the nudge, after the start)'),
  lastCall: duration.prefault('5m').describe('结束前多久提醒 (before the end)'),
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
})

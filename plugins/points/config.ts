import { both, count, cron, section, z } from '../../src/kernel/plugin.js'

const tier = z.strictObject({
  name: z.string().min(1).max(8).describe('叫什么 (what it is called)'),
  from: count.describe('从多少分起 (from so many points on)'),
  rights: z.array(z.string().min(1).max(20)).default([]).describe('有什么权益 (what those have who reach it)'),
})

const right = z.strictObject({
  name: z.string().min(1).max(20).describe('换什么 (what is given for points)'),
  cost: z.int().min(1).describe('几分 (for so many)'),
})

/** config/plugins/points.yaml. */
export const pointsConfig = z.strictObject({
  points: section({
    checkin: count.default(1).describe('签到一天 (a day of check-in)'),
    answer: count.default(3).describe('帮了人，被 /谢谢 (who is thanked for an answer)'),
    host: count.default(5).describe('主持一场话题 (who hosts a topic)'),
    greet: count.default(1).describe('迎接一批新人 (who greets newcomers)'),
    minutes: count.default(3).describe('整理一份纪要 (who writes the minutes)'),
    speak: z
      .literal(0, {
        error: both('聊天不计分，只能写 0：刷屏换来的分谁都不认', 'talk earns nothing, so 0 is all there is'),
      })
      .default(0)
      .describe('说话，只能是 0 (chatter never earns anything: 0 alone)'),
  }).describe('做什么得几分，0 不给 (what is worth how many points)'),
  thanks: section({
    perDay: count.default(3).describe('每人每天送出几次带分的谢谢，0 只道谢不加分 (thanks that give points, a day)'),
  }).describe('/谢谢 (thanks)'),
  tiers: z
    .array(tier)
    .min(1)
    .prefault([
      { name: '成员', from: 0, rights: ['签到', '提问', '提话题'] },
      { name: '活跃', from: 50 },
      { name: '核心', from: 200 },
    ])
    .describe('等级和看得见的权益 (tiers with the rights that are shown)'),
  rights: z.array(right).default([]).describe('可以用分换的 (what points can be given for)'),
  ranking: z
    .union([z.literal('off'), cron])
    .default('off')
    .describe('积分榜：off 不发，或 cron (a ranking in the room, off or when)'),
})

/** config/plugins/points.yaml, parsed. */
export type PointsConfig = z.output<typeof pointsConfig>

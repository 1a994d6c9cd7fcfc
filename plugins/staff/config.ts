import { count, cron, duration, section, z } from '../../src/kernel/plugin.js'

/** config/plugins/staff.yaml. */
export const staffConfig = z.strictObject({
  minAdmins: count
    .default(2)
    .describe('管理员少于几位就请群主添副手，0 不提 (fewer admins than this: deputies are proposed)'),
  propose: z
    .union([z.literal('off'), cron])
    .default('0 10 1 * *')
    .describe('何时请群主看副手人选：off 或 cron (when the owner is shown whom to ask)'),
  helpers: section({
    days: z.int().min(1).default(30).describe('看最近几天 (looks back so many days)'),
    messages: z.int().min(1).default(30).describe('至少说过几句话 (wrote at least so much)'),
    names: z.int().min(1).max(8).default(3).describe('最多提几个人 (so many are named at most)'),
  }).describe('谁算常帮人 (who counts as a helper)'),
  ownerIdle: duration
    .prefault('7d')
    .describe('群主多久没露面就提醒管理员，0s 不提 (the owner was not seen for so long)'),
  duties: z
    .array(z.string().min(1).max(8))
    .default(['迎新', '主持', '记录', '答疑'])
    .describe('成员可以认领的事 (what members may take on)'),
})

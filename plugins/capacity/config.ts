import { both, conflict, count, cron, duration, eitherOr, section, share, z } from '../../src/kernel/plugin.js'

/** How many people a room is for, by the names that the literature of groups gave. */
export const presetCaps = { core69: 69, small100: 100, dunbar148: 148, standard200: 200, large300: 300 } as const

const schema = z.strictObject({
  preset: z
    .enum(['core69', 'small100', 'dunbar148', 'standard200', 'large300'])
    .default('standard200')
    .describe('上限的预设 (a cap by name)'),
  cap: z
    .int()
    .min(2)
    .nullable()
    .default(null)
    .describe('上限人数，写了就不看 preset (a number; it wins over the preset)'),
  // 500: the most people that WeChat lets into a group.
  hard: z.int().min(2).max(500).default(500).describe('微信的硬上限 (never above this)'),
  draftAt: share.default(0.9).describe('到几成给群主看初稿 (the owner sees a first plan)'),
  splitAt: share.default(1).describe('到几成请群主决定 (the plan is put to decision)'),
  seed: section({
    count: z.int().min(2).default(12).describe('请几位种子 (how many are asked)'),
    min: z.int().min(2).default(8).describe('至少几位同意才开 (this many must agree)'),
    roles: z
      .array(z.enum(['owner', 'admin', 'kol', 'trusted', 'active', 'volunteer']))
      .default(['kol', 'active'])
      .describe('先请谁 (who is asked first)'),
    minDays: z.int().min(0).default(30).describe('在群至少几天 (in the room for this many days)'),
  }).describe('种子：把文化带过去的人 (who carries the culture over)'),
  keepInOld: z.boolean().default(true).describe('种子也留在老群 (seeds stay in the old room too)'),
  move: section({
    target: share
      .default(0.75)
      .describe('请人搬到老群只剩几成 (movers are asked until the old room would be this full)'),
  }).describe('搬家，每人自己同意才搬 (nobody moves without a yes of their own)'),
  leaderRequired: z.boolean().default(true).describe('有人说「我来带」才建群 (no room before somebody leads it)'),
  minActive: share
    .default(0.03)
    .describe('每周发言的人不到这个比例就不分群 (below this share of speakers a week no split)'),
  veto: duration.prefault('12h').describe('群主否决的期限 (the owner’s time to veto)'),
  onSilence: z.enum(['hold', 'proceed']).default('hold').describe('群主不说话时 (when the owner is silent)'),
  bands: z
    .array(z.int().min(1))
    .default([100, 148, 200, 300])
    .describe('规模档位，过了第一档群里要多些主意 (bands of size; above the first a room needs some stirring)'),
  inviteExpires: duration.prefault('72h').describe('邀请多久作废 (an unanswered invitation expires)'),
  // 25 that stay and some 55 that come and go: how one company keeps its core group of eighty.
  core: section({
    fixedSeats: count
      .default(25)
      .describe('固定席最多几位，清人从不列他们 (fixed seats; whoever has one is never pruned)'),
    rotatingSeats: count.default(55).describe('轮换席几位，每季看一次 (seats that are looked at every quarter)'),
    minActive: share.default(0.7).describe('一周里发言的人的目标 (the share of speakers a week to aim at)'),
    rotation: z
      .union([z.literal('off'), cron])
      .default('0 10 1 */3 *')
      .describe(
        '何时给群主看轮换建议，只在核心群：off 或 cron (when the owner of a core group is shown who might rotate)',
      ),
    prune: section({
      cron: z
        .union([z.literal('off'), cron])
        .default('0 10 1 * *')
        .describe(
          '何时提醒群主看名单，只在 preset core69 的群：off 或 cron (when the owner of a core69 room is reminded to look)',
        ),
      idle: duration.prefault('30d').describe('多久没发言算久 (silent for this long)'),
      perRun: z.int().min(1).max(20).default(5).describe('一天最多移出几位 (at most so many removals a day)'),
      warn: duration.prefault('7d').describe('先提醒，过多久才移出 (the time to answer, counted in plain days)'),
      exempt: z
        .array(z.enum(['owner', 'admin', 'kol', 'trusted', 'onLeave']))
        .default(['owner', 'admin', 'kol', 'onLeave'])
        .describe('谁不在名单里；群主和管理员从不在 (who is never listed; owner and admins never are)'),
    }).describe('清人：名单、提醒、移出，都要群主发话 (pruning: nothing happens without the owner’s word)'),
  }).describe('核心群和清人 (core groups and pruning)'),
})

/** config/plugins/capacity.yaml. */
export const capacityConfig = eitherOr(
  schema.superRefine((config, context) => {
    const { cap, hard, seed, preset, draftAt, splitAt } = config
    if (cap !== null && cap > hard)
      conflict(
        context,
        [['cap'], ['hard']],
        both(`cap ${cap} 超过 hard ${hard}，最多写 ${hard}`, `above hard; at most ${hard}`),
      )
    if (cap === null && presetCaps[preset] > hard)
      conflict(
        context,
        [['hard'], ['preset']],
        both(`preset ${preset} 是 ${presetCaps[preset]} 人，超过 hard ${hard}`, 'the preset is above hard'),
      )
    if (draftAt > splitAt)
      conflict(
        context,
        [['draftAt'], ['splitAt']],
        both(`draftAt 高过 splitAt，最多写 ${splitAt}`, `above splitAt; at most ${splitAt}`),
      )
    if (seed.min > seed.count)
      conflict(
        context,
        [
          ['seed', 'min'],
          ['seed', 'count'],
        ],
        both(`seed.min 多过 seed.count，最多写 ${seed.count}`, `above seed.count; at most ${seed.count}`),
      )
  }),
  'preset',
  'cap',
)

export type CapacityConfig = z.output<typeof capacityConfig>

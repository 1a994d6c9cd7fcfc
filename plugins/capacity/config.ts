import { both, conflict, duration, eitherOr, section, share, z } from '../../src/kernel/plugin.js'

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
  inviteExpires: duration.prefault('72h').describe('邀请多久作废 (an unanswered invitation expires)'),
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

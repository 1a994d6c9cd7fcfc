import { both, count, cron, duration, holdsSettings, section, share, z } from '../../src/kernel/plugin.js'
import { stages } from './stage/stages.js'

const overrides = z.strictObject({
  overrides: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('功能 → 要改的设置，写法同那个功能的 YAML (settings by plugin, as its own file would write them)'),
})

const schema = z.strictObject({
  window: duration.prefault('7d').describe('活跃看多久：这段时间说过话就算 (whoever wrote within this is active)'),
  report: section({
    weekly: z
      .union([z.literal('off'), cron])
      .default('30 9 * * 1')
      .describe('周报什么时候私信群主，off 不发 (when the owner gets the week in private)'),
    network: z
      .boolean()
      .default(true)
      .describe('报告里有谁带起话头、谁和谁聊 (who begins conversations, who talks with whom)'),
  }).describe('周报 (the weekly report)'),
  veterans: section({
    days: count.default(90).describe('进群多少天算老友 (days after which somebody is a veteran)'),
    dropAlert: share
      .default(0.4)
      .describe(
        '老友的声音比前四周少了这么多就告诉群主，0 不说 (so much less of the talk than in four weeks: the owner is told)',
      ),
  }).describe('老友 (veterans)'),
  keep: duration.prefault('400d').describe('每天的数字留多久 (how long daily figures are kept)'),
  activeRate: section({
    standard: z
      .tuple([share, share])
      .default([0.05, 0.08])
      .refine(([low, high]) => low <= high, {
        error: both('下限比上限高，调换一下', 'the lower end is above the upper'),
      })
      .describe('一周说过话的人占几成算不错：下限和上限 (a decent share of people who wrote in a week)'),
    core: share.default(0.7).describe('69 人以内的核心群的下限 (the floor of a core group of at most 69)'),
  }).describe('活跃率 (the active rate)'),
  checkpoints: z
    .array(z.int().min(1).max(365))
    .default([3, 7, 36])
    .describe('新群的第几天给群主一份清单 (days of a new room on which the owner gets a checklist)'),
  hibernate: section({
    after: duration
      .prefault('14d')
      .describe('沉寂这么久就问群主要不要休眠，0s 不问 (so long after a room fell silent its owner is asked)'),
  }).describe('休眠：不再主动说话，广告照管 (says nothing of its own, guards go on)'),
  stages: z
    .partialRecord(z.enum(stages), overrides)
    .default({})
    .describe('到了这个阶段建议改的设置，群主同意才改 (what is proposed to the owner in a stage)'),
  bands: z
    .record(z.string().regex(/^[1-9]\d{0,2}$/), overrides)
    .default({})
    .describe('到了这么多人建议改的设置，"100" 是 100 人起 (the same from so many people on)'),
})

/** config/plugins/health.yaml. What it holds of other plugins is checked as theirs. */
export const healthConfig = holdsSettings(schema, written =>
  ['stages', 'bands'].flatMap(kind => {
    const below = written[kind]
    return typeof below === 'object' && below !== null ? Object.keys(below).map(name => [kind, name, 'overrides']) : []
  }),
)

/** config/plugins/health.yaml, parsed. */
export type HealthConfig = z.output<typeof healthConfig>

import { both, conflict, count, cron, duration, section, z } from '../../src/kernel/plugin.js'
import { patternsSchema } from './ads/patterns.js'

import { promoAllowance, promoWindow } from './ads/promo-config.js'

const roles = z.array(z.enum(['owner', 'admin', 'kol', 'trusted']))

/** A key of the YAML; spelt apart because an object literal with a `then` looks like a promise. */
const atTheEnd = 'then'

/** config/plugins/rules.yaml. */
export const rulesConfig = z
  .strictObject({
    trial: duration.prefault('7d').describe('新接管的群在这段时间内最多到 ask (at most ask for this long)'),
    ads: section({
      suspectAt: z.number().min(0).default(60).describe('到这个分数算可疑 (score of a suspect)'),
      kickAt: z.number().min(0).default(90).describe('到这个分数算广告，新人移出 (score of an ad)'),
      newcomer: duration.prefault('72h').describe('进群多久以内算新人 (a newcomer is younger than this)'),
      strikes: z.int().min(1).default(3).describe('几次警告后处置 (strikes until something is done)'),
      strikeWindow: duration.prefault('24h').describe('一次警告多久后失效 (how long a strike lives)'),
      blockFor: duration.prefault('180d').describe('移出后多久不得再进 (how long the removed stay blocked)'),
      words: z.array(z.string().min(1)).default([]).describe('自己加的广告词 (your own ad words)'),
      patterns: patternsSchema.default([]).describe('自己加的正则，RE2 写法 (your own regular expressions, RE2)'),
      allow: z.array(z.string().min(1)).default([]).describe('不算广告的词 (words that are no ads here)'),
    }).describe('广告 (ads)'),
    promo: section({
      when: z
        .union([z.literal('off'), promoWindow])
        .prefault('off')
        .describe('每周欢迎发推广的时间，如 "周五 20:00-21:00"；off 没有 (weekly time at which promotion is welcome)'),
      perPerson: promoAllowance
        .prefault('1/month')
        .describe('每人在这段时间里能发几次，如 1/month、2/week (how often one person may)'),
    }).describe('推广时间 (promotion)'),
    nameCard: section({
      pattern: z
        .string()
        .regex(/^$|\{[^{}]+\}/, {
          error: both('要有 {字段}，如 "{地区}-{职业}-{姓名}"', 'needs {fields}; empty: no rule'),
        })
        .default('{地区}-{职业}-{姓名}')
        .describe('群名片的格式，空则不管 (shape of a name card; empty: no rule)'),
      grace: duration.prefault('48h').describe('改名片的期限 (time to set the card)'),
      remindAt: z.array(duration).prefault(['2h', '24h', '40h']).describe('何时提醒 (reminders)'),
      [atTheEnd]: z
        .enum(['report', 'kick'])
        .default('report')
        .describe('到期后：report 报给群主 · kick 移出 (at the end of the grace)'),
      exempt: roles.default(['owner', 'admin', 'kol']).describe('不检查谁 (who is exempt)'),
    }).describe('群名片 (name cards)'),
    flood: section({
      per10s: count.default(6).describe('10 秒内最多几条，0 不限 (messages in 10 s, 0: no limit)'),
      perMinute: count.default(20).describe('一分钟内最多几条，0 不限 (messages a minute, 0: no limit)'),
      sameText: count.default(3).describe('同样的话最多几遍，0 不限 (the same text, 0: no limit)'),
      sameTextWindow: duration.prefault('120s').describe('在多长时间里 (within this)'),
      cooldown: duration.prefault('30s').describe('提醒一次后歇多久 (rest after a reaction)'),
    }).describe('刷屏 (flood)'),
    reports: section({
      quorum: z.int().min(1).default(3).describe('几个人举报才立案 (reporters until a case is opened)'),
      window: duration.prefault('30m').describe('在多长时间里 (within this)'),
    }).describe('举报 (reports)'),
    alerts: section({
      negative: section({
        words: z.array(z.string().min(1)).default([]).describe('再加几个抱怨的词 (further words of complaint)'),
        minPeople: z.int().min(1).default(2).describe('几个人抱怨就悄悄告诉群主 (people until the owner is told)'),
        window: duration.prefault('90m').describe('在多长时间里 (within this)'),
      }).describe('抱怨：只告诉群主，不罚任何人 (complaints: the owner alone is told, nobody is punished)'),
    }).describe('舆情 (alerts)'),
    branding: section({
      topicTemplate: z
        .string()
        .max(32)
        .default('')
        .describe('群名的格式，如 "社群实战{n}群"，{n} 是数字；空则不管格式 (shape of the topic, {n} a number)'),
      guard: z
        .enum(['notify', 'revert', 'off'])
        .default('notify')
        .describe('成员改群名：notify 告诉群主 · revert 过一会儿改回 · off 不管 (a member renames the group)'),
      grace: duration.prefault('10m').describe('多久后改回 (until it is changed back)'),
    }).describe('群名 (the group’s name)'),
    brake: section({
      kicks: count.default(5).describe('自动移出老成员最多几人 (automatic removals of people who are no newcomers)'),
      window: duration.prefault('10m').describe('在多长时间里，超过就都改为先问，直到 /恢复 (more: ask until /恢复)'),
    }).describe('刹车 (brake)'),
    pulse: z
      .union([z.literal('off'), cron])
      .default('off')
      .describe('每周在群里提一句群规：off 或 cron (a weekly word about the rules)'),
  })
  .superRefine(({ ads }, context) => {
    if (ads.suspectAt > ads.kickAt)
      conflict(
        context,
        [
          ['ads', 'suspectAt'],
          ['ads', 'kickAt'],
        ],
        both(
          `suspectAt ${ads.suspectAt} 高过 kickAt ${ads.kickAt}，最多写 ${ads.kickAt}`,
          `above kickAt; at most ${ads.kickAt}`,
        ),
      )
  })

export type RulesConfig = z.output<typeof rulesConfig>

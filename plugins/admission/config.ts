import { both, conflict, count, day, duration, section, withAdvice, z } from '../../src/kernel/plugin.js'

const phrase = z.strictObject({
  text: z.string().min(1).describe('暗号 (what the candidate says)'),
  source: z.string().default('').describe('从哪里来的人用它 (which channel it was given to)'),
  expires: day.optional().describe('到这一天结束为止 (good until the end of this day)'),
  maxUses: count.default(0).describe('最多用几次，0 不限 (0: no limit)'),
})

const question = z.strictObject({
  text: z.string().default('').describe('进群前问的问题 (asked before the invitation)'),
  choices: z.array(z.string().min(1)).default([]).describe('选项，回答 1、2… (answered by number)'),
  right: z.array(z.int().min(1)).default([]).describe('哪几项算对，空则都算 (right choices from 1; empty: any)'),
})

const schema = z.strictObject({
  trial: duration.prefault('7d').describe('新接管的群在这段时间内最多到 ask (at most ask for this long)'),
  mode: z
    .enum(['open', 'passphrase', 'approval', 'invite', 'ticket', 'question'])
    .default('open')
    .describe(
      '门槛：open 开放 · passphrase 暗号 · approval 审批 · invite 邀请 · ticket 票码 · question 答题 (the gate)',
    ),
  passphrases: z
    .array(phrase)
    .default([])
    .describe('暗号；都失效后按审批处理 (with none left alive it behaves as approval)'),
  question: question.prefault({}).describe('答题模式的问题 (for mode: question)'),
  tickets: section({
    file: z.string().default('').describe('票码的 CSV 文件 (codes to import)'),
    ttl: duration.prefault('30d').describe('票码多久有效 (how long a code lives)'),
  }).describe('票码模式 (for mode: ticket)'),
  invite: section({
    perMonth: count
      .default(2)
      .describe('有邀请权的人每月可发几个专属邀请码 (personal phrases a member may give out a month)'),
    lasts: duration.prefault('7d').describe('一个邀请码多久有效 (how long one lives)'),
  }).describe('邀请模式：/邀请 (for mode: invite)'),
  attemptsPerDay: count.default(5).describe('每人每天可试几次，0 不限 (tries a day, 0: no limit)'),
  befriend: z
    .enum(['any', 'phrase', 'never'])
    .default('any')
    .describe('通过谁的好友申请，每天最多 20 个 (whose friend requests are accepted)'),
  rules: section({
    text: z.string().default('').describe('群规 (the group’s rules)'),
    version: z.int().min(1).default(1).describe('群规的版本 (version of the rules)'),
    consent: z.boolean().default(false).describe('进群前须回复「同意」 (must be agreed to before the invitation)'),
  }).describe('群规与同意 (rules and consent)'),
  inviteRight: z
    .array(z.enum(['owner', 'admin', 'kol', 'trusted', 'member']))
    .default(['owner', 'admin', 'kol'])
    .describe('谁可以直接拉人 (who may bring people in)'),
  onUninvited: z
    .enum(['gate', 'welcome', 'tell'])
    .default('gate')
    .describe('被没有邀请权的人拉进来时 (somebody without the right brought them in)'),
  grace: duration.prefault('24h').describe('过门槛的期限，从通知发出算起，免打扰时不走 (waking time from the notice)'),
  remindAfter: z.array(duration).prefault(['2h']).describe('多久后提醒 (reminders, after the notice)'),
  approval: section({ timeout: duration.prefault('24h').describe('多久没人审批算拒绝 (no answer means no)') }).describe(
    '审批 (for mode: approval)',
  ),
  welcome: section({
    merge: duration.prefault('60s').describe('这段时间内进来的人合成一条欢迎 (joins within this become one message)'),
    names: count.default(5).describe('一条里最多点几个名字 (names in one message)'),
  }).describe('欢迎 (welcome)'),
})

/** config/plugins/admission.yaml. */
export const admissionConfig = withAdvice(
  schema.superRefine((config, context) => {
    if (config.mode === 'passphrase' && config.passphrases.length === 0)
      conflict(
        context,
        [['mode'], ['passphrases']],
        both('暗号模式要先在 passphrases 里写至少一个暗号', 'passphrase mode without passphrases'),
      )
    if (config.mode === 'question' && (config.question.text.trim() === '' || config.question.choices.length < 2))
      conflict(
        context,
        [['mode'], ['question']],
        both('答题模式要先写 question.text 和至少两个 choices', 'question mode without a question'),
      )
    if (config.rules.consent && config.rules.text.trim() === '')
      conflict(
        context,
        [
          ['rules', 'consent'],
          ['rules', 'text'],
        ],
        both('要求同意群规，rules.text 却是空的', 'consent to an empty text'),
      )
    config.question.right.forEach((choice, index) => {
      if (choice > config.question.choices.length)
        context.addIssue({
          code: 'custom',
          path: ['question', 'right', index],
          message: both(`没有第 ${choice} 个选项`, `there is no choice ${choice}`),
        })
    })
  }),
  config =>
    config.mode === 'open' || config.onUninvited !== 'welcome'
      ? []
      : [
          {
            path: ['onUninvited'],
            message: both(
              '有门槛却欢迎所有被拉进来的人，门槛等于没有',
              'a gate that everybody who is pulled in walks past',
            ),
          },
        ],
)

/** config/plugins/admission.yaml, parsed: durations in milliseconds. */
export type AdmissionConfig = z.output<typeof admissionConfig>

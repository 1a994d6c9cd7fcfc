import { args, type Ctx, choice, definePart } from '../../src/kernel/plugin.js'
import { type AdmissionConfig, admissionConfig } from './config.js'
import { gateOf } from './door/doors.js'
import { gatesOf } from './gate/records.js'
import { letAllBe } from './gate/rounds.js'
import { wayOf } from './gate/wording.js'

/** `/门槛`: how people come into this room, and how many are on their way. */
export const modePart = definePart(admissionConfig, {
  texts: {
    'zh-CN': {
      'mode.now': '「{topic}」的门槛：{mode}。{waiting}',
      'mode.waiting': '有 {count} 位正在群里过门槛。',
      'mode.fallen': '暗号都失效了，先按审批办。',
      'mode.set': '门槛改为{mode}。已经在群里的人不受影响。',
      'mode.opened': '门槛改为{mode}，正在过门槛的 {count} 位不用再过了。',
      'mode.noPhrase': '还没有暗号。请先用 /暗号 新增 加一个，或写进 admission.yaml 的 passphrases。',
      'mode.noQuestion': '还没有问题。请先在 admission.yaml 的 question 里写好问题和至少两个选项。',
      'mode.open': '开放',
      'mode.passphrase': '暗号',
      'mode.approval': '审批',
      'mode.invite': '邀请',
      'mode.ticket': '票码',
      'mode.question': '答题',
    },
    en: {
      'mode.now': 'The gate of "{topic}": {mode}. {waiting}',
      'mode.waiting': '{count} are at it in the room.',
      'mode.fallen': 'No passphrase is good any more, so admins decide.',
      'mode.set': 'The gate is {mode} now. Whoever is in already stays in.',
      'mode.opened': 'The gate is {mode} now; the {count} who were at it need not pass it.',
      'mode.noPhrase': 'There is no passphrase yet. Add one with /pass add, or under passphrases in admission.yaml.',
      'mode.noQuestion':
        'There is no question yet. Write it, with two choices at least, under question in admission.yaml.',
      'mode.open': 'open',
      'mode.passphrase': 'passphrase',
      'mode.approval': 'approval',
      'mode.invite': 'invitation',
      'mode.ticket': 'ticket',
      'mode.question': 'question',
    },
  },
  commands: [
    {
      names: ['门槛', 'gate'],
      who: 'admin',
      in: 'room',
      help: '看或改进群的门槛',
      order: 59,
      args: args({
        mode: choice(
          {
            open: ['开放', '敞开'],
            passphrase: ['暗号', '口令'],
            approval: ['审批', '审核'],
            invite: ['邀请', '引荐'],
            ticket: ['票码', '票'],
            question: ['答题', '问题'],
          },
          { optional: true, name: '模式' },
        ),
      }),
      example: '/门槛 暗号',
      record: ({ mode }) => mode !== undefined,
      async run(ctx, { mode }) {
        const gates = await gatesOf(ctx.store).all()
        if (mode === undefined) {
          const fallen = hasFallen(ctx)
          const waiting = gates.size === 0 ? '' : ctx.text('mode.waiting', { count: gates.size })
          const now = ctx.text(`mode.${ctx.config.mode}`)
          return ctx.reply(
            ctx.text('mode.now', {
              topic: ctx.room.name,
              mode: now,
              waiting: `${fallen ? ctx.text('mode.fallen') : ''}${waiting}`,
            }),
          )
        }
        const { passphrases, question } = ctx.config
        if (mode === 'passphrase' && passphrases.length === 0) return ctx.decline(ctx.text('mode.noPhrase'))
        if (mode === 'question' && (question.text.trim() === '' || question.choices.length < 2))
          return ctx.decline(ctx.text('mode.noQuestion'))
        await ctx.set('mode', mode)
        // By the config as it is now: with the gate gone, whoever was at it is in.
        const after = ctx.at(ctx.room.key)
        if (wayOf(after) === undefined) await letAllBe(after)
        const opened = mode === 'open' && gates.size > 0
        const set = ctx.text(opened ? 'mode.opened' : 'mode.set', {
          mode: ctx.text(`mode.${mode}`),
          count: gates.size,
        })
        await ctx.reply(`${set}${hasFallen(after) ? ctx.text('mode.fallen') : ''}`)
      },
    },
  ],
})

/** No passphrase is alive, so that the admins decide whatever the config says. */
function hasFallen(ctx: Ctx<AdmissionConfig>): boolean {
  return ctx.config.mode !== gateOf({ community: ctx.community, ctx, rooms: [ctx] })
}

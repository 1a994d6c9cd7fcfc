import {
  args,
  atLeast,
  BOT,
  type Ctx,
  dateOf,
  definePart,
  type MemberKey,
  type Millis,
  person,
  rest,
  span,
} from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { texts } from './texts.js'

/** Cases of this kind are words that an admin had said. */
const WARNING = 'warning'

const DAY: Millis = 86_400_000
/** An earlier word is counted for so long. */
const COUNTED: Millis = 30 * DAY
/** How much of a reason stands in a case. */
const REASON = 20

/** What those who run the group say to somebody, and whom they keep out. Every bit of it is a case, and on record. */
export const staffPart = definePart(rulesConfig, {
  texts,
  commands: [
    {
      names: ['警告', 'warn'],
      who: 'admin',
      in: 'room',
      help: '提醒某人，记一笔',
      order: 23,
      args: args({ who: person(), reason: rest({ optional: true, name: '原因', max: 200 }) }),
      example: '/警告 @张伟 别再发链接了',
      async run(ctx, { who, reason }) {
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.key === BOT || atLeast(member.role, 'admin'))
          return ctx.decline(ctx.text('warnStaff', { name: member.name }))
        const before = ctx
          .casesOf(member.key)
          .filter(
            ({ kind, status, openedAt }) => kind === WARNING && status !== 'undone' && openedAt > ctx.now() - COUNTED,
          )
        const count = before.length + 1
        await ctx.accuse({
          member: member.key,
          kind: WARNING,
          reason: reason?.slice(0, REASON) ?? ctx.text('warned'),
          measure: 'warn',
          by: ctx.caller.key,
          text: ctx.text(count === 1 ? 'warnFirst' : 'warnAgain', { count, reason: reason ?? ctx.text('warnReason') }),
        })
      },
    },
    {
      names: ['拉黑', 'block'],
      who: 'admin',
      in: 'anywhere',
      help: '移出并拉黑，不写名字看名单',
      order: 24,
      args: args({
        who: person({ optional: true }),
        for: span({ optional: true, name: '天数', plain: DAY, min: DAY, max: 3650 * DAY }),
        reason: rest({ optional: true, name: '原因' }),
      }),
      example: '/拉黑 @张伟 30天 发广告',
      record: ({ who }) => who !== undefined,
      async run(ctx, { who, for: time, reason }) {
        if (who === undefined) {
          const list = blockedIn(ctx).map(({ name, until, number }) =>
            ctx.text('blockLine', {
              name,
              date: dateOf(until, ctx.zone),
              number: number === '' ? '' : `（${number}）`,
            }),
          )
          if (list.length === 0) return ctx.reply(ctx.text('blockNone'))
          return ctx.whisper(ctx.text('blockList', { list: list.join('\n') }), ctx.text('blockShort'))
        }
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.key === BOT || atLeast(member.role, 'admin'))
          return ctx.decline(ctx.text('notThem', { name: member.name }))
        await ctx.accuse({
          member: member.key,
          reason: reason?.slice(0, REASON) ?? ctx.text('blocked'),
          measure: 'remove',
          blockFor: time ?? ctx.config.ads.blockFor,
          by: ctx.caller.key,
        })
      },
    },
    {
      names: ['解除', 'unblock'],
      who: 'admin',
      in: 'anywhere',
      help: '解除拉黑，如 /解除 K12',
      order: 25,
      args: args({ who: rest({ name: '名字或编号' }) }),
      example: '/解除 K12',
      async run(ctx, { who }) {
        const typed = who.replace(/^[@＠]/, '').trim()
        const number = /^[kK]?\d+$/.test(typed) ? `K${typed.replace(/^[kK]/, '')}` : undefined
        const blocked = blockedIn(ctx)
        const about = number === undefined ? undefined : ctx.case(number)?.member
        const found =
          about === undefined
            ? blocked.filter(({ name }) => name === typed)
            : blocked.filter(({ key }) => key === about)
        const [only] = found
        if (!only) return ctx.decline(ctx.text('unblockNobody', { typed: typed.slice(0, REASON) }))
        if (found.length > 1) {
          const numbers = found.map(each => each.number).filter(each => each !== '')
          return ctx.decline(ctx.text('unblockWhich', { count: found.length, numbers: numbers.join('、') }))
        }
        ctx.concerns(only.key)
        await ctx.books.blocks.lift(ctx.community, only.key)
        await ctx.reply(ctx.text('unblocked', { name: only.name }))
      },
    },
  ],
})

/** Who is kept out of the community now. */
function blockedIn(ctx: Ctx): { key: MemberKey; name: string; until: Millis; number: string }[] {
  return ctx.books.blocks.of(ctx.community, ctx.now()).map(({ member: key, block }) => ({
    key,
    // What he was called when he was removed; since then he may be called anything.
    name: (block.case === undefined ? undefined : ctx.case(block.case)?.name) ?? ctx.member(key).name,
    until: block.until,
    number: block.case ?? '',
  }))
}

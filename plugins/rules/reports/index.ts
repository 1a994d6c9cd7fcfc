import {
  args,
  BOT,
  type CommandCtx,
  definePart,
  type MemberKey,
  person,
  rest,
  type z,
} from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { reportPeople } from './book.js'
import { countReport } from './count.js'
import { texts } from './texts.js'

type Rules = z.output<typeof rulesConfig>

/** Members look out for one another: `/举报 @某人`, or 举报 as an answer to what he wrote. The room hears nothing of it. */
export const reportsPart = definePart(rulesConfig, {
  texts,
  people: reportPeople,
  commands: [
    {
      names: ['举报', 'report'],
      bare: ['举报'],
      bareRest: behind => /^[@＠]/.test(behind),
      who: 'member',
      in: 'anywhere',
      help: '悄悄举报，如引用一句话发“举报”',
      order: 55,
      args: args({ who: person({ optional: true }), reason: rest({ optional: true, name: '原因' }) }),
      example: '/举报 @某人 发广告',
      async run(ctx, { who }) {
        const quote = ctx.message.parts.find(part => part.kind === 'quote')
        // A mention of the bot at the end is no argument to whoever reads the line; here it is.
        const ourselves = who === undefined && !quote && aboutTheBot.test(ctx.message.text)
        const named = who === undefined ? undefined : (await ctx.whichOf(who))?.key
        const accused = ourselves ? BOT : who === undefined ? await quotedOne(ctx, quote?.name) : named
        if (accused === undefined) return
        const { member, sentAt } = ctx.message
        const quoted = who === undefined ? quote?.text : undefined
        const { outcome, first } = await countReport(ctx, { reporter: member, accused, at: sentAt, quoted })
        if (outcome === 'bot') await ctx.reply(ctx.text('reportBot'))
        // Nobody learns from an answer whether his report counts; in the room there is none.
        else if (ctx.private) await ctx.reply(ctx.text('reportTaken'))
        else if (first && ctx.caller.friend)
          await ctx.dm(member, ctx.text('reportThanks', { quorum: ctx.config.reports.quorum }), { manner: 'reply' })
      },
    },
  ],
})

const aboutTheBot = /(?:举报|舉報|report)\s*[@＠]/i

/** Whose words were quoted; when it cannot be told, that is said. */
async function quotedOne(ctx: CommandCtx<Rules>, name: string | undefined): Promise<MemberKey | undefined> {
  if (name === undefined || name === '') {
    await ctx.reply(ctx.text('reportHow'))
    return undefined
  }
  const found = ctx.find(name)
  if (found.length > 1) await ctx.reply(ctx.text('reportNamesakes'))
  return found.length === 1 ? found[0]?.key : undefined
}

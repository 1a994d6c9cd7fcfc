import { type CommandCtx, canonical, definePart } from '../../src/kernel/plugin.js'
import { openFor, record } from './coming.js'
import { checkInConfig } from './config.js'
import { type Config, dayOf, streaksOf } from './standing.js'
import { tellOnce } from './store.js'
import { scheduleText } from './wording.js'

/** Who says one of these means to check in, and is told when that is; who says 早 at noon only says hello. */
const meansIt = (word: string) => /签到|打卡/.test(canonical(word).text)

/** 签到, 早: coming in the window, by a word. */
export const signInPart = definePart(checkInConfig, {
  commands: [
    {
      names: ['签到', '打卡', 'check-in', 'checkin'],
      words: ({ words }) => words.filter(meansIt),
      who: 'newcomer',
      in: 'room',
      help: '每天签到一次',
      order: 1,
      evenLate: true,
      run: ctx => signIn(ctx, { tellWindow: true }),
    },
    {
      names: ['早', '早安'],
      words: ({ words }) => words.filter(word => !meansIt(word)),
      who: 'newcomer',
      in: 'room',
      evenLate: true,
      run: ctx => signIn(ctx, { tellWindow: false }),
    },
  ],
})

async function signIn(ctx: CommandCtx<Config>, { tellWindow }: { tellWindow: boolean }): Promise<void> {
  const { caller, config, message } = ctx
  const open = await openFor(ctx, message.sentAt)
  if (!open) {
    const date = dayOf(ctx, message.sentAt)
    if (tellWindow && (await tellOnce(ctx.store, caller.key, date, message.id))) {
      await ctx.reply(scheduleText(ctx.text, config))
    }
    return
  }
  const fresh = await record(ctx, caller.key, open, message)
  if (config.reply === 'digest') return
  const streak = (await streaksOf(ctx, [caller.key], open.date)).get(caller.key) ?? 0
  await ctx.reply(ctx.text(fresh ? 'done' : 'again', { name: caller.name, streak }))
}

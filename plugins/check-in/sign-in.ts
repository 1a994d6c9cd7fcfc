import { args, type CommandCtx, canonical, definePart, rest, usage } from '../../src/kernel/plugin.js'
import { openFor, record } from './coming.js'
import { checkInConfig } from './config.js'
import { firstToDo } from './received.js'
import { type Config, dayOf, streaksOf } from './standing.js'
import { tellOnce } from './store.js'
import { scheduleText } from './wording.js'

/** Who says one of these means to check in, and is told when that is; who says 早 at noon only says hello. */
const meansIt = (word: string) => /签到|打卡/.test(canonical(word).text)

const isSame = (name: string, typed: string) => canonical(name).text === canonical(typed).text

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
      args: args({ window: rest({ optional: true, max: 200, name: '时段' }) }),
      // Words behind it that name no window are talk: 「/签到 了吗」 signs nobody in.
      run: (ctx, { window }) =>
        window === undefined || ctx.config.windows.some(({ name }) => isSame(name, window))
          ? signIn(ctx, { tellWindow: true })
          : ctx.reply(usage('签到', { form: '' })),
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
  if (fresh || (await isFirstAgain(ctx, open.date))) {
    await ctx.reply(ctx.text(fresh ? 'done' : 'again', { name: caller.name, streak }))
  }
}

/** Who comes a second time hears so once a day. */
async function isFirstAgain({ store, caller, message }: CommandCtx<Config>, day: string): Promise<boolean> {
  const first = await firstToDo(store, { day, kind: 'told', member: caller.key, about: 'again', message: message.id })
  return first === message.id
}

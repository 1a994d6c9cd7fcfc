import { type CommandCtx, daysBetween, definePart } from '../../../src/kernel/plugin.js'
import { checkInConfig } from '../config.js'
import { type Config, dayOf, restsIn, streaksOf } from '../standing.js'
import { historiesOf, makeUp, monthsBack } from '../store.js'
import { dayText, monthText } from '../wording.js'
import { missedDay } from './missed-day.js'

const DAY = 86_400_000

/** 补签: a missed day made up, by the allowance of the month in which it lies. */
export const makeupPart = definePart(checkInConfig, {
  commands: [
    {
      names: ['补签', 'makeup'],
      bare: ['补签'],
      bareRest: rest => missedDay.accepts(rest),
      who: 'newcomer',
      in: 'room',
      help: '补上漏掉的一天，如 补签 昨天',
      order: 20,
      args: missedDay,
      example: '/补签 昨天',
      evenLate: true,
      run: (ctx, { day }) => makeUpDay(ctx, day),
    },
  ],
})

async function makeUpDay(ctx: CommandCtx<Config>, date: string): Promise<void> {
  const { caller, config, message } = ctx
  const { perMonth, within } = config.makeup
  const today = dayOf(ctx, message.sentAt)
  const day = dayText(ctx.text, date)
  const daysBack = Math.floor(within / DAY)
  if (date > today) return ctx.reply(ctx.text('future', { day }))
  if (date === today) return ctx.reply(ctx.text('today'))
  if (daysBetween(date, today) > daysBack) return ctx.reply(ctx.text('tooOld', { day, days: daysBack }))
  if (await isOff(ctx, date)) return ctx.reply(ctx.text('noNeed', { day }))

  const made = await makeUp(ctx.store, caller.key, { date, today, at: message.sentAt, message: message.id, perMonth })
  const month = monthText(ctx.text, date, today)
  if (made.kind === 'present') return ctx.reply(ctx.text('present', { day }))
  if (made.kind === 'spent') return ctx.reply(ctx.text('spent', { month, count: perMonth }))
  const streak = (await streaksOf(ctx, [caller.key], today)).get(caller.key) ?? 0
  await ctx.reply(
    ctx.text(streak > 0 ? 'madeUp' : 'madeUpAlone', { name: caller.name, day, streak, month, left: made.left }),
  )
}

/** Whether the day breaks nothing although he was not there: a card would be spent for nothing. */
async function isOff(ctx: CommandCtx<Config>, date: string): Promise<boolean> {
  const { key } = ctx.caller
  if (!(await restsIn(ctx, [key]))(key, date)) return false
  return !(await historiesOf(ctx.store, [key], monthsBack(date, 1))).get(key)?.dates.has(date)
}

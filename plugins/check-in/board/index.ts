import { args, type CommandCtx, definePart, type Millis } from '../../../src/kernel/plugin.js'
import { checkInConfig } from '../config.js'
import { type Config, dayOf } from '../standing.js'
import { wordOf } from '../wording.js'
import { followWithPicture, nextLastMonth, tellLastMonth } from './last-month.js'
import { showMine } from './mine.js'
import { month, monthOf } from './months.js'
import { sendPicture } from './pictures.js'
import { longestOf, placesText, type Standings, standingsOf, standingsPicture } from './standings.js'
import { texts } from './texts.js'
import { monthName } from './wording.js'

/** The board of a whole month is still one three days late; after that people have the next month in mind. */
const LATEST: Millis = 3 * 86_400_000

type Asked = CommandCtx<Config>

/** The board of everybody, one's own month, and on the first of a month the board of the last one. */
export const boardPart = definePart(checkInConfig, {
  texts,
  commands: [
    {
      names: ['签到榜', 'streaks'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看连续和本月的天数，/签到榜 上月 看从前的',
      order: 30,
      args: args({ month }),
      example: '/签到榜 上月',
      run: (ctx, { month }) => showBoard(ctx, month),
    },
    {
      names: ['我的', '我的签到', 'mine'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看自己的签到和月历，/我的 10月 看从前的',
      order: 31,
      args: args({ month }),
      example: '/我的 10月',
      run: (ctx, { month }) => showMine(ctx, month),
    },
  ],
  timers: {
    monthBoard: {
      at: ({ monthBoard }, after, zone) => (monthBoard ? nextLastMonth(after, zone) : undefined),
      missed: 'run',
      upTo: LATEST,
      run: tellLastMonth,
    },
  },
  on: {
    async settled(ctx, { id, outcome }) {
      if (outcome === 'done') await followWithPicture(ctx, id)
    },
  },
})

async function showBoard(ctx: Asked, asked?: string): Promise<void> {
  const { text, room } = ctx
  const today = dayOf(ctx, ctx.message.sentAt)
  const month = asked ?? monthOf(today)
  const named = monthName(text, month, today)
  if (month > monthOf(today)) return ctx.whisper(text('monthAhead', { month: named }))
  const now = month === monthOf(today)
  const standings = await standingsOf(ctx, month, today)
  if (standings.days.length + (now ? standings.streaks.length : 0) === 0)
    return ctx.whisper(text(now ? 'boardEmpty' : 'boardEmptyOf', { month: named }))
  const { length: count } = standings.days
  const values = { count, streak: longestOf(standings), month: named, word: wordOf(ctx.config.words) }
  await ctx.whisper(
    now ? boardNow(ctx, standings) : [text('boardOf', values), ...placesText(text, standings.days)].join('\n'),
    text(now ? 'boardShort' : 'boardShortOf', values),
  )
  await sendPicture(ctx, `board-${month}`, {
    name: text('pictureFile', { name: text('board'), month }),
    content: standingsPicture(text, standings, { topic: room.name, month: named }),
  })
}

/** Of this month both: who stands in the longest row, and who came on most days. */
function boardNow({ text }: Asked, { month, streaks, days }: Standings): string {
  const [rows, places] = [placesText(text, streaks), placesText(text, days)]
  return [
    text('board'),
    ...(rows.length > 0 ? [text('boardStreaks'), ...rows] : []),
    ...(places.length > 0 ? [text('boardMonth', { month: Number(month.slice(5)) }), ...places] : []),
  ].join('\n')
}

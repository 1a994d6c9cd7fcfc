import {
  args,
  type CommandCtx,
  type Ctx,
  canonical,
  date,
  dateOf,
  daysBetween,
  definePlugin,
  type MemberKey,
  type z,
} from '../../src/kernel/plugin.js'
import { checkInConfig } from './config.js'
import {
  checkIn,
  erasePerson,
  exportPerson,
  type History,
  historiesOf,
  historyOf,
  makeUp,
  mergePeople,
  monthsBack,
  tellOnce,
} from './store.js'
import { streakOf } from './streak.js'
import { texts } from './texts.js'
import { closedAt, DIGEST_DELAY, nextDigest, openAt, opensOn, type Schedule } from './windows.js'
import { boardText, dayText, digestText, joined, monthNumber, monthText, scheduleText } from './wording.js'

type Config = z.output<typeof checkInConfig>
type In = Ctx<Config>
type Asked = CommandCtx<Config>

const DAY = 86_400_000
/** A digest that is later than this says nothing to anybody. */
const LATEST = 12 * 3_600_000

/** Who says one of these means to check in, and is told when that is; who says 早 at noon only says hello. */
const meansIt = (word: string) => /签到|打卡/.test(canonical(word).text)

const makeUpArguments = args({ day: date() })

/** The daily check-in: windows, streaks, makeups, a digest at each window's end, the board. */
export default definePlugin({
  name: 'check-in',
  config: checkInConfig,
  texts,
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
    {
      names: ['补签', 'makeup'],
      bare: ['补签'],
      bareRest: rest => makeUpArguments.accepts(rest),
      who: 'newcomer',
      in: 'room',
      help: '补上漏掉的一天，如 补签 昨天',
      order: 20,
      args: makeUpArguments,
      example: '/补签 昨天',
      evenLate: true,
      run: (ctx, { day }) => makeUpDay(ctx, day),
    },
    {
      names: ['签到榜', 'streaks'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看连续和本月的天数',
      order: 30,
      run: showBoard,
    },
    {
      names: ['我的', '我的签到', 'mine'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看自己的签到',
      order: 31,
      run: showMine,
    },
  ],
  timers: {
    digest: {
      at: (config, after, zone) => (config.reply === 'digest' ? nextDigest(after, config, zone) : undefined),
      missed: 'run',
      upTo: LATEST,
      run: digest,
    },
  },
  people: { merge: mergePeople, export: exportPerson, erase: erasePerson },
})

async function signIn(ctx: Asked, { tellWindow }: { tellWindow: boolean }): Promise<void> {
  const { caller, config, message } = ctx
  const open = openAt(message.sentAt, config, ctx.zone)
  if (!open) {
    const date = dayOf(ctx, message.sentAt)
    if (tellWindow && (await tellOnce(ctx.store, caller.key, date, message.id))) {
      await ctx.reply(scheduleText(ctx.text, config))
    }
    return
  }
  const fresh = await checkIn(ctx.store, caller.key, { ...open, at: message.sentAt, message: message.id })
  if (config.reply === 'digest') return
  const streak = (await streaksOf(ctx, [caller.key], open.date)).get(caller.key) ?? 0
  await ctx.reply(ctx.text(fresh ? 'done' : 'again', { name: caller.name, streak }))
}

async function makeUpDay(ctx: Asked, date: string): Promise<void> {
  const { caller, config, message } = ctx
  const { perMonth, within } = config.makeup
  const today = dayOf(ctx, message.sentAt)
  const day = dayText(ctx.text, date)
  const daysBack = Math.floor(within / DAY)
  if (date > today) return ctx.reply(ctx.text('future', { day }))
  if (date === today) return ctx.reply(ctx.text('today'))
  if (daysBetween(date, today) > daysBack) return ctx.reply(ctx.text('tooOld', { day, days: daysBack }))
  if (!opensOn(date, config.days)) return ctx.reply(ctx.text('noNeed', { day }))

  const made = await makeUp(ctx.store, caller.key, { date, at: message.sentAt, message: message.id, perMonth })
  const month = monthText(ctx.text, date, today)
  if (made.kind === 'present') return ctx.reply(ctx.text('present', { day }))
  if (made.kind === 'spent') return ctx.reply(ctx.text('spent', { month, count: perMonth }))
  const streak = (await streaksOf(ctx, [caller.key], today)).get(caller.key) ?? 0
  await ctx.reply(ctx.text('madeUp', { name: caller.name, day, streak, month, left: made.left }))
}

/** One message for everybody who came, if anybody did. */
async function digest(ctx: In, { due }: { due: number }): Promise<void> {
  const today = dayOf(ctx, ctx.now() - DIGEST_DELAY)
  for (const { window, date } of closedAt(due - DIGEST_DELAY, ctx.config, ctx.zone)) {
    const present = ctx.members().map(member => member.key)
    const came = [...(await historiesOf(ctx.store, present, monthsBack(date, 1)))]
      .flatMap(([key, { lines }]) => {
        const line = lines.get(date)?.find(each => each.window === window)
        return line ? [{ key, at: line.at, message: line.message }] : []
      })
      // Web WeChat's times are whole seconds; within one the message ids, which grow, tell who was first.
      .sort((a, b) => a.at - b.at || inOrder.compare(a.message, b.message))
    if (came.length === 0) continue
    const streaks = await streaksOf(
      ctx,
      came.map(({ key }) => key),
      date,
    )
    const people = came.map(({ key }) => ({ name: ctx.member(key).name, streak: streaks.get(key) ?? 0 }))
    const day = date === today ? undefined : dayText(ctx.text, date)
    await ctx.say(digestText(ctx.text, { window, day, people }), { id: `digest|${date}|${window}`, manner: 'unasked' })
  }
}

async function showBoard(ctx: Asked): Promise<void> {
  const today = dayOf(ctx, ctx.message.sentAt)
  const members = ctx.members()
  const keys = members.map(member => member.key)
  const months = await historiesOf(ctx.store, keys, monthsBack(today, 1))
  const streaks = await streaksOf(ctx, keys, today)
  const standings = (daysOf: (key: MemberKey) => number) =>
    members.map(({ key, name }) => ({ name, days: daysOf(key) })).filter(({ days }) => days > 0)
  const ofMonth = standings(key => months.get(key)?.dates.size ?? 0)
  const ofStreaks = standings(key => streaks.get(key) ?? 0)
  const streak = Math.max(0, ...ofStreaks.map(({ days }) => days))
  await ctx.whisper(
    boardText(ctx.text, { month: monthNumber(today), streaks: ofStreaks, days: ofMonth }),
    ctx.text('boardShort', { count: ofMonth.length, streak }),
  )
}

async function showMine(ctx: Asked): Promise<void> {
  const today = dayOf(ctx, ctx.message.sentAt)
  const history = await historyOf(ctx.store, ctx.caller.key)
  if (history.dates.size === 0) return ctx.whisper(ctx.text('mineEmpty'))
  const isThisMonth = (date: string) => date.slice(0, 7) === today.slice(0, 7)
  const madeUp = history.madeUp.filter(isThisMonth)
  const line = ctx.text('mine', {
    streak: streakOf(history.dates, { today, from: first(history), rests: restsIn(ctx.config) }).days,
    month: [...history.dates].filter(isThisMonth).length,
    total: history.dates.size,
    left: Math.max(0, ctx.config.makeup.perMonth - madeUp.length),
  })
  const days = joined(
    ctx.text,
    madeUp.map(date => dayText(ctx.text, date)),
  )
  await ctx.whisper(madeUp.length === 0 ? line : `${line}\n${ctx.text('mineMadeUp', { days })}`, line)
}

/** Months read at first, and how many times as many when somebody's streak goes further back. */
const MONTHS = 2
const FURTHER = 6

/** The streaks of these people as of a day. Few are longer than the months read first, and only for those more is read. */
async function streaksOf(ctx: In, members: readonly MemberKey[], today: string): Promise<Map<MemberKey, number>> {
  const streaks = new Map<MemberKey, number>()
  let open = members
  for (let count = MONTHS; open.length > 0; count *= FURTHER) {
    const months = monthsBack(today, count)
    const histories = await historiesOf(ctx.store, open, months)
    const from = `${months.at(-1)}-01`
    open = open.filter(member => {
      const dates = histories.get(member)?.dates ?? new Set<string>()
      const streak = streakOf(dates, { today, from, rests: restsIn(ctx.config) })
      streaks.set(member, streak.days)
      return streak.days > 0 && streak.mayBeLonger && count < MONTHS * FURTHER ** 3
    })
  }
  return streaks
}

function restsIn({ days }: Schedule): (date: string) => boolean {
  return date => !opensOn(date, days)
}

function first({ dates }: History): string {
  return [...dates].sort()[0] ?? ''
}

function dayOf(ctx: In, at: number): string {
  return dateOf(at, ctx.zone, ctx.config.dayBoundary)
}

const inOrder = new Intl.Collator('en', { numeric: true })

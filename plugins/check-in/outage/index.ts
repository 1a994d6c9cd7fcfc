import {
  type AwayEvent,
  addDays,
  type CommandCtx,
  daysBetween,
  definePart,
  timeOn,
} from '../../../src/kernel/plugin.js'
import { checkInConfig } from '../config.js'
import { type Config, dayOf, type In } from '../standing.js'
import { dayText } from '../wording.js'
import { allOutages, changeOutage, outageOf, type Stretch } from './book.js'
import { compensate, type Restored } from './compensate.js'
import { covers, united } from './overlaps.js'
import { type Missed, missedOn } from './plan.js'
import { type Compensation, compensation } from './when.js'
import { doneText, missedText, restoredText } from './wording.js'

type Asked = CommandCtx<Config>

/** Of an absence longer than this only the last days are of use to anybody. */
const DAYS = 7
/** So far back a day can be put right by hand. */
const HAND = 31

/** After the bot was away during a window: the owner is told, and with his word no streak breaks and the window stays open. */
export const outagePart = definePart(checkInConfig, {
  texts: {
    'zh-CN': {
      'outage.ask':
        '「{topic}」{window} 窗口停机{minutes}分钟，发 /停机补偿 确认\n{away} 我不在。确认后，没签到的人不断连续{until}',
      'outage.askSeveral': '「{topic}」签到窗口停机：\n{lines}\n发 /停机补偿 确认，没签到的人不断连续',
      'outage.line': '{window} 停机{minutes}分钟',
      'outage.until': '，窗口延长到 {until}',
      'outage.frozen': '。整个窗口都没开，已经不算断签',
      'outage.prolonged':
        '刚才停机 {minutes} 分钟，{day}「{window}」签到延长到 {until}，发「{word}」就行；没赶上的也不断连续～',
      'outage.restored': '{day}「{window}」签到停机 {minutes} 分钟，没签到的不断连续～',
      'outage.done': '补偿好了：',
      'outage.doneOf': '「{topic}」{windows}',
      'outage.doneUntil': '{window} 延长到 {until}',
      'outage.doneFrozen': '{window} 不断连续',
      'outage.quietly': '补偿好了，天亮后告诉大家',
      'outage.nothing': '没有要补偿的停机',
      'outage.already': '这段时间已经补偿过了',
      'outage.noWindow': '{day}这段时间没有签到窗口，不用补偿',
      'outage.backwards': '结束要在开始之后，再看看～',
      'outage.future': '还没到那个时候',
      'outage.tooOld': '太久以前了，只能补偿 {days} 天以内的',
    },
    en: {
      'outage.ask':
        '{topic}: away for {minutes} min of {window}. To make up for it: /停机补偿 确认\nAway {away}; nobody who missed the day loses a row{until}',
      'outage.askSeveral':
        '{topic}: away during check-in:\n{lines}\nTo make up for it: /停机补偿 确认. Nobody who missed those days loses a row',
      'outage.line': '{window}: {minutes} min',
      'outage.until': ', and the window stays open until {until}',
      'outage.frozen': '. The whole window was missed: that day breaks no row already',
      'outage.prolonged':
        'I was away for {minutes} min: {window} ({day}) stays open until {until}, say {word}. Nobody who missed it loses a row',
      'outage.restored': 'I was away for {minutes} min of {window} ({day}); nobody who missed it loses a row',
      'outage.done': 'Made up for:',
      'outage.doneOf': '{topic}: {windows}',
      'outage.doneUntil': '{window} open until {until}',
      'outage.doneFrozen': '{window} breaks no row',
      'outage.quietly': 'Done; everybody hears of it in the morning',
      'outage.nothing': 'There is no outage to make up for',
      'outage.already': 'That was made up for already',
      'outage.noWindow': 'No check-in window on {day} at that time',
      'outage.backwards': 'The end has to come after the beginning',
      'outage.future': 'That is still to come',
      'outage.tooOld': 'Too long ago: {days} days at most',
    },
  },
  commands: [
    {
      names: ['停机补偿', 'compensate'],
      bare: ['停机补偿'],
      bareRest: rest => compensation.accepts(rest),
      who: 'owner',
      in: 'anywhere',
      help: '停机后补偿签到，如 /停机补偿 07:00-07:40',
      order: 70,
      args: compensation,
      example: '/停机补偿 确认',
      run: (ctx, { what }) => (what === 'confirm' ? confirm(ctx) : byHand(ctx, what)),
    },
  ],
  on: { away: propose },
})

/** Tells the owner what was missed; a window that nobody could come to breaks no streak, whatever he says. */
async function propose(ctx: In, { id, from, to }: AwayEvent): Promise<void> {
  const last = dayOf(ctx, to)
  const missed: Missed[] = []
  for (let back = Math.min(DAYS - 1, daysBetween(dayOf(ctx, from), last)); back >= 0; back--) {
    const date = addDays(last, -back)
    const found = missedOn(date, [[Math.max(from, ctx.room.since), to]], ctx.config, ctx)
    const away = united(found.flatMap(each => each.away))
    const known = await outageOf(ctx.store, date)
    if (found.length === 0 || covers(known?.away ?? [], away)) continue
    missed.push(...found)
    await changeOutage(ctx.store, date, outage => ({
      ...outage,
      proposed: united([...outage.proposed, ...away]),
      frozen: outage.frozen || found.some(({ whole }) => whole),
    }))
  }
  if (missed.length === 0) return
  for (const owner of ctx.staff('owner'))
    await ctx.tell(owner, missedText(ctx, missed), { id: `outage|${id}|${owner}` })
}

/** The owner's yes: for this room, and in private for all of his. */
async function confirm(ctx: Asked): Promise<void> {
  const done: Done[] = []
  for (const room of roomsOf(ctx)) {
    const outages = [...(await allOutages(room.store))].sort(([a], [b]) => (a < b ? -1 : 1))
    const restored: Restored[] = []
    for (const [date, { proposed, away, by }] of outages) {
      const stretches = by === ctx.cause ? away : proposed
      if (stretches.length > 0) restored.push(...(await compensate(room, date, stretches, ctx.cause)))
    }
    done.push({ room, restored })
  }
  await report(ctx, done, ctx.text('outage.nothing'))
}

/** An outage of which the bot did not speak. */
async function byHand(ctx: Asked, { date, from, to }: Exclude<Compensation, 'confirm'>): Promise<void> {
  const { dayBoundary } = ctx.config
  const moment = (time: string) => timeOn(time < dayBoundary ? addDays(date, 1) : date, time, ctx.zone)
  const [begin, end] = [moment(from), moment(to)]
  if (end <= begin) return ctx.reply(ctx.text('outage.backwards'))
  if (begin >= ctx.now()) return ctx.reply(ctx.text('outage.future'))
  if (daysBetween(date, dayOf(ctx, ctx.now())) > HAND) return ctx.reply(ctx.text('outage.tooOld', { days: HAND }))
  const away: Stretch[] = [[begin, Math.min(end, ctx.now())]]
  const rooms = roomsOf(ctx).filter(room => missedOn(date, away, room.config, room).length > 0)
  if (rooms.length === 0) return ctx.reply(ctx.text('outage.noWindow', { day: dayText(ctx.text, date) }))
  const done: Done[] = []
  for (const room of rooms) done.push({ room, restored: await compensate(room, date, away, ctx.cause) })
  await report(ctx, done, ctx.text('outage.already'))
}

interface Done {
  room: In
  restored: readonly Restored[]
}

/** Each room hears once of what was put right there; in private the owner is told of which rooms that was. */
async function report(ctx: Asked, all: readonly Done[], nothing: string): Promise<void> {
  const done = all.filter(({ restored }) => restored.length > 0)
  if (done.length === 0) return ctx.reply(nothing)
  for (const { room, restored } of done) {
    const ends = restored.flatMap(({ until }) => until ?? [])
    const expires = ends.length === restored.length ? { expires: Math.max(...ends) } : {}
    await room.say(restoredText(room, restored), { id: `outage|${room.room.key}`, ...expires })
  }
  const lines = done.map(({ room, restored }) => doneText(room, restored))
  if (ctx.private) await ctx.reply([ctx.text('outage.done'), ...lines].join('\n'))
  // At night the room hears of it in the morning.
  else if (ctx.quietUntil() !== undefined) await ctx.reply(ctx.text('outage.quietly'))
}

/** The rooms that a command is about: this one, or in private every one of the caller's. */
function roomsOf(ctx: Asked): In[] {
  if (!ctx.private) return [ctx]
  return ctx
    .rooms()
    .map(({ key }) => ctx.at(key))
    .filter(room => room.mode !== 'off' && room.staff('owner').includes(ctx.caller.key))
}

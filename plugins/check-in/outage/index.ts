import {
  addDays,
  type CommandCtx,
  clockOf,
  daysBetween,
  definePart,
  timeOn,
  usage,
  z,
} from '../../../src/kernel/plugin.js'
import { checkInConfig } from '../config.js'
import { type Config, dayOf, type In } from '../standing.js'
import { dayText } from '../wording.js'
import { askOwners, openIn, propose } from './ask.js'
import type { Stretch } from './book.js'
import { compensate, type Restored } from './compensate.js'
import { missedOn } from './plan.js'
import { type Compensation, compensation } from './when.js'
import { doneText, restoredText } from './wording.js'

type Asked = CommandCtx<Config>

/** So far back a day can be put right by hand. */
const HAND = 31

/** After the bot was away during a window: the owner is told, and with his word no streak breaks and the window stays open. */
export const outagePart = definePart(checkInConfig, {
  texts: {
    'zh-CN': {
      'outage.ask':
        '「{topic}」{window} 窗口停机{long}，发 /停机补偿 确认\n{away} 我不在。确认后，没签到的人连续天数不会断{until}',
      'outage.askSeveral': '「{topic}」签到窗口停机：\n{lines}\n发 /停机补偿 确认，没签到的人连续天数不会断',
      'outage.askRooms':
        '{count} 个群的签到窗口停机，发 /停机补偿 确认，一次都补上：\n{lines}\n确认后，没签到的人连续天数不会断',
      'outage.roomLine': '「{topic}」{lines}',
      'outage.line': '{window} 停机{long}',
      'outage.minutes': '{minutes}分钟',
      'outage.hours': '{hours}小时',
      'outage.hoursMinutes': '{hours}小时{minutes}分钟',
      'outage.until': '，窗口延长到 {until}',
      'outage.frozen': '。整个窗口都没开，已经不算断签',
      'outage.prolonged':
        '刚才停机{long}，{day}「{window}」签到延长到 {until}，发「{word}」就行；没赶上的连续天数也不会断～',
      'outage.restored': '{day}「{window}」签到停机{long}，没签到的连续天数不会断～',
      'outage.done': '补偿好了：',
      'outage.doneOf': '「{topic}」{windows}',
      'outage.doneUntil': '{window} 延长到 {until}',
      'outage.doneFrozen': '{window} 连续天数不会断',
      'outage.toldLater': '群里 {morning} 会知道。',
      'outage.quietly': '补偿好了，{morning} 告诉大家',
      'outage.others': '其他群也停了机：私聊我发 /停机补偿 确认，就一起补',
      'outage.nothing': '没有要补偿的停机。要自己补一段，发 /停机补偿 07:00-07:40',
      'outage.already': '这段时间已经补偿过了',
      'outage.noWindow': '{day}这段时间没有签到窗口，不用补偿',
      'outage.backwards': '结束要在开始之后，再看看～',
      'outage.future': '还没到那个时候',
      'outage.tooOld': '太久以前了，只能补偿 {days} 天以内的',
    },
    en: {
      'outage.ask':
        '{topic}: away for {long} of {window}. To make up for it: /停机补偿 确认\nAway {away}; nobody who missed the day loses a row{until}',
      'outage.askSeveral':
        '{topic}: away during check-in:\n{lines}\nTo make up for it: /停机补偿 确认. Nobody who missed those days loses a row',
      'outage.askRooms':
        'Away during check-in in {count} rooms; to make up for all of it: /停机补偿 确认\n{lines}\nNobody who missed those days loses a row',
      'outage.roomLine': '{topic}: {lines}',
      'outage.line': '{window} ({long})',
      'outage.minutes': '{minutes} min',
      'outage.hours': '{hours} h',
      'outage.hoursMinutes': '{hours} h {minutes} min',
      'outage.until': ', and the window stays open until {until}',
      'outage.frozen': '. The whole window was missed: that day breaks no row already',
      'outage.prolonged':
        'I was away for {long}: {window} ({day}) stays open until {until}, say {word}. Nobody who missed it loses a row',
      'outage.restored': 'I was away for {long} of {window} ({day}); nobody who missed it loses a row',
      'outage.done': 'Made up for:',
      'outage.doneOf': '{topic}: {windows}',
      'outage.doneUntil': '{window} open until {until}',
      'outage.doneFrozen': '{window} breaks no row',
      'outage.toldLater': 'The room hears of it at {morning}.',
      'outage.quietly': 'Done; everybody hears of it at {morning}',
      'outage.others': 'Other rooms were missed too: say /停机补偿 确认 to me in private for all of them',
      'outage.nothing': 'There is no outage to make up for. By hand: /停机补偿 07:00-07:40',
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
      run: (ctx, { what }) => (what === 'bare' ? bare(ctx) : what === 'confirm' ? confirm(ctx) : byHand(ctx, what)),
    },
  ],
  on: { away: propose },
  jobs: { askOwners: { data: z.strictObject({}), run: askOwners } },
})

/** The command alone: yes, while something is open. */
async function bare(ctx: Asked): Promise<void> {
  for (const room of roomsOf(ctx)) if ((await openIn(room, ctx.cause)).length > 0) return confirm(ctx)
  await ctx.reply(usage('停机补偿', compensation, '/停机补偿 07:00-07:40'))
}

/** The owner's yes: for this room, and in private for all of his. */
async function confirm(ctx: Asked): Promise<void> {
  const done: Done[] = []
  for (const room of roomsOf(ctx)) {
    const restored: Restored[] = []
    for (const { date, stretches } of await openIn(room, ctx.cause)) {
      restored.push(...(await compensate(room, date, stretches, ctx.cause)))
    }
    done.push({ room, restored })
  }
  await report(ctx, done, ctx.text('outage.nothing'))
}

/** An outage of which the bot did not speak. */
async function byHand(ctx: Asked, { date, from, to }: Exclude<Compensation, 'confirm' | 'bare'>): Promise<void> {
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
  // At night the rooms hear of it in the morning.
  const night = done.map(({ room }) => room.quietUntil()).find(until => until !== undefined)
  const morning = night === undefined ? '' : clockOf(night, ctx.zone)
  if (ctx.private) {
    const told = night === undefined ? [] : [ctx.text('outage.toldLater', { morning })]
    return ctx.reply([ctx.text('outage.done'), ...lines, ...told].join('\n'))
  }
  const answer = [
    ...(night === undefined ? [] : [ctx.text('outage.quietly', { morning })]),
    ...((await isOpenElsewhere(ctx)) ? [ctx.text('outage.others')] : []),
  ]
  if (answer.length > 0) await ctx.reply(answer.join('\n'))
}

/** Whether another room of the caller's waits for his word. */
async function isOpenElsewhere(ctx: Asked): Promise<boolean> {
  for (const room of ownRooms(ctx)) {
    if (room.room.key !== ctx.room.key && (await openIn(room)).length > 0) return true
  }
  return false
}

/** The rooms that a command is about: this one, or in private every one of the caller's. */
function roomsOf(ctx: Asked): In[] {
  return ctx.private ? ownRooms(ctx) : [ctx]
}

/** Every room of which the caller is an owner. */
function ownRooms(ctx: Asked): In[] {
  return ctx
    .rooms()
    .map(({ key }) => ctx.at(key))
    .filter(room => room.mode !== 'off' && room.staff('owner').includes(ctx.caller.key))
}

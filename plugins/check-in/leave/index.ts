import { addDays, type CommandCtx, daysBetween, definePart, z } from '../../../src/kernel/plugin.js'
import { checkInConfig } from '../config.js'
import { type Config, dayOf, type In } from '../standing.js'
import { historiesOf, monthsBack } from '../store.js'
import { endOf } from '../windows.js'
import { dayText } from '../wording.js'
import { changeRanges, leavesOfPeople, rangesOf } from './book.js'
import { type DaysOff, daysOff } from './days-off.js'
import { comeBack, holds, leaveFrom, type Range, takeLeave } from './ranges.js'

type Asked = CommandCtx<Config>

const DAY = 86_400_000

/** 请假 and 销假: days on which nobody is missed and no streak breaks. */
export const leavePart = definePart(checkInConfig, {
  texts: {
    'zh-CN': {
      'leave.taken': '{name}，{days}请假，连续天数不会断。提前回来发「/销假」',
      'leave.tooLong': '一次最多请 {days} 天，到时候再请就好',
      'leave.backwards': '结束的那天要在开始之后，再看看～',
      'leave.over': '那几天已经过去了；漏掉的可以发「补签 昨天」',
      'leave.back': '{name}，欢迎回来～',
      'leave.cancelled': '{name}，请假取消了',
      'leave.none': '你没有在请假～要请假发「/请假 3天」',
      'leave.list': '请假名单：',
      'leave.line': '{name}：{days}',
      'leave.nobody': '现在没有人请假',
      'leave.count': '{count} 人请假',
      'leave.days': '{from}到{to}',
    },
    en: {
      'leave.taken': '{name}, you are on leave {days}; your row stays unbroken. Back early? /销假',
      'leave.tooLong': 'A leave is {days} days at most; just ask again then',
      'leave.backwards': 'The last day has to come after the first',
      'leave.over': 'Those days are over; a missed one can be made up: 补签 昨天',
      'leave.back': '{name}, welcome back!',
      'leave.cancelled': '{name}, your leave is cancelled',
      'leave.none': 'You are not on leave. To take one: /请假 3天',
      'leave.list': 'On leave:',
      'leave.line': '{name}: {days}',
      'leave.nobody': 'Nobody is on leave',
      'leave.count': '{count} on leave',
      'leave.days': '{from} to {to}',
    },
  },
  commands: [
    {
      names: ['请假', 'leave'],
      bare: ['请假'],
      bareRest: rest => daysOff.accepts(rest),
      who: 'newcomer',
      in: 'anywhere',
      help: '请几天假，连续天数不会断，如 /请假 3天',
      order: 40,
      args: daysOff,
      example: '/请假 7天',
      evenLate: true,
      run: (ctx, { days }) => leave(ctx, days),
    },
    {
      names: ['销假', 'back'],
      bare: ['销假'],
      who: 'newcomer',
      in: 'anywhere',
      evenLate: true,
      run: back,
    },
    {
      names: ['请假名单', 'leaves'],
      who: 'admin',
      in: 'anywhere',
      help: '看谁在请假',
      order: 60,
      record: 'never',
      run: showLeaves,
    },
  ],
  jobs: {
    leaveBegins: {
      data: z.object({ member: z.string(), to: z.string() }),
      async run(ctx, { member, to }) {
        const ranges = (await rangesOf(ctx, [member])).get(member) ?? []
        const range = leaveFrom(ranges, dayOf(ctx, ctx.now()))
        if (range?.to === to) await noteAbsence(ctx, member, range)
      },
    },
  },
  people: leavesOfPeople,
})

async function leave(ctx: Asked, asked: DaysOff): Promise<void> {
  if (asked === 'cancel') return back(ctx)
  if (asked === 'backwards' || asked === 'over') return ctx.reply(ctx.text(`leave.${asked}`))
  const today = dayOf(ctx, ctx.message.sentAt)
  const days = await fromTomorrow(ctx, asked, today)
  const most = Math.floor(ctx.config.leave.most / DAY)
  if (daysBetween(days.from, days.to) >= most) return ctx.reply(ctx.text('leave.tooLong', { days: most }))
  const { caller } = ctx
  await changeRanges(ctx, caller.key, known => takeLeave(known, days, today))
  if (days.from <= dayOf(ctx, ctx.now())) await noteAbsence(ctx, caller.key, days)
  else {
    const begins = endOf(addDays(days.from, -1), ctx.config, ctx.zone)
    await ctx.later('leaveBegins', { member: caller.key, to: days.to }, begins, {
      id: `leave|${caller.key}|${days.from}`,
    })
  }
  await ctx.reply(ctx.text('leave.taken', { name: caller.name, days: daysText(ctx, days) }))
}

/** Who has come today already takes no leave of it. */
async function fromTomorrow(
  ctx: Asked,
  { counted, from, to }: Range & { counted?: true },
  today: string,
): Promise<Range> {
  if (from > today || (!counted && to === today)) return { from, to }
  const { key } = ctx.caller
  const came = (await historiesOf(ctx.store, [key], monthsBack(today, 1))).get(key)?.dates.has(today) === true
  return came ? { from: addDays(today, 1), to: counted ? addDays(to, 1) : to } : { from, to }
}

async function back(ctx: Asked): Promise<void> {
  const { caller } = ctx
  const today = dayOf(ctx, ctx.message.sentAt)
  const before = (await rangesOf(ctx, [caller.key])).get(caller.key) ?? []
  if (!leaveFrom(before, today)) return ctx.reply(ctx.text('leave.none'))
  await changeRanges(ctx, caller.key, known => comeBack(known, today))
  await ctx.books.absence.back(ctx.community, caller.key)
  await ctx.reply(ctx.text(holds(before, today) ? 'leave.back' : 'leave.cancelled', { name: caller.name }))
}

/** For whoever prunes or reminds: away until the end of the last day. */
async function noteAbsence(ctx: In, member: string, { to }: Range): Promise<void> {
  const until = endOf(to, ctx.config, ctx.zone)
  if (until > ctx.now()) await ctx.books.absence.leave(ctx.community, member, until)
}

async function showLeaves(ctx: Asked): Promise<void> {
  const today = dayOf(ctx, ctx.message.sentAt)
  const members = ctx.members()
  const all = await rangesOf(
    ctx,
    members.map(({ key }) => key),
  )
  const lines = members.flatMap(({ key, name }) => {
    const range = leaveFrom(all.get(key) ?? [], today)
    return range ? [ctx.text('leave.line', { name, days: daysText(ctx, range) })] : []
  })
  if (lines.length === 0) return ctx.reply(ctx.text('leave.nobody'))
  await ctx.whisper([ctx.text('leave.list'), ...lines].join('\n'), ctx.text('leave.count', { count: lines.length }))
}

function daysText(ctx: In, { from, to }: Range): string {
  const [first, last] = [dayText(ctx.text, from), dayText(ctx.text, to)]
  return from === to ? first : ctx.text('leave.days', { from: first, to: last })
}

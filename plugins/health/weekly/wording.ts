import { addDays, type Board, type Ctx, daysBetween, plainLine, weekdayOf } from '../../../src/kernel/plugin.js'
import type { Report } from './report.js'
import { type Change, changeOf, shareOf, type Week } from './week.js'

type Text = Ctx['text']

/** Characters of a room's name; it is whatever somebody called the room. */
const LONGEST = 20
/** A rate is shown in tenths of a percent, a share in whole percents. */
const RATE = 0.001
const SHARE = 0.01

/** The week in at most ten short lines, each figure under its name. */
export function reportText(
  text: Text,
  report: Report,
  { topic, network }: { topic: string; network: boolean },
): string {
  const { week, before } = report
  const change = (figure: keyof Week, step = 1) => changeText(text, week[figure], before?.[figure], step)
  const lines = [
    headText(text, report, topic),
    text('weekly.members', { size: week.size, joins: week.joins, leaves: week.leaves, change: grownText(text, week) }),
    text('weekly.active', {
      rate: rateText(week.activeRate),
      speakers: week.active,
      change: change('activeRate', RATE),
    }) + othersText(text, week),
    text('weekly.messages', { messages: week.messages, change: change('messages') }) +
      (week.topShare === undefined ? '' : text('weekly.top', { share: percent(week.topShare) })),
    text('weekly.checkIns', { count: week.checkIns, change: change('checkIns') }),
    ...(network ? [startedText(text, week, change('startedByMembers'))] : []),
    text('weekly.first', { count: week.firstWords, change: change('firstWords') }) +
      (week.veteranShare === undefined
        ? ''
        : text('weekly.veterans', { share: percent(week.veteranShare), change: change('veteranShare', SHARE) })),
    text('weekly.topics', {
      topics: week.topics,
      topicsChange: change('topics'),
      unanswered: week.unanswered,
      unansweredChange: change('unanswered'),
    }),
    text('weekly.cases', { count: week.cases, change: change('cases') }) +
      (week.undoRate === undefined ? '' : text('weekly.undone', { undone: week.undone, rate: percent(week.undoRate) })),
  ]
  return lines.join('\n')
}

/** The same in one line and without the rest, for a room in which whoever asked cannot be written to. */
export function shortText(text: Text, { week, soFar }: Report): string {
  const { speakers, messages } = week
  return text(soFar ? 'weekly.shortSoFar' : 'weekly.short', { speakers, messages, rate: rateText(week.activeRate) })
}

/** The week as a picture: four figures, and its seven days as bars. */
export function reportBoard(text: Text, { from, to, days, week }: Report, topic: string): Board {
  const most = Math.max(1, ...days.map(({ messages }) => messages))
  const byDate = new Map(days.map(day => [day.date, day]))
  const dates = Array.from({ length: daysBetween(from, to) + 1 }, (_, at) => addDays(from, at))
  return {
    title: text('weekly.title', { room: plainLine(topic, LONGEST) }),
    subtitle:
      from === to ? dayText(text, from) : text('weekly.span', { from: dayText(text, from), to: dayText(text, to) }),
    figures: [
      { value: String(week.size), label: text('weekly.figureMembers') },
      { value: rateText(week.activeRate), label: text('weekly.figureActive') },
      { value: String(week.checkIns), label: text('weekly.figureCheckIns') },
      { value: String(week.cases), label: text('weekly.figureCases') },
    ],
    rows: dates.map(date => {
      const day = byDate.get(date)
      const named = { weekday: text(`weekly.${weekdayOf(date)}`), day: Number(date.slice(8)) }
      if (!day) return { label: text('weekly.rowUnknown', named), value: '–', share: 0 }
      return {
        label: text('weekly.row', { ...named, speakers: day.speakers }),
        value: text('weekly.rowValue', { messages: day.messages }),
        share: day.messages / most,
      }
    }),
    note: text('weekly.note'),
  }
}

/** How the picture's file is called. */
export function fileName(text: Text, { to }: Report, topic: string): string {
  const room = plainLine(topic, LONGEST)
    .replace(/[\\/:*?"<>|\s]+/gu, ' ')
    .trim()
  return text('weekly.file', { room, date: to })
}

function headText(text: Text, { from, to, before, soFar }: Report, topic: string): string {
  const room = plainLine(topic, LONGEST)
  if (soFar) return text('weekly.headSoFar', { room })
  return text(before ? 'weekly.headBefore' : 'weekly.head', {
    room,
    from: dayText(text, from),
    to: dayText(text, to),
  })
}

/** Who begins conversations, whether they are answered, and how many people talk with each other. */
function startedText(text: Text, { startedByMembers: count, started, answered, pairs }: Week, change: string): string {
  const share = shareOf(count, started)
  return [
    text('weekly.started', { count, change }),
    ...(count === 0 || share === undefined ? [] : [text('weekly.answered', { share: percent(share), answered })]),
    ...(pairs < 1 ? [] : [text('weekly.pairs', { pairs: Math.round(pairs) })]),
  ].join('')
}

/** Who wrote and is not counted among those who are there. */
function othersText(text: Text, { speakers, active, unsure }: Week): string {
  const gone = speakers - active - unsure
  return [
    ...(gone > 0 ? [text('weekly.activeGone', { gone })] : []),
    ...(unsure > 0 ? [text('weekly.activeUnsure', { unsure })] : []),
  ].join('')
}

function grownText(text: Text, { grown }: Week): string {
  return marked(text, changeOf(grown, 0), String)
}

function changeText(text: Text, now: number | undefined, before: number | undefined, step: number): string {
  if (now === undefined || before === undefined) return ''
  const points = (size: number) => text('weekly.points', { size: Number((size * 100).toFixed(1)) })
  return marked(text, changeOf(now, before, step), step === 1 ? String : points)
}

function marked(text: Text, { way, size }: Change, sized: (size: number) => string): string {
  return way === 'same' ? text('weekly.same') : text(`weekly.${way}`, { size: sized(size) })
}

function dayText(text: Text, date: string): string {
  const [, month, day] = date.split('-').map(Number)
  return text('weekly.day', { month: month ?? 0, day: day ?? 0 })
}

/** `5.8%` */
function rateText(rate: number): string {
  return `${Number((rate * 100).toFixed(1))}%`
}

/** `82%` */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

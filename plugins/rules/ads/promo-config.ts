import { both, parseDuration, timeWindow, type Weekday, z } from '../../../src/kernel/plugin.js'

/** When promotion is welcome: on these days from one time to another, over midnight when it ends before it begins. */
export interface PromoWindow {
  days: readonly Weekday[]
  from: string
  to: string
}

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `周五 20:00-21:00`, `fri,sun 20:00-21:00`, `周一至周五 12:00-13:00`, `每天 …`; parsed: PromoWindow. */
export const promoWindow = z.string().transform((text, context): PromoWindow => {
  const match = /^(.*?)\s*(\d.*)$/.exec(text.trim())
  const days = daysOf(match?.[1] ?? '')
  const times = timeWindow.safeParse(match?.[2] ?? '')
  if (days.length > 0 && times.success) return { days, ...times.data }
  const message = both(
    `「${text}」不是每周的时间，写法如 "周五 20:00-21:00"、"周一至周五 12:00-13:00"、"每天 20:00-21:00"`,
    'days and times are written "fri 20:00-21:00", "mon-fri 12:00-13:00" or "daily 20:00-21:00"',
  )
  context.addIssue({ code: 'custom', message, input: text })
  return z.NEVER
})

/** `1`, `1/month`, `2/week`, `1/14d`: how often one person may; a number alone is a month's. Parsed: count and span. */
export const promoAllowance = z.union([z.int().min(0), z.string()]).transform((written, context) => {
  const match = /^\s*(\d{1,3})\s*(?:\/\s*(.+?)\s*)?$/.exec(String(written))
  const per = match && (match[2] === undefined ? spans.get('month') : (spans.get(match[2]) ?? parseDuration(match[2])))
  if (match && per) return { count: Number(match[1]), per }
  const message = both(`「${written}」不是次数，写法如 1/month、2/week、1/14d`, 'written 1/month, 2/week or 1/14d')
  context.addIssue({ code: 'custom', message, input: written })
  return z.NEVER
})

const DAY = 86_400_000
const spans = new Map([
  ['day', DAY],
  ['天', DAY],
  ['日', DAY],
  ['week', 7 * DAY],
  ['周', 7 * DAY],
  ['星期', 7 * DAY],
  ['month', 30 * DAY],
  ['月', 30 * DAY],
  ['个月', 30 * DAY],
])

/** The days that a list names, each once, from Monday on; none when a word of it is no day. */
function daysOf(text: string): Weekday[] {
  const found = new Set<Weekday>()
  for (const word of text.split(/[\s,，、/和]+/).filter(each => each !== '')) {
    const days = daysOfWord(word.toLowerCase())
    if (days.length === 0) return []
    for (const day of days) found.add(day)
  }
  return week.filter(day => found.has(day))
}

function daysOfWord(word: string): readonly Weekday[] {
  if (word === '每天' || word === 'daily' || word === 'all') return week
  if (word === '工作日' || word === 'weekdays') return week.slice(0, 5)
  if (word === '周末' || word === 'weekend' || word === 'weekends') return week.slice(5)
  const [first = '', last, ...more] = word.split(/[-–—~～至到]/)
  const from = dayOf(first)
  const to = last === undefined ? from : dayOf(last)
  if (from < 0 || to < 0 || more.length > 0) return []
  return from <= to ? week.slice(from, to + 1) : [...week.slice(from), ...week.slice(0, to + 1)]
}

function dayOf(word: string): number {
  const chinese = /^(?:周|星期|礼拜)?([一二三四五六日天])$/.exec(word)?.[1]
  if (chinese !== undefined) return chinese === '天' ? 6 : '一二三四五六日'.indexOf(chinese)
  return week.findIndex(day => word.length >= 3 && word.startsWith(day))
}

import { type Arguments, args, date } from '../../../src/kernel/plugin.js'

/** What the owner typed: yes to what was proposed, nothing at all, or when the bot was away, of today or of a day. */
export type Compensation = 'confirm' | 'bare' | { date: string; from: string; to: string }

const day = args({ day: date({ toward: 'past' }) })

/** `确认`, `07:00-07:40`, `昨天 7:00到7:40`. */
export const compensation: Arguments<{ what: Compensation }> = {
  form: '确认 或 07:00-07:40',
  parse(rest, { today }) {
    const what = read(rest, today)
    if (what) return { ok: true, value: { what } }
    if (rest.trim() === '') return { ok: true, value: { what: 'bare' } }
    return { ok: false, code: 'not-this-kind', argument: '时间', problem: '时间这样写：07:00-07:40、昨天 07:00-07:40' }
  },
  accepts: rest => read(rest, '2000-01-01') !== undefined,
}

const times =
  /(?<hour>\d{1,2})\s*[:.点时]\s*(?<minute>\d{1,2}|半)?\s*分?\s*(?:-|~|到|至|–|—+)\s*(?<toHour>\d{1,2})\s*[:.点时]\s*(?<toMinute>\d{1,2}|半)?\s*分?\s*$/

function read(typed: string, today: string): Compensation | undefined {
  const text = typed.normalize('NFKC').replaceAll('時', '时').replaceAll('點', '点').trim()
  if (/^(?:确认|確認|好|是|yes|ok|confirm)$/i.test(text)) return 'confirm'
  const found = times.exec(text)
  const { hour = '', minute, toHour = '', toMinute } = found?.groups ?? {}
  const [from, to] = [clock(hour, minute), clock(toHour, toMinute)]
  if (!found || from === undefined || to === undefined) return undefined
  const before = text.slice(0, found.index).trim()
  const parsed = before === '' ? undefined : day.parse(before, { today })
  if (parsed && !parsed.ok) return undefined
  return { date: parsed?.value.day ?? today, from, to }
}

function clock(hour: string, minute = '0'): string | undefined {
  const [hours, minutes] = [Number(hour), minute === '半' ? 30 : Number(minute)]
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return undefined
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

import {
  dateOf,
  type MemberView,
  type Millis,
  type NoTime,
  person,
  readTime,
  spanOfTime,
} from '../../../src/kernel/plugin.js'
import type { In } from '../topic.js'

/** What was typed behind `/话题 新建`: on the first line title, time and host in any order, then a question a line. */
export interface TypedTopic {
  title: string
  hour: TypedHour
  /** The host's name as typed. */
  host?: string
  guide: readonly string[]
}

export type TypedHour = { start: Millis; end: Millis } | { wrong: NoTime }

export function readTopic(ctx: In & { message: { sentAt: Millis } }, typed: string): TypedTopic {
  const [first = '', ...guide] = typed.split(/[\r\n\u2028\u2029]+/)
  const { hour, rest } = readHour(ctx, first)
  const { host, left } = readHost(ctx, rest)
  return { title: bareTitle(left), hour, guide, ...(host === undefined ? {} : { host }) }
}

/** The hour that a line names, counted from when it was sent, and what is left of the line. */
export function readHour(
  ctx: Pick<In, 'zone' | 'config'> & { message: { sentAt: Millis } },
  line: string,
): { hour: TypedHour; rest: string } {
  const now = ctx.message.sentAt
  const today = dateOf(now, ctx.zone)
  const reading = readTime(line, today)
  if ('wrong' in reading) return { hour: reading, rest: line }
  return {
    hour: spanOfTime(reading.time, { now, today, zone: ctx.zone, lasts: ctx.config.minutes }),
    rest: reading.rest,
  }
}

const named = /(?:^|\s)(?:主持人?|主持|host(?:ed by)?)\s*[:：]?\s*(?=[@＠])|(?:^|\s)(?:主持人?|host)\s*[:：]\s*/iu

/** `主持 @小周`, anywhere in the line. */
function readHost(ctx: { find(name: string): MemberView[] }, line: string): { host?: string; left: string } {
  const found = named.exec(line)
  if (!found) return { left: line }
  const behind = line.slice(found.index + found[0].length)
  const isName = (typed: string) => ctx.find(typed).length > 0
  const reading = behind === '' ? undefined : person().read(behind, { today: '2000-01-01', isName }, true)
  if (!reading || !('value' in reading)) return { left: line }
  const before = line.slice(0, found.index)
  return { host: reading.value, left: `${before} ${reading.left}` }
}

/** 「标题」, 标题：…, without what holds it. */
function bareTitle(text: string): string {
  const plain = text.trim().replace(/^(?:标题|題目|题目|title)\s*[:：]\s*/iu, '')
  const quoted = /^[「『《“"'【]([^「」『』《》“”"'【】]+)[」』》”"'】]$/u.exec(plain)?.[1]
  return (quoted ?? plain).replace(/[\s,，、;；|]+$/u, '').trim()
}

import type { Unless } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import { type OutboxRecord, type Part, toldOf } from './posting.js'

// Texts that became one message. Each is told how it ended, and as long as the message waits each keeps its own terms: what
// became pointless meanwhile is taken out, and the rest leaves.

/** Several texts for one room as one. */
export function asOne(record: OutboxRecord, others: readonly OutboxRecord[]): OutboxRecord {
  if (others.length === 0 || record.action.act !== 'say') return record
  const all = [record, ...others].sort((a, b) => a.seq - b.seq)
  const { ifUnknown: _, ...rest } = record
  return {
    ...madeOf(
      rest,
      all.flatMap(each => each.parts ?? [partOf(each)]),
    ),
    // Sent a second time it would be so for all of them.
    ...(all.every(each => each.ifUnknown === 'resend') ? { ifUnknown: 'resend' } : {}),
  }
}

/** The same message without some of its texts; undefined when none is left. Its id stays, whosever it was. */
export function without(record: OutboxRecord, gone: ReadonlySet<string>): OutboxRecord | undefined {
  const parts = record.parts?.filter(({ id }) => !gone.has(id)) ?? []
  return parts.length === 0 ? undefined : madeOf(record, parts)
}

/** A text of a message as an action of its own. */
export function alone({ parts: _, ...record }: OutboxRecord, part: Part): OutboxRecord {
  return { ...record, ...part }
}

/** The texts of a message that are not to be said any more, each as it is told. */
export function pointless(
  record: OutboxRecord,
  now: Millis,
  holds: (unless: Unless) => boolean,
): { part: Part; code: string }[] {
  return (record.parts ?? []).flatMap(part => {
    const code = (part.expires ?? record.expires) <= now ? 'late' : part.unless?.find(unless => holds(unless))?.is
    return code === undefined ? [] : [{ part, code }]
  })
}

/** Lets an action wait until `to`, and of a message those of its texts that `may`; false where nothing changed. */
export function lengthen(record: OutboxRecord, to: Millis, may: (record: OutboxRecord) => boolean): boolean {
  if (record.parts === undefined) {
    if (record.expires >= to || !may(record)) return false
    record.expires = to
    return true
  }
  const short = record.parts.filter(part => (part.expires ?? record.expires) < to && may(alone(record, part)))
  if (short.length === 0) return false
  record.parts = record.parts.map(part => (short.includes(part) ? { ...part, expires: to } : part))
  record.expires = Math.max(record.expires, to)
  return true
}

/** A message of these texts. It waits as long as one of them does. */
function madeOf({ unless: _, fixed: __, ...record }: OutboxRecord, parts: readonly Part[]): OutboxRecord {
  const says = parts.flatMap(({ action }) => (action.act === 'say' ? [action] : []))
  const [first] = says
  if (!first) throw new Error('a message is made of texts')
  const whole = {
    act: 'say' as const,
    room: first.room,
    text: says.map(say => say.text).join('\n\n'),
    mentions: [...new Set(says.flatMap(say => say.mentions ?? []))],
    // Each keeps its own @: before the whole, what one person is told would be said to all of them.
    ...(says.some(({ mentions = [] }) => mentions.length > 0)
      ? { paragraphs: says.map(({ text, mentions = [] }) => ({ text, mentions })) }
      : {}),
  }
  return {
    ...record,
    action: says.length === 1 ? first : whole,
    expires: Math.max(...parts.map(({ expires }) => expires ?? record.expires)),
    parts,
  }
}

function partOf(record: OutboxRecord): Part {
  const { unless, expires, fixed, manner } = record
  return {
    ...toldOf(record),
    expires,
    manner,
    ...(unless === undefined ? {} : { unless }),
    ...(fixed === undefined ? {} : { fixed }),
  }
}

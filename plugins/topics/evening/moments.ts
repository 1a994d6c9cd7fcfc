import type { Millis } from '../../../src/kernel/plugin.js'
import type { Config, Topic } from '../topic.js'

// What a topic has before it, and when. Pure: the topic's record and the config decide, so that after a crash, a move or a
// reload the same is found again, at the same times.

/** Something that is done at a time. `name` is what the topic's `told` remembers it by. */
export interface Moment {
  what: 'announce' | 'open' | 'step-in' | 'few' | 'last-call' | 'close'
  name: string
  at: Millis
}

type Times = Pick<Config, 'announce' | 'nudgeAfter' | 'lastCall'>

const MINUTE: Millis = 60_000
/** After an announcement made at once no other one comes for so long. */
const APART: Millis = 10 * MINUTE
/** The host is left alone with the opening for so long (members serve members: the host opens). */
const HOST_FIRST: Millis = 2 * MINUTE
/** Who was told of the coming end is not told again for so long, though it was put off meanwhile. */
const END_TOLD: Millis = 15 * MINUTE

/** What is still to be done, in order of time; what is past and was not done is in it. */
export function momentsOf(topic: Topic, times: Times): Moment[] {
  const told = new Set(topic.told)
  return allMoments(topic, times)
    .filter(({ name }) => !told.has(name))
    .sort((a, b) => a.at - b.at)
}

function allMoments(topic: Topic, times: Times): Moment[] {
  const close: Moment = { what: 'close', name: 'close', at: topic.end }
  const open: Moment = { what: 'open', name: 'open', at: topic.start }
  if (topic.phase === 'planned') return [...announcements(topic, times), open, close]
  if (topic.phase === 'closed') return [close]
  if (topic.phase === 'cancelled') return topic.fellOut ? [close] : []
  return [open, ...whileOpen(topic, times), close]
}

/**
 * Each at its time before the start. Those that were due when the topic was set, or moved, are one, made at once; where it
 * begins within the minute there is none.
 */
function announcements(topic: Topic, { announce }: Times): Moment[] {
  const { start } = topic
  const set = topic.plannedAt ?? topic.createdAt
  const spans = [...new Set(announce)].filter(span => span > 0)
  const missed = spans.some(span => start - span <= set) && start - set >= MINUTE
  const from = missed ? set + APART : set
  const coming = spans.filter(span => start - span > from)
  return [
    ...(missed ? [{ what: 'announce' as const, name: AT_ONCE, at: set }] : []),
    ...coming.map(span => ({ what: 'announce' as const, name: `announce-${span / MINUTE}`, at: start - span })),
  ]
}

/** The announcement that was due already when the topic was set. */
export const AT_ONCE = 'announce-now'

function whileOpen(topic: Topic, { nudgeAfter, lastCall }: Times): Moment[] {
  const { start, end, lastCallAt } = topic
  const begun = topic.openedAt ?? start
  const call = end - lastCall
  const moments: Moment[] = []
  const add = (what: Moment['what'], name: string, at: Millis, before: Millis) => {
    if (at > begun && at < before) moments.push({ what, name, at })
  }
  add('step-in', 'step-in', begun + HOST_FIRST, end)
  add('few', 'few', begun + nudgeAfter, lastCall > 0 ? call : end)
  // Put off, it has another end and another last call.
  if (lastCallAt === undefined || call - lastCallAt >= END_TOLD) add('last-call', `last-call-${end}`, call, end)
  return moments
}

/** The announcement that comes after a time, if there is one before the start: until then, or the start, one is of use. */
export function nextWord(topic: Topic, times: Times, after: Millis): Millis {
  const coming = announcements(topic, times).flatMap(({ at }) => (at > after ? [at] : []))
  return Math.min(topic.start, ...coming)
}

import { clockOf, ctxWith, type MemberKey, type Millis } from '../../../src/kernel/plugin.js'
import { alsoSaid } from '../guests/said.js'
import { askForHost } from '../hosts/roster.js'
import { afterClosing, speakersIn } from '../minutes/turns.js'
import { changeTopic, type In, type Topic, topicOf } from '../topic.js'
import { AT_ONCE, type Moment, momentsOf, nextWord } from './moments.js'
import { schedule, unlessMoved, windowOf } from './schedule.js'
import { voicesIn } from './voices.js'
import { topicLine, whenText } from './wording.js'

// What happens at each moment of a topic. A moment may ring twice (a crash between its words and the note of them) and
// late (the bot was away): its words have the id of its run, and what rang late asks the clock whether it is still of use.

/** A moment later than this was missed. */
const LATE: Millis = 5 * 60_000
/** An opening and a closing are still worth a word for so long. */
const STILL_OF_USE: Millis = 60 * 60_000
/** So many people who write are a conversation: it needs nobody to begin it. */
const CONVERSATION = 2
/** What begins within so long begins soon. */
const SOON: Millis = 45 * 60_000
/** The last line of a topic comes while people are still there, or not at all. */
const LAST_LINE: Millis = 10 * 60_000

/** Does what is due for a topic, if it still is. */
export async function ring(ctx: In, { id, name }: { id: string; name: string }): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  const moment = topic && momentsOf(topic, ctx.config).find(each => each.name === name)
  if (!topic || !moment) return
  // It was moved, and its job not yet: a crash came between.
  if (moment.at > ctx.now()) return schedule(ctx, topic)
  const done = await handlers[moment.what](unlessAtRest(ctx), topic, moment)
  if (done === 'not yet') return
  await changeTopic(ctx.store, id, known => noted(known, moment, ctx.now()))
}

/** In a group that rests a topic goes by without a word: what it is, it is all the same. */
function unlessAtRest(ctx: In): In {
  if (!ctx.books.silence.isSilent(ctx.room.key, ctx.now())) return ctx
  return ctxWith(ctx, { say: async () => undefined, dm: async () => undefined })
}

function noted(topic: Topic, { what, name }: Moment, now: Millis): Topic {
  const { told = [] } = topic
  if (told.includes(name)) return topic
  return { ...topic, told: [...told, name], ...(what === 'last-call' ? { lastCallAt: now } : {}) }
}

/** `not yet` of what may still come: it is not noted as done. */
type Handler = (ctx: In, topic: Topic, moment: Moment) => Promise<'not yet' | void>

const handlers: Readonly<Record<Moment['what'], Handler>> = {
  announce,
  open,
  'step-in': stepIn,
  few,
  'last-call': lastCall,
  close,
}

async function announce(ctx: In, topic: Topic, { at, name }: Moment): Promise<void> {
  const until = nextWord(topic, ctx.config, at)
  // What was to be said at once and could not be is of no use long after.
  if (name === AT_ONCE && ctx.now() - at > STILL_OF_USE) return
  // Another announcement or the opening is due by now: two at once would be one too many.
  if (until <= ctx.now()) return
  const key = topic.start - ctx.now() <= SOON ? 'evening.announceSoon' : 'evening.announce'
  await ctx.say(ctx.text(key, { line: topicLine(ctx, topic) }) + alsoSaid(ctx, topic, 'announce'), {
    id: 'announce',
    expires: until,
    unless: [unlessMoved(ctx, topic)],
  })
}

async function open(ctx: In, topic: Topic, { at }: Moment): Promise<'not yet' | void> {
  const now = ctx.now()
  // Away over the whole of it: its end tells.
  if (now >= topic.end) return 'not yet'
  if (topic.phase === 'planned') {
    const host = presentHost(ctx, topic)
    if (host === undefined && ctx.config.hostRequired) return withoutHost(ctx, topic)
    const opened = await changeTopic(ctx.store, topic.id, known =>
      known.phase !== 'planned'
        ? known
        : { ...withHost(known, host), phase: 'open', openedAt: now - at < LATE ? at : now },
    )
    if (!opened) return
    return openedNow(ctx, opened)
  }
  return openedNow(ctx, topic)
}

async function openedNow(ctx: In, topic: Topic): Promise<void> {
  // This moment is being done.
  await schedule(ctx, { ...topic, told: [...(topic.told ?? []), 'open'] })
  if (ctx.now() - topic.start > STILL_OF_USE) return
  const { host, guide, title, guest } = topic
  const lines = [
    ctx.text(topic.kind === 'guest' ? 'evening.openGuest' : 'evening.open', {
      id: topic.id,
      title,
      guest: guest ?? '',
      to: clockOf(topic.end, ctx.zone),
    }),
    ctx.text(host === undefined ? 'evening.rulesAlone' : 'evening.rules', {
      host: host === undefined ? '' : nameOf(ctx, host),
    }) + alsoSaid(ctx, topic, 'open'),
    // Whoever speaks knows beforehand what is kept, and how to say no.
    ...(ctx.config.summary.keep > 0 ? [ctx.text('evening.minutesComing')] : []),
    ...guide.map((question, index) => ctx.text('evening.question', { number: index + 1, question })),
  ]
  await ctx.say(lines.join('\n'), {
    id: 'open',
    expires: topic.end,
    unless: [unlessMoved(ctx, topic)],
    ...(host === undefined ? {} : { mentions: [host] }),
  })
}

/** Nobody leads it: it waits for a host until its end, and says so once. */
async function withoutHost(ctx: In, topic: Topic): Promise<'not yet'> {
  if (topic.told?.includes('no-host')) return 'not yet'
  const { id, title } = topic
  await ctx.say(ctx.text('evening.noHost', { id, title }), {
    id: 'no-host',
    expires: topic.end,
    unless: [unlessMoved(ctx, topic)],
  })
  await tellLeader(
    ctx,
    topic,
    ctx.text('evening.noHostTold', { id, title, when: whenText(ctx, topic) }),
    'no-host-told',
  )
  await changeTopic(ctx.store, id, known => ({ ...known, told: [...new Set([...(known.told ?? []), 'no-host'])] }))
  return 'not yet'
}

/** The host opens; only when he is not to be seen the bot does, with people's own question, or asks him in private. */
async function stepIn(ctx: In, topic: Topic, { at }: Moment): Promise<void> {
  if (topic.host === undefined || ctx.now() - at > LATE) return
  const voices = await voicesIn(ctx, topic)
  if (voices.has(topic.host) || voices.size >= CONVERSATION) return
  const [question] = topic.guide
  const said = { id: 'step-in', expires: at + LATE, unless: [unlessMoved(ctx, topic)] }
  if (question !== undefined) return ctx.say(ctx.text('evening.firstQuestion', { question }), said)
  // Not before everybody.
  if (!ctx.member(topic.host).friend) return
  await ctx.dm(topic.host, ctx.text('evening.askHost', { title: topic.title }), said)
}

async function few(ctx: In, topic: Topic, { at }: Moment): Promise<void> {
  if (ctx.now() - at > LATE) return
  const speakers = await speakersIn(ctx, topic)
  if (speakers >= ctx.config.minSpeakers) return
  const question = topic.guide[1]
  const text = ctx.text(speakers === 0 ? 'evening.nobodyYet' : 'evening.few', { count: speakers })
  await ctx.say(question === undefined ? text : `${text}\n${question}`, {
    id: 'few',
    expires: at + LATE,
    unless: [unlessMoved(ctx, topic)],
  })
}

async function lastCall(ctx: In, topic: Topic): Promise<void> {
  const minutes = Math.ceil((topic.end - ctx.now()) / 60_000)
  if (minutes <= 0) return
  await ctx.say(ctx.text('evening.lastCall', { title: topic.title, minutes }), {
    id: 'last-call',
    expires: topic.end,
    unless: [unlessMoved(ctx, topic)],
  })
}

/** The end comes at its time whatever may be said then: what was begun is closed, what was not fell out. */
async function close(ctx: In, topic: Topic): Promise<void> {
  if (topic.phase === 'planned' || topic.phase === 'cancelled') return fallOut(ctx, topic)
  const voices = await voicesIn(ctx, topic)
  const closed = await changeTopic(ctx.store, topic.id, known =>
    known.phase !== 'open' ? known : { ...known, phase: 'closed', closedAt: known.end, ...countsOf(voices) },
  )
  if (!closed) return
  await ctx.books.windows.close(ctx.room.key, windowOf(closed), closed.end)
  await payHost(ctx, closed, voices)
  await lastLine(ctx, closed)
  await afterClosing(ctx, closed)
}

function countsOf(voices: ReadonlyMap<MemberKey, number>): { messages: number; speakers: number } {
  return { messages: [...voices.values()].reduce((sum, each) => sum + each, 0), speakers: voices.size }
}

/** Hosting earns points: once a topic, and only where he was there. */
async function payHost(ctx: In, { id, host }: Topic, voices: ReadonlyMap<MemberKey, number>): Promise<void> {
  const points = ctx.worth('host')
  if (points === 0 || host === undefined || !voices.has(host) || ctx.mode === 'observe') return
  const { community, room } = ctx
  const reason = ctx.text('evening.hosting', { id })
  await ctx.books.points.add({
    member: host,
    community,
    points,
    reason,
    cause: `topic|${room.key}|${id}|host`,
    at: ctx.now(),
  })
}

/**
 * Thanks and counts. In quiet hours it is one line, and goes as an answer to those who are there, for a topic that runs
 * into them is still closed in time; where nobody said a word, nothing is said at night.
 */
async function lastLine(ctx: In, topic: Topic): Promise<void> {
  const { messages = 0, speakers = 0, end, id } = topic
  const late = ctx.now() - end
  const night = ctx.quietUntil() !== undefined
  if (late > (night ? LAST_LINE : STILL_OF_USE) || (night && messages === 0)) return
  if (night) {
    await ctx.say(ctx.text('evening.closedAtNight', { id, messages, speakers }), { id: 'close', manner: 'reply' })
    return
  }
  const host = topic.host === undefined ? undefined : nameOf(ctx, topic.host)
  const { title, guest = '' } = topic
  const silent = topic.guest === undefined ? 'evening.closedSilent' : 'evening.closedSilentGuest'
  const key = messages === 0 ? silent : host === undefined ? 'evening.closed' : 'evening.closedHost'
  const thanks = ctx.text(key, { id, title, messages, speakers, host: host ?? '', guest })
  await ctx.say(messages === 0 ? thanks : thanks + alsoSaid(ctx, topic, 'close'), {
    id: 'close',
    expires: end + STILL_OF_USE,
  })
}

/** Nobody opened it: the room hears nothing of it, whoever was to lead it may move it. */
async function fallOut(ctx: In, topic: Topic): Promise<void> {
  const fallen = await changeTopic(ctx.store, topic.id, known =>
    known.phase === 'planned' ? { ...known, phase: 'cancelled', closedAt: known.end, fellOut: true } : known,
  )
  if (!fallen?.fellOut) return
  const { id, title } = topic
  await ctx.books.windows.close(ctx.room.key, windowOf(topic), topic.start)
  // Who was told at its start that there is no host knows already.
  if (topic.told?.includes('no-host')) return
  await tellLeader(ctx, topic, ctx.text('evening.fellOut', { id, title, when: whenText(ctx, topic) }), 'fell-out')
}

/** Tells one person: the host, else who set the topic, else the owner; whoever of them is there. */
async function tellLeader(ctx: In, { host, by }: Topic, text: string, id: string): Promise<void> {
  const leader = [host, by, ...ctx.staff('owner')].find(each => each !== undefined && ctx.member(each).present)
  if (leader !== undefined) await ctx.tell(leader, text, { id })
}

/** A topic's host left the room: the next one is asked. */
export async function hostLeft(ctx: In, topic: Topic): Promise<void> {
  const changed = await changeTopic(ctx.store, topic.id, known =>
    known.phase === 'planned' && known.host === topic.host ? withHost(known, undefined) : known,
  )
  if (changed?.phase === 'planned' && changed.host === undefined) await askForHost(ctx, changed)
}

export function withHost(topic: Topic, host: MemberKey | undefined): Topic {
  const { host: _, ...rest } = topic
  return host === undefined ? rest : { ...rest, host }
}

function presentHost(ctx: In, { host }: Topic): MemberKey | undefined {
  return host !== undefined && ctx.member(host).present ? host : undefined
}

function nameOf(ctx: In, member: MemberKey): string {
  return ctx.member(member).name
}

import { addDays, dateOf, type MemberKey, plainLine, timeOn, type z } from '../../../src/kernel/plugin.js'
import { type In, type Topic, topicOf } from '../topic.js'
import { confide, stewardsOf } from './asked.js'
import type { postJob } from './jobs.js'
import { draftText, fileName, markdown, postText } from './paper.js'
import { changeMinutes, minutesOf } from './record.js'
import { type Sheet, sheetOf } from './sheet.js'

// The way of the minutes: a draft to the host, a reminder, and once somebody says so one message and one file to the room.

/** The names that people of the group are shown. */
export const namesHere = (ctx: In) => ({
  text: ctx.text,
  zone: ctx.zone,
  nameOf: ({ member }: { member: MemberKey }) => ctx.member(member).name,
})

/** The time for the draft has come: the host is shown it, or where nobody is to be asked, it is posted. */
export async function draftMinutes(ctx: In, id: string): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  if (topic?.phase !== 'closed' || (await putOff(ctx, 'minutesDraft', { id }))) return
  const sheet = await sheetOf(ctx, topic)
  if (!sheet || sheet.entries.length === 0 || isSettled(sheet)) return
  if (!ctx.config.summary.approve) return post(ctx, { id })
  const shownTo = readersOf(ctx, topic)
  await changeMinutes(ctx.store, id, known => ({ ...known, shownTo }))
  const { text, hint } = { text: draftText(sheet, namesHere(ctx)), hint: ctx.text('minutesHint', { id }) }
  await confide(ctx, shownTo, { id: `draft|${id}`, text, hint })
  const morning = timeOn(addDays(dateOf(ctx.now(), ctx.zone), 1), '10:00', ctx.zone)
  await ctx.later('minutesReminder', { id }, morning, { id: `minutesReminder|${id}` })
}

/**
 * In quiet hours nothing leaves; what would wait in the outbox until their end is written then, for meanwhile somebody may
 * have said 不收录. True where it is put off.
 */
async function putOff(ctx: In, job: string, data: { id: string }): Promise<boolean> {
  const until = ctx.quietUntil()
  if (until !== undefined) await ctx.later(job, data, until, { id: `${job}|${data.id}` })
  return until !== undefined
}

/** The host, who knows what was good, and somebody who may post it. */
function readersOf(ctx: In, topic: Topic): MemberKey[] {
  const stewards = stewardsOf(ctx, topic)
  const { host } = topic
  if (host === undefined || !ctx.member(host).present) return stewards.slice(0, 1)
  return stewards.includes(host) ? [host] : [host, ...stewards.slice(0, 1)]
}

/** The morning after: whoever was shown the draft and did nothing about it hears of it once more. */
export async function remind(ctx: In, id: string): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  const sheet = topic && (await sheetOf(ctx, topic))
  if (!sheet || sheet.entries.length === 0 || isSettled(sheet)) return
  const text = ctx.text('minutesReminder', { id, title: plainLine(sheet.topic.title, 40) })
  await confide(ctx, sheet.minutes.shownTo ?? [], { id: `reminder|${id}`, text, hint: ctx.text('minutesHint', { id }) })
}

/** It was posted, or is not to be. */
export function isSettled({ minutes }: Sheet): boolean {
  return minutes.posted !== undefined || minutes.discarded !== undefined
}

/** One message to the room, once, and behind it the file; points for whoever saw the minutes through. */
export async function post(ctx: In, { id, by }: z.output<typeof postJob>): Promise<void> {
  if (await putOff(ctx, 'minutesPost', { id, ...(by === undefined ? {} : { by }) })) return
  const topic = await topicOf(ctx.store, id)
  const sheet = topic && (await sheetOf(ctx, topic))
  if (ctx.mode === 'observe' || !sheet || sheet.entries.length === 0) return
  const { cause } = ctx
  const posted = { cause, at: ctx.now(), ...(by === undefined ? {} : { by }) }
  const minutes = await changeMinutes(ctx.store, id, ({ discarded, ...known }) => ({ posted, ...known }))
  if (minutes?.posted?.cause !== cause) return
  await ctx.say(postText(sheet, namesHere(ctx)), { id: `minutes|${id}|say` })
  const points = ctx.worth('minutes')
  if (by === undefined || points === 0) return
  const reason = ctx.text('minutesReason')
  const why = `topic|${ctx.room.key}|${id}|minutes`
  await ctx.books.points.add({ member: by, community: ctx.community, points, reason, cause: why, at: ctx.now() })
}

/**
 * How the message, or the file, ended: the file follows the message, also one of which nobody could see whether it arrived.
 * What did not leave can be ordered again; whoever ordered it is told.
 */
export async function settled(ctx: In, { id, outcome }: { id: string; outcome: string }): Promise<void> {
  const [, topic = '', what] = /\|minutes\|(T\d+)\|(say|file)$/.exec(id) ?? []
  const { posted } = (what && (await minutesOf(ctx.store, topic))) || {}
  if (!posted) return
  const left = outcome === 'done' || outcome === 'unknown'
  if (what === 'say' && !id.startsWith(`${posted.cause}|`)) return
  if (what === 'say' && left) return postFile(ctx, topic)
  if (left) return
  if (what === 'say') {
    await changeMinutes(ctx.store, topic, ({ posted: now, ...known }) =>
      now === undefined || now.cause === posted.cause ? known : { ...known, posted: now },
    )
  }
  if (posted.by === undefined) return
  const word = ctx.text(what === 'say' ? 'minutesNotSent' : 'minutesFileNotSent', { id: topic })
  await confide(ctx, [posted.by], { id: `notSent|${topic}|${what}`, text: word, hint: word })
}

async function postFile(ctx: In, id: string): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  const sheet = topic && (await sheetOf(ctx, topic))
  if (!sheet || sheet.entries.length === 0) return
  const here = namesHere(ctx)
  await ctx.act(
    { act: 'file', room: ctx.room.key, name: fileName(sheet.topic, here), content: base64(markdown(sheet, here)) },
    { id: `minutes|${id}|file` },
  )
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

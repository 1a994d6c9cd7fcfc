import { atLeast } from '../../../src/kernel/plugin.js'
import type { In } from '../topic.js'
import { type Asked, type Order, type Place, readOrder, whichTopic } from './asked.js'
import { signers } from './consent.js'
import { draftText, fileName, markdown } from './paper.js'
import { base64, namesHere } from './publishing.js'
import { changeMinutes } from './record.js'
import { type Sheet, sheetOf } from './sheet.js'

// 纪要: whoever hosts a topic, or runs the group, sees the draft and takes lines out; owner and admins post it.

const verbs = {
  drop: /^(?:去掉|删掉|删除|去除|drop)$/i,
  post: /^(?:发布|发出|post|publish)$/i,
  export: /^(?:导出|export)$/i,
  discard: /^(?:作废|不发|discard)$/i,
} as const
type Verb = keyof typeof verbs

export async function minutes(ctx: Asked, what = ''): Promise<void> {
  const order = readOrder(split(what))
  const verb = verbOf(order)
  if (verb === 'unclear') return ctx.decline(ctx.text('minutesUsage'))
  const { topic: id } = order
  const place = await whichTopic(ctx, { id, phases: ['open', 'closed'], role: 'newcomer' })
  const closed = place?.topic.phase === 'open' && id === undefined ? await whichTopic(ctx, { role: 'newcomer' }) : place
  const { at, topic } = closed ?? place ?? {}
  if (!at || !topic)
    return ctx.decline(ctx.text(id === undefined ? 'minutesNoTopic' : 'minutesNoSuchTopic', { id: id ?? '' }))
  const runs = atLeast(at.member(ctx.caller.key).role, 'admin')
  if (!runs && topic.host !== ctx.caller.key) return ctx.decline(ctx.text('minutesNotYours'))
  if (topic.phase === 'open') return ctx.decline(ctx.text('minutesStillOn', { id: topic.id }))
  const sheet = await sheetOf(at, topic)
  if (!sheet || sheet.entries.length === 0) return ctx.decline(ctx.text('minutesEmpty', { id: topic.id }))
  if (verb === undefined) return show(ctx, at, sheet)
  if (verb === 'drop') return drop(ctx, at, sheet, order.numbers)
  if (!runs) return ctx.decline(ctx.text('minutesNotYoursToPost'))
  if (verb === 'export') return exportFile(ctx, at, sheet)
  if (sheet.minutes.posted) return ctx.decline(ctx.text('minutesPostedBefore', { id: topic.id }))
  return verb === 'post' ? postSoon(ctx, { at, topic }) : discard(ctx, { at, topic })
}

/** 去掉3 is written without a blank too. */
function split(what: string): string {
  return what.replace(/(\p{Script=Han})(?=[T\d０-９])/giu, '$1 ')
}

function verbOf({ words, numbers }: Order): Verb | 'unclear' | undefined {
  const [word] = words
  if (words.length > 1) return 'unclear'
  const verb = word === undefined ? undefined : (Object.keys(verbs) as Verb[]).find(each => verbs[each].test(word))
  if (word !== undefined && verb === undefined) return 'unclear'
  return (verb === 'drop') === numbers.length > 0 ? verb : 'unclear'
}

async function show(ctx: Asked, at: In, sheet: Sheet): Promise<void> {
  const { topic, entries } = sheet
  await ctx.whisper(draftText(sheet, namesHere(at)), ctx.text('minutesShort', { id: topic.id, count: entries.length }))
}

async function drop(ctx: Asked, at: In, sheet: Sheet, numbers: readonly number[]): Promise<void> {
  const { topic, entries } = sheet
  const missing = numbers.find(number => !entries.some(entry => entry.number === number))
  if (missing !== undefined) return ctx.decline(ctx.text('minutesNoLine', { number: missing }))
  const ids = numbers.flatMap(number => sheet.minutes.lines?.[number - 1] ?? [])
  await changeMinutes(at.store, topic.id, known => ({
    ...known,
    dropped: [...new Set([...(known.dropped ?? []), ...ids])],
  }))
  await ctx.reply(ctx.text('minutesDropped', { count: entries.length - new Set(ids).size }))
}

/** A job posts it: once it is set, a crash cannot leave the file without the message. */
async function postSoon(ctx: Asked, { at, topic }: Place): Promise<void> {
  const { id } = topic
  await at.later('minutesPost', { id, by: ctx.caller.key }, at.now(), { id: `minutesPost|${id}` })
  const waits = ctx.quietUntil() !== undefined
  if (ctx.private || waits) await ctx.reply(ctx.text(waits ? 'minutesPostingLater' : 'minutesPosting', { id }))
}

async function discard(ctx: Asked, { at, topic }: Place): Promise<void> {
  await at.cancel(`minutesPost|${topic.id}`)
  await changeMinutes(at.store, topic.id, known => ({ ...known, discarded: known.discarded ?? at.now() }))
  await ctx.reply(ctx.text('minutesDiscarded', { id: topic.id }))
}

/** For people outside the group: named is who said so, the others' names are in nobody's lines either. */
async function exportFile(ctx: Asked, at: In, sheet: Sheet): Promise<void> {
  if (!(await ctx.isFriend(ctx.caller.key))) return ctx.decline(ctx.text('minutesExportFriends'))
  const named = await signers(at)
  const somebody = ctx.text('minutesSomebody')
  const hidden = at.members().filter(({ key }) => !named.has(key))
  const names = hidden.flatMap(({ name, card }) => [name, card]).filter(name => [...name].length > 1)
  names.sort((a, b) => b.length - a.length)
  const entries = sheet.entries.map(entry => ({
    ...entry,
    text: names.reduce((text, name) => text.replaceAll(name, somebody), entry.text),
  }))
  const outside = {
    ...namesHere(at),
    nameOf: ({ member }: { member: string }) => (named.has(member) ? at.member(member).name : somebody),
  }
  await ctx.act(
    {
      act: 'file',
      member: ctx.caller.key,
      name: fileName(sheet.topic, outside),
      content: base64(markdown({ ...sheet, entries }, outside)),
    },
    { id: `export|${sheet.topic.id}`, manner: 'reply' },
  )
  await ctx.reply(ctx.text('minutesExported'))
}

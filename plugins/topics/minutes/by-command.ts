import { atLeast } from '../../../src/kernel/plugin.js'
import { answerFrom, readRoom } from '../rooms.js'
import type { In } from '../topic.js'
import { type Asked, askWhich, type Order, type Place, placesOf, readOrder, whichTopics } from './asked.js'
import { signers } from './consent.js'
import { draftText, fileName, markdown } from './paper.js'
import { base64, isSettled, namesHere } from './publishing.js'
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
  const { rooms, order } = readTyped(ctx, what)
  const verb = verbOf(order)
  if (verb === 'unclear') return ctx.decline(ctx.text('minutesUsage'))
  const { topic: id } = order
  const waits = (place: Place) => isMeant(ctx, place, verb)
  const closed = await whichTopics({ id, rooms, waits })
  const [place, ...others] = closed.length > 0 ? closed : await whichTopics({ id, rooms, phases: ['open'] })
  if (!place) return ctx.decline(ctx.text(id === undefined ? 'minutesNoTopic' : 'minutesNoSuchTopic', { id: id ?? '' }))
  if (others.length > 0) return askWhich(ctx, `${ctx.text('minutesCommand')} ${what}`, closed)
  const { at, topic } = place
  const no = async (key: string) => ctx.decline(await answerFrom(ctx, at, ctx.text(key, { id: topic.id })))
  const runs = mayPost(ctx, at)
  if (!runs && topic.host !== ctx.caller.key) return ctx.decline(ctx.text('minutesNotYours'))
  if (topic.phase === 'open') return no('minutesStillOn')
  const sheet = await sheetOf(at, topic)
  if (!sheet || sheet.entries.length === 0) return no('minutesEmpty')
  if (verb === undefined) return show(ctx, at, sheet)
  if (verb === 'drop') return drop(ctx, at, sheet, order.numbers)
  if (!runs) return no('minutesNotYoursToPost')
  if (verb === 'export') return exportFile(ctx, at, sheet)
  if (sheet.minutes.posted) return no('minutesPostedBefore')
  if (verb === 'discard') return discard(ctx, place)
  return at.mode === 'observe' ? no('observing') : postSoon(ctx, place)
}

function mayPost(ctx: Asked, at: In): boolean {
  return atLeast(at.member(ctx.caller.key).role, 'admin')
}

/** A draft that is his to look after, and not yet posted; for who wants the file, posted or not. */
async function isMeant(ctx: Asked, { at, topic }: Place, verb: Verb | undefined): Promise<boolean> {
  if (!mayPost(ctx, at) && topic.host !== ctx.caller.key) return false
  const sheet = await sheetOf(at, topic)
  return sheet !== undefined && sheet.entries.length > 0 && (verb === 'export' || !isSettled(sheet))
}

/** What was typed, and the rooms that it is about: those it names, in private, or all that it can be about. */
function readTyped(ctx: Asked, what: string): { rooms: readonly In[]; order: Order } {
  const places = placesOf(ctx, 'newcomer')
  if (!ctx.private) return { rooms: places, order: readOrder(split(what)) }
  const { named, left } = readRoom(what, places)
  const order = readOrder(split(left))
  if (named.length > 0) return { rooms: named, order }
  // Part of a room's name will do: 1群.
  const isVerb = (word: string) => Object.values(verbs).some(verb => verb.test(word))
  const parts = order.words.filter(word => !isVerb(word))
  const like = places.filter(at => parts.every(part => at.room.name.normalize('NFKC').includes(part)))
  if (parts.length === 0 || like.length === 0) return { rooms: places, order }
  return { rooms: like, order: { ...order, words: order.words.filter(isVerb) } }
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
  const text = await answerFrom(ctx, at, draftText(sheet, namesHere(at)))
  await ctx.whisper(text, ctx.text('minutesShort', { id: topic.id, count: entries.length }))
}

async function drop(ctx: Asked, at: In, sheet: Sheet, numbers: readonly number[]): Promise<void> {
  const { topic, entries } = sheet
  const missing = numbers.find(number => !entries.some(entry => entry.number === number))
  if (missing !== undefined) {
    return ctx.decline(await answerFrom(ctx, at, ctx.text('minutesNoLine', { number: missing })))
  }
  const ids = numbers.flatMap(number => sheet.minutes.lines?.[number - 1] ?? [])
  await changeMinutes(at.store, topic.id, known => ({
    ...known,
    dropped: [...new Set([...(known.dropped ?? []), ...ids])],
  }))
  const count = entries.length - new Set(ids).size
  await ctx.reply(await answerFrom(ctx, at, ctx.text('minutesDropped', { count })))
}

/** A job posts it: once it is set, a crash cannot leave the file without the message. */
async function postSoon(ctx: Asked, { at, topic }: Place): Promise<void> {
  const { id } = topic
  await at.later('minutesPost', { id, by: ctx.caller.key }, at.now(), { id: `minutesPost|${id}` })
  const waits = ctx.quietUntil() !== undefined
  if (!ctx.private && !waits) return
  await ctx.reply(await answerFrom(ctx, at, ctx.text(waits ? 'minutesPostingLater' : 'minutesPosting', { id })))
}

async function discard(ctx: Asked, { at, topic }: Place): Promise<void> {
  await at.cancel(`minutesPost|${topic.id}`)
  await changeMinutes(at.store, topic.id, known => ({ ...known, discarded: known.discarded ?? at.now() }))
  await ctx.reply(await answerFrom(ctx, at, ctx.text('minutesDiscarded', { id: topic.id })))
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
  await ctx.reply(await answerFrom(ctx, at, ctx.text('minutesExported')))
}

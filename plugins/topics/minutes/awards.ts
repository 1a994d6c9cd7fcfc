import { type MemberKey, plainLine } from '../../../src/kernel/plugin.js'
import { answerFrom, readRoom } from '../rooms.js'
import { type In, type Topic, topicOf } from '../topic.js'
import { type Asked, askWhich, confide, type Place, placesOf, readOrder, stewardsOf, whichTopics } from './asked.js'
import { isLeftOut, reckon } from './reckoning.js'
import { changeMinutes, type Minutes } from './record.js'

// The list of those who contributed goes to who runs the group; whoever is chosen gets points, once, and the room hears of it.

/** Ten minutes after a topic: the list is made, and put to the host, or where nobody wants to be asked, carried out. */
export async function draftAwards(ctx: In, id: string): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  if (topic?.phase !== 'closed') return
  const minutes = await reckon(ctx, topic)
  const top = topOf(ctx, minutes)
  if (top.length === 0) return
  if (ctx.config.reward.autoAward) {
    const members = top.map(({ member }) => member)
    return carryOut(ctx, topic, members)
  }
  // Somebody was faster than the list.
  if (minutes?.awarded) return
  await confide(ctx, stewardsOf(ctx, topic), {
    id: `awards|${id}`,
    text: listText(ctx, topic, top),
    hint: ctx.text('awardHint', { id }),
  })
}

/** 激励 1 2: those places of the list; without a number the list is shown. */
export async function award(ctx: Asked, what = ''): Promise<void> {
  const own = placesOf(ctx, 'admin')
  const { named, left } = ctx.private ? readRoom(what, own) : { named: [], left: what }
  const { topic: id, numbers, words } = readOrder(left)
  const all = words.some(word => /^(?:全部|都|all)$/i.test(word))
  const rooms = named.length > 0 ? named : own
  const [place, ...others] = await whichTopics({ id, rooms, waits: waitsForAwards })
  if (place && others.length > 0) return askWhich(ctx, `${ctx.text('awardCommand')} ${what}`, [place, ...others])
  if (!place) return ctx.decline(ctx.text(id === undefined ? 'minutesNoTopic' : 'minutesNoSuchTopic', { id: id ?? '' }))
  const { at, topic } = place
  const minutes = await reckon(at, topic)
  const top = topOf(at, minutes)
  const no = async (key: string, values = {}) => ctx.decline(await answerFrom(ctx, at, ctx.text(key, values)))
  if (top.length === 0) return no('awardNobody', { id: topic.id })
  if (numbers.length + words.length === 0) {
    const list = await answerFrom(ctx, at, listText(at, topic, top))
    return ctx.whisper(list, ctx.text('awardShort', { id: topic.id, count: top.length }))
  }
  const places = all ? top.map((_, index) => index + 1) : [...new Set(numbers)]
  const numbered = places.flatMap(number => top[number - 1]?.member ?? [])
  if (numbered.length < places.length) return no('awardNoPlace', { count: top.length })
  const called = all ? [] : words.map(word => calledSo(at, minutes, word))
  if (called.includes(undefined)) return no('awardUsage')
  const members = [...new Set([...numbered, ...called.flatMap(member => member ?? [])])]
  const fresh = members.filter(member => minutes?.awarded?.[member] === undefined)
  if (fresh.length === 0) return no('awardAgain', { names: namesOf(at, members) })
  const here = fresh.filter(member => !isLeftOut(at, topic, member))
  if (here.length === 0) return no('awardGone', { names: namesOf(at, fresh) })
  if (at.mode === 'observe') return no('observing')
  // A job carries it out: once it is set, a crash cannot leave the points without the word.
  await at.later('award', { id: topic.id, members: here }, at.now(), { id: `award|${topic.id}|${ctx.cause}` })
  if (ctx.private || ctx.quietUntil() !== undefined) {
    const { points } = at.config.reward
    const key = points === 0 ? 'awardOrderedNoPoints' : here.length === 1 ? 'awardOrderedOne' : 'awardOrdered'
    await ctx.reply(await answerFrom(ctx, at, ctx.text(key, { names: namesOf(at, here), points })))
  }
}

/** Its list has somebody, and nobody of it was awarded yet. */
async function waitsForAwards({ at, topic }: Place): Promise<boolean> {
  const minutes = await reckon(at, topic)
  return topOf(at, minutes).length > 0 && minutes?.awarded === undefined
}

/** Points for those who have none yet for this topic, and one line in the room. */
export async function carryOut(ctx: In, topic: Topic, members: readonly MemberKey[]): Promise<void> {
  const here = members.filter(member => !isLeftOut(ctx, topic, member))
  if (ctx.mode === 'observe' || here.length === 0) return
  const minutes = await changeMinutes(ctx.store, topic.id, known => ({
    ...known,
    awarded: { ...Object.fromEntries(here.map(member => [member, ctx.cause])), ...known.awarded },
  }))
  const fresh = here.filter(member => minutes?.awarded?.[member] === ctx.cause)
  if (fresh.length === 0) return
  const { points } = ctx.config.reward
  const title = plainLine(topic.title, 20)
  if (points > 0) {
    const { community } = ctx
    const cause = `topic|${ctx.room.key}|${topic.id}|award`
    const reason = ctx.text('awardReason', { title })
    for (const member of fresh) await ctx.books.points.add({ member, community, points, reason, cause, at: ctx.now() })
  }
  const names = namesOf(ctx, fresh)
  const key = points === 0 ? 'awardedNoPoints' : fresh.length === 1 ? 'awardedOne' : 'awarded'
  await ctx.say(ctx.text(key, { names, title, points }), { id: `award|${topic.id}` })
}

/** Whoever of all who contributed is called so. */
function calledSo(ctx: In, minutes: Minutes | undefined, typed: string): MemberKey | undefined {
  const name = typed.replace(/^@/, '')
  const found = (minutes?.ranking ?? []).filter(({ member }) => {
    const view = ctx.member(member)
    return view.name === name || view.card === name
  })
  return found.length === 1 ? found[0]?.member : undefined
}

function topOf(ctx: In, minutes: Minutes | undefined): NonNullable<Minutes['ranking']> {
  return (minutes?.ranking ?? []).slice(0, ctx.config.reward.top)
}

function namesOf(ctx: In, members: readonly MemberKey[]): string {
  return members.map(member => ctx.member(member).name).join(ctx.text('minutesComma'))
}

function listText(ctx: In, topic: Topic, top: NonNullable<Minutes['ranking']>): string {
  const { points } = ctx.config.reward
  const lines = top.map(({ member, turns, answeredBy }, index) =>
    ctx.text(answeredBy > 0 ? 'awardLineAnswered' : 'awardLine', {
      number: index + 1,
      name: ctx.member(member).name,
      turns,
      people: answeredBy,
    }),
  )
  const example = top.map((_, index) => index + 1).join(' ')
  return [
    ctx.text('awardList', { id: topic.id, title: plainLine(topic.title, 40) }),
    ...lines,
    ctx.text(points > 0 ? 'awardHow' : 'awardHowNoPoints', { example, points }),
  ].join('\n')
}

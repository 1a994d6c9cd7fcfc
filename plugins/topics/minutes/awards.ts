import { type MemberKey, plainLine } from '../../../src/kernel/plugin.js'
import { type In, type Topic, topicOf } from '../topic.js'
import { type Asked, confide, readOrder, stewardsOf, whichTopic } from './asked.js'
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
  const { topic: id, numbers, words } = readOrder(what)
  const all = words.some(word => /^(?:全部|都|all)$/i.test(word))
  const place = await whichTopic(ctx, { id, role: 'admin' })
  if (!place) return ctx.decline(ctx.text(id === undefined ? 'minutesNoTopic' : 'minutesNoSuchTopic', { id: id ?? '' }))
  const { at, topic } = place
  const minutes = await reckon(at, topic)
  const top = topOf(at, minutes)
  if (top.length === 0) return ctx.decline(ctx.text('awardNobody', { id: topic.id }))
  if (numbers.length + words.length === 0) {
    return ctx.whisper(listText(at, topic, top), ctx.text('awardShort', { id: topic.id, count: top.length }))
  }
  const places = all ? top.map((_, index) => index + 1) : [...new Set(numbers)]
  const numbered = places.flatMap(number => top[number - 1]?.member ?? [])
  if (numbered.length < places.length) return ctx.decline(ctx.text('awardNoPlace', { count: top.length }))
  const called = all ? [] : words.map(word => calledSo(at, minutes, word))
  if (called.includes(undefined)) return ctx.decline(ctx.text('awardUsage'))
  const members = [...new Set([...numbered, ...called.flatMap(member => member ?? [])])]
  const fresh = members.filter(member => minutes?.awarded?.[member] === undefined)
  if (fresh.length === 0) return ctx.decline(ctx.text('awardAgain', { names: namesOf(at, members) }))
  const here = fresh.filter(member => !isLeftOut(at, topic, member))
  if (here.length === 0) return ctx.decline(ctx.text('awardGone', { names: namesOf(at, fresh) }))
  // A job carries it out: once it is set, a crash cannot leave the points without the word.
  await at.later('award', { id: topic.id, members: here }, at.now(), { id: `award|${topic.id}|${ctx.cause}` })
  if (ctx.private || ctx.quietUntil() !== undefined) {
    await ctx.reply(ctx.text('awardOrdered', { names: namesOf(at, here), points: at.config.reward.points }))
  }
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

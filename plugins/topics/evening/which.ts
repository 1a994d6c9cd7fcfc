import { type Argument, atLeast, type CommandCtx, plainLine, simplify } from '../../../src/kernel/plugin.js'
import { allTopics, type Config, isAhead, type Topic } from '../topic.js'
import { topicLine } from './wording.js'

// Which topic a command is about: the one with the number, the one whose title was typed, or the one that comes to mind.

export type Asked = CommandCtx<Config>

/** What was typed of the topic that is meant. */
export type Which = { id: string } | { title: string }

/** Candidates that a refusal names. */
const SHOWN = 5

/**
 * The topic that a command is about: by number or by a part of its title that no other one has, else the one `pick` takes of
 * those ahead. What is over, and what could be several ones, is said so.
 */
export async function meant(
  ctx: Asked,
  which: Which | undefined,
  pick: (coming: readonly Topic[]) => Topic | undefined,
  also?: 'evenFallen',
): Promise<Topic | undefined> {
  const all = await allTopics(ctx.store)
  const fits = (topic: Topic) => isAhead(topic) || (also === 'evenFallen' && topic.fellOut === true)
  const topic = await choose(ctx, all, which, topics => pick(topics.filter(isAhead)) ?? lastFallen(topics, also), fits)
  if (topic === 'refused') return undefined
  if (topic && fits(topic)) {
    ctx.concerns(topic.id)
    return topic
  }
  const id = which !== undefined && 'id' in which ? which.id : undefined
  const over = topic ?? (id === undefined ? lastOver(all) : undefined)
  if (!over) await ctx.decline(id === undefined ? ctx.text('evening.nothing') : ctx.text('evening.unknown', { id }))
  else {
    const by = over.calledOffBy === undefined ? '' : ctx.member(over.calledOffBy).name
    const key = over.phase === 'closed' ? 'evening.isOver' : by === '' ? 'evening.isFallen' : 'evening.isCalledOff'
    await ctx.decline(ctx.text(key, { id: over.id, title: over.title, by }))
  }
  return undefined
}

async function choose(
  ctx: Asked,
  all: readonly Topic[],
  which: Which | undefined,
  pick: (topics: readonly Topic[]) => Topic | undefined,
  fits: (topic: Topic) => boolean,
): Promise<Topic | undefined | 'refused'> {
  if (which === undefined) return pick(all)
  if ('id' in which) return all.find(each => each.id === which.id)
  const able = all.filter(fits)
  if (able.length === 0) return undefined
  const named = titled(able, which.title)
  if (named.length === 1) return named[0]
  const shown = (named.length > 0 ? named : able).slice(0, SHOWN)
  const list = shown.map(topic => topicLine(ctx, topic)).join('\n')
  await ctx.decline(ctx.text(named.length > 0 ? 'evening.several' : 'evening.noSuchTitle', { list }))
  return 'refused'
}

/** The topics that a typed title may mean: the same title, else one that has it in it, else one that is in it. Pure. */
export function titled<T extends Pick<Topic, 'title'>>(topics: readonly T[], typed: string): T[] {
  const wanted = bare(typed)
  if (wanted === '') return []
  const same = topics.filter(({ title }) => bare(title) === wanted)
  if (same.length > 0) return same
  const within = topics.filter(({ title }) => bare(title).includes(wanted))
  if (within.length > 0) return within
  return topics.filter(({ title }) => bare(title) !== '' && wanted.includes(bare(title)))
}

function bare(text: string): string {
  return simplify(plainLine(text, 200).normalize('NFKC'))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function lastFallen(all: readonly Topic[], also?: 'evenFallen'): Topic | undefined {
  return also === 'evenFallen' ? all.filter(({ fellOut }) => fellOut === true).at(-1) : undefined
}

/** The one that was over last, for who wants to change something about it. */
function lastOver(all: readonly Topic[]): Topic | undefined {
  return [...all].sort((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0)).at(-1)
}

/** An answer in private names its room where the caller runs more than one. */
export function fromRoom(ctx: Asked, text: string): string {
  if (!ctx.private) return text
  const own = ctx.rooms().filter(({ key }) => {
    const { present, role } = ctx.at(key).member(ctx.caller.key)
    return present && atLeast(role, 'admin')
  })
  return own.length < 2 ? text : ctx.text('evening.inRoom', { room: ctx.room.name, text })
}

/** `T3`; with its letter, for a bare number is a time, a question or minutes. */
export const number: Argument<Which | undefined> = {
  name: '编号',
  optional: true,
  read(text) {
    const found = /^[tT]\s?(\d{1,6})号?(?![\p{L}\p{N}:])/u.exec(text)
    if (!found) return { code: 'not-this-kind', problem: '话题的编号像 T3 这样写' }
    return { value: { id: `T${Number(found[1])}` }, left: text.slice(found[0].length) }
  },
}

/** `T3`, or the title as far as `until` finds the end of it: what stands behind belongs to the next argument. */
export function numberOrTitle(until: RegExp): Argument<Which | undefined> {
  return {
    name: '编号或标题',
    optional: true,
    read(text, context, last) {
      const numbered = number.read(text, context, last)
      if ('value' in numbered) return numbered
      const title = text.slice(0, until.exec(text)?.index ?? 0).trim()
      return title === '' ? numbered : { value: { title }, left: text.slice(until.exec(text)?.index ?? 0) }
    },
  }
}

import { atLeast, type CommandCtx, type Ctx, plainLine, safeExcerpt, simplify } from '../../../../src/kernel/plugin.js'
import { saysAsleep } from '../../asleep.js'
import type { CapacityConfig } from '../../config.js'
import { carryCommands } from '../carry/commands.js'
import { freePlaces } from '../facts.js'
import { nextTopic, sameTopic } from '../naming.js'
import { sendPicture } from '../picture.js'
import { mustMove } from '../plan.js'
import { fitting, LONGEST_TOPIC, type Sketch, seedsOf, sketchOf } from '../sketch.js'
import { openSplit, type SplitState, type SplitStep, splitsOf } from '../state.js'
import { planText } from '../wording.js'
import { awaitAnswer } from './answer.js'
import { beginSplit } from './begin.js'
import { changeSplit } from './change.js'
import { confirmLines } from './confirm.js'
import { roomsOf } from './owner.js'
import { readSwap, swapped } from './swap.js'

type Asked = CommandCtx<CapacityConfig>
type In = Ctx<CapacityConfig>
interface Split {
  saga: string
  step: SplitStep
  state: SplitState
}

/** A room in which hardly anybody writes is split on his explicit word only. */
const ANYWAY = /^(?:照样|仍要|anyway)$/i

/** Behind an order that decides stands at most the plan's number, or a particle: 「同意吗」 is a question. */
const NUMBER = /^(?:p\s*)?(\d{1,6})?[吧啊哦呀啦了。.！!～~\s]*$/i

/** Behind 方案 and 换人 stand names, too: there a plan's number has its letter. */
const LETTERED = /^p\s*(\d{1,6})(?=$|[\s@，,。.！!～~])[，,。.！!～~\s]*/i

const words = {
  plan: ['方案', 'plan'],
  confirm: ['确认', '确定', '同意', 'confirm', 'yes'],
  veto: ['否决', '不要', '不同意', 'veto', 'no'],
  swap: ['换人', '换', 'swap'],
  pause: ['暂停', 'pause'],
  resume: ['继续', '恢复', 'resume', 'continue'],
  progress: ['进度', '进展', 'progress', 'status'],
  stop: ['取消', '停止', '终止', 'stop', 'cancel'],
} as const
type Order = keyof typeof words

/** What an admin may say of a split under way: nothing is decided by it. */
const FOR_ADMINS: ReadonlySet<Order> = new Set(['pause', 'resume', 'progress'])

/** `/分群 …`: which of its orders, and what stands behind it. Pure; undefined where it is none. */
export function readOrder(typed: string): { order: Order; rest: string } | undefined {
  const line = typed.normalize('NFKC').trim()
  if (line === '') return { order: 'plan', rest: '' }
  for (const [order, all] of Object.entries(words) as [Order, readonly string[]][]) {
    // Longest first: 换人 before 换.
    for (const word of [...all].sort((a, b) => b.length - a.length)) {
      const behind = line.slice(word.length)
      const apart = behind === '' || /^[\s@:，。!！～~]/.test(behind) || /^[一-龥]/.test(word)
      // 確認, 進度: written by hand, folded as the command's own name is; names behind it stay as they are.
      if (simplify(line.slice(0, word.length)).toLowerCase() === word && apart)
        return { order, rest: behind.replace(/^[\s:，。!！～~]+/, '').trim() }
    }
  }
  return undefined
}

/** The owner's one command about a split, wherever he types it; an admin may pause one, and see how it stands. */
export async function runSplit(ctx: Asked, typed: string): Promise<void> {
  // The operators' terminal stands in no room.
  if (ctx.room.key === '') return ctx.decline(ctx.text('plan.inRoom'))
  const read = readOrder(typed)
  if (!read) return ctx.decline(ctx.text('plan.usage'))
  const { order, rest } = read
  if (order !== 'plan' && order !== 'swap' && !NUMBER.test(rest)) return ctx.decline(ctx.text('plan.usage'))
  const named = order === 'plan' || order === 'swap'
  const number = (named ? LETTERED : NUMBER).exec(rest)?.[1]
  const behind = named && number !== undefined ? rest.replace(LETTERED, '').trim() : rest
  const least = FOR_ADMINS.has(order) ? 'admin' : 'owner'
  const place = await placeOf(ctx, number, least)
  if (typeof place === 'string') return ctx.decline(place)
  if (!isHere(ctx, place)) return ctx.decline(ctx.text('plan.notHere'))
  if (!isAtLeast(ctx, place, least)) return ctx.decline(ctx.text('plan.ownerOnly'))
  const split = await openSplit(place)
  if (split && number !== undefined && `P${number}` !== split.state.number) {
    return ctx.decline(ctx.text('plan.other', { number: split.state.number }))
  }
  if (order === 'plan') return split ? showOrRename(ctx, place, split, behind) : plan(ctx, place, behind)
  if (!split) return ctx.decline(await noPlan(ctx, place))
  const decided = split.step !== 'decide'
  if (order === 'confirm') return decided ? underWay(ctx, split) : confirm(ctx, split)
  if (order === 'veto') return decided ? carryCommands.stop(ctx, split) : veto(ctx, split)
  if (order === 'swap') return decided ? carryCommands.swap(ctx, split, behind) : swap(ctx, split, behind)
  if (order === 'stop' && !decided) return veto(ctx, split)
  if (!decided && order !== 'progress') return ctx.decline(ctx.text('plan.notBegun', { number: split.state.number }))
  if (!decided && !isAtLeast(ctx, place, 'owner'))
    return ctx.decline(ctx.text('plan.ownersPlan', { number: split.state.number }))
  if (!decided) return show(ctx, ctx.at(split.state.from), split.state)
  return carryCommands[order](ctx, split)
}

/**
 * Where the order belongs: to the plan of his that has this number; without one in the room it was typed in, or, in private,
 * in the community of his that has a split open; where none has, in the room of his that is the fullest. Where several have,
 * what to say: which of them he means.
 */
async function placeOf(ctx: Asked, number: string | undefined, least: 'owner' | 'admin'): Promise<In | string> {
  const own = ctx.rooms().filter(({ key }) => atLeast(ctx.at(key).member(ctx.caller.key).role, least))
  const open: { at: In; number: string }[] = []
  const seen = new Set<string>()
  for (const { key, community } of own) {
    if (seen.has(community)) continue
    seen.add(community)
    const split = await openSplit(ctx.at(key))
    if (split) open.push({ at: ctx.at(split.state.from), number: split.state.number })
  }
  const meant = open.find(each => each.number === `P${number}`)
  if (meant) return meant.at
  if (!ctx.private) return ctx
  // What is his to decide comes before what he only helps with.
  const ruled = open.filter(({ at }) => at.member(ctx.caller.key).role === 'owner')
  const [first, another] = (ruled.length > 0 ? ruled : open).sort(
    (a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)),
  )
  if (first && another && number === undefined) {
    const list = open.map(each => ctx.text('plan.oneOfThem', { number: each.number, room: each.at.room.name }))
    return ctx.text('plan.several', { count: open.length, list: list.join('、'), example: `确认 ${first.number}` })
  }
  if (first) return first.at
  const [fullest] = own.sort((a, b) => b.size / ctx.capOf(b.key) - a.size / ctx.capOf(a.key))
  return fullest ? ctx.at(fullest.key) : ctx
}

/** His role in that community; the operators may everything. */
function isAtLeast(ctx: Asked, place: In, least: 'owner' | 'admin'): boolean {
  return atLeast(ctx.caller.role, 'operator') || atLeast(place.member(ctx.caller.key).role, least)
}

/** Whoever left every room of the community has no say in it any more; the operators have. */
function isHere(ctx: Asked, place: In): boolean {
  const { key, role } = ctx.caller
  return atLeast(role, 'operator') || roomsOf(place).some(room => ctx.at(room).member(key).present)
}

/** Why there is nothing to decide: none was made, or the last one is over. */
async function noPlan(ctx: Asked, place: In): Promise<string> {
  const last = await splitsOf(place).get(place.community)
  if (last === undefined) return ctx.text('plan.none')
  const [line = 'plan.noneOver'] = [
    ...(last.vetoed ? ['plan.noneVetoed'] : []),
    ...(last.moot ? ['plan.noneMoot'] : []),
    ...(last.stopped ? ['plan.noneStopped'] : []),
  ]
  return ctx.text(line, { number: last.number })
}

/** A plan made because he wants one. */
async function plan(ctx: Asked, place: In, rest: string): Promise<void> {
  if (place.mode === 'observe') return ctx.decline(ctx.text('plan.observed'))
  const anyway = ANYWAY.test(rest)
  const asleep = anyway ? undefined : await saysAsleep(place)
  if (asleep !== undefined) return ctx.whisper(asleep, asleep)
  const sketch = await sketchOf(place)
  const named = anyway || rest === '' ? sketch : renamed(place, sketch, rest)
  if (typeof named === 'string') return ctx.decline(named)
  const begun = await beginSplit(place, { byOwner: true, sketch: named })
  if (begun.as === 'begun') return show(ctx, place, begun.state)
  // Somebody was faster, or a crash fell between: what stands now is shown.
  const split = await openSplit(place)
  return split ? show(ctx, ctx.at(split.state.from), split.state) : ctx.decline(ctx.text('plan.none'))
}

async function showOrRename(ctx: Asked, place: In, { state, saga, step }: Split, rest: string): Promise<void> {
  if (step !== 'decide') {
    return rest === '' ? carryCommands.progress(ctx, { state, saga, step }) : underWay(ctx, { state })
  }
  const from = place.at(state.from)
  if (rest === '' || ANYWAY.test(rest)) return show(ctx, from, state)
  const named = renamed(from, state, rest)
  if (typeof named === 'string') return ctx.decline(named)
  const { topic, prepared, skipped, toSize, to, toMove } = named
  const change = { topic, prepared, skipped, toSize, to, toMove }
  await changeSplit(ctx, saga, now => (now.decided === undefined ? { ...now, ...change } : now))
  await show(ctx, from, (await openSplit(place))?.state ?? state)
}

/** The same plan for a room of this name: a kept one of the community that has space, or a new one; else why not. */
function renamed(from: In, sketch: Sketch, typed: string): Sketch | string {
  const topic = plainLine(typed.replace(/^[「“"『]|[」”"』]$/g, ''), LONGEST_TOPIC)
  if (topic === '') return from.text('topic.empty')
  const key = from.rooms().find(room => room.key.toLowerCase() === topic.toLowerCase())
  if (key && !sameTopic(key.topic, topic)) {
    const next = sketch.prepared
      ? nextTopic(
          from.room.name,
          from.rooms().map(room => room.topic),
        )
      : sketch.topic
    const ours = key.community === from.community
    return from.text(ours ? 'topic.key' : 'topic.keyElsewhere', {
      key: key.key,
      topic: from.at(key.key).room.name,
      next,
    })
  }
  const needed = mustMove(sketch.size, sketch.cap, from.config.move.target)
  const own = from.rooms().find(({ key, topic: known }) => key !== from.room.key && sameTopic(known, topic))
  if (own?.community === from.community) {
    const seeds = seedsOf(sketch).length
    if (freePlaces(from, own.key) < seeds) return from.text('topic.full', { topic })
    const { skipped: _, ...rest } = sketch
    const there = { ...rest, to: own.key, topic: plainLine(own.topic, LONGEST_TOPIC), prepared: true, toSize: own.size }
    return { ...there, toMove: fitting(from, there, seeds, needed) }
  }
  if (own || sameTopic(from.room.topic, topic) || from.isTopicTaken(topic)) return from.text('topic.taken', { topic })
  const { to: _, skipped: __, ...free } = sketch
  return { ...free, topic, prepared: false, toSize: 0, toMove: needed }
}

/** The names are for him alone; the room hears the figures. */
async function show(ctx: Asked, from: In, state: SplitState, notes: readonly string[] = []): Promise<void> {
  const { number, topic, size, toMove } = state
  const short = ctx.text('plan.short', {
    number,
    topic: safeExcerpt(topic, LONGEST_TOPIC) ?? number,
    size,
    count: seedsOf(state).length,
    move: toMove,
  })
  await ctx.whisper([...notes, planText(from, state)].join('\n'), short)
  await sendPicture(from, ctx.caller.key, state)
  if (state.decided === undefined && (ctx.private || ctx.caller.friend)) await awaitAnswer(from, ctx.caller.key, state)
}

async function confirm(ctx: Asked, { saga, state }: Split): Promise<void> {
  const lines = await confirmLines(ctx.at(state.from), state)
  await changeSplit(ctx, saga, now => ({ ...now, decided: now.decided ?? 'yes' }))
  await ctx.reply(lines.join('\n'))
}

async function veto(ctx: Asked, { saga, state }: Split): Promise<void> {
  await changeSplit(ctx, saga, now => ({ ...now, decided: now.decided ?? 'no' }))
  await ctx.reply(ctx.text('plan.vetoed', { number: state.number }))
}

function underWay(ctx: Asked, { state }: Pick<Split, 'state'>): Promise<void> {
  return ctx.decline(ctx.text('plan.underWay', { number: state.number }))
}

async function swap(ctx: Asked, { saga, state }: Split, rest: string): Promise<void> {
  const from = ctx.at(state.from)
  const wanted = readSwap(from, state, rest)
  if (wanted.out.length + wanted.in.length === 0) {
    return ctx.decline([...wanted.notes, ...(wanted.notes.length === 0 ? [ctx.text('swap.whom')] : [])].join('；'))
  }
  const { state: after, out, in: comers, missing, notes } = await swapped(from, state, wanted)
  const { people, reserves, movers, leader } = after
  await changeSplit(ctx, saga, now => (now.decided === undefined ? { ...now, people, reserves, movers, leader } : now))
  const names = (keys: readonly string[]) => keys.map(key => from.member(key).name).join('、')
  const done = ctx.text(comers.length > 0 ? 'swap.done' : 'swap.out', { count: out.length, in: names(comers) })
  const said = [
    ...wanted.notes,
    ...notes,
    ...(out.length + comers.length > 0 ? [done] : []),
    ...(missing > 0 ? [ctx.text('swap.nobodyLeft', { count: missing })] : []),
  ]
  await show(ctx, from, after, said)
}

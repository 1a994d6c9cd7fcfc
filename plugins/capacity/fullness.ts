import type { Ctx, Millis, RoomView } from '../../src/kernel/plugin.js'
import { saysAsleep } from './asleep.js'
import type { CapacityConfig } from './config.js'
import { hasCorePreset } from './core/seats.js'
import { isHigher, type Level, levelAt, type Thresholds, thresholdsOf } from './levels.js'
import { beginSplit } from './split/decide/begin.js'
import { ownerHere, roomsOf } from './split/decide/owner.js'
import { redrawPlan } from './split/decide/redraw.js'
import { sketchOf } from './split/sketch.js'
import { splitsOf } from './split/state.js'
import { sketchLines } from './split/wording.js'

type In = Ctx<CapacityConfig>

/** How full a room was when it was last looked at, and what followed from it. */
interface Fullness {
  level: Level
  /** By which thresholds it was looked at; another cap makes others. */
  by?: Thresholds
  /** What brought it there: repeated after a crash it goes on, anything else does nothing a second time. */
  cause: string
  /** It came up to this level, not down to it. */
  rose?: boolean
  /** A plan was put to the owner, or he was told why not; until the room has emptied again nothing more comes by itself. */
  answered?: boolean
  /** The vetoed plan after which he was told once more why there is no other. */
  after?: string
}

/** `p:capacity:ROOM:fullness` hash `now` → Fullness, while the room is kept. */
const fullnessOf = (ctx: In) => ctx.lasting.hash<Fullness>('fullness')
const NOW = 'now'

/** A room that the bot keeps for less than this is not split unasked: its people and its owner do not know the bot yet. */
const NEW_TO_US: Millis = 7 * 86_400_000
const DAY: Millis = 86_400_000
/** A plan that was vetoed comes again by itself after seven days. */
const AFTER_VETO: Millis = 7 * DAY

/**
 * Looks at a room for the first time: how full it is now is how it was found, and no news. Where it was over its cap already
 * when the bot came, the owner hears once what can be done, and no plan is made unasked.
 */
export async function firstLook(ctx: In, size = ctx.room.size): Promise<void> {
  const fullness = fullnessOf(ctx)
  const known = await fullness.get(NOW)
  if (known && !(known.cause === ctx.cause && known.answered)) return
  const { key } = ctx.room
  if (size <= 0) return
  const cap = ctx.capOf(key)
  const by = thresholdsOf(cap, ctx.config)
  const level = levelAt('roomy', size, by)
  if (level === 'full' && isNew(ctx.room, ctx.now())) {
    const owner = ownerHere(ctx)
    // Nobody to tell: looked at again every day, until somebody is.
    if (owner === undefined) return
    await fullness.set(NOW, { level, by, cause: ctx.cause, answered: true })
    const more = Math.min(ctx.config.hard, Math.ceil((size + 1) / 50) * 50)
    await ctx.tell(owner, ctx.text('full.adopted', { room: ctx.room.name, size, cap, more }), {
      once: `adopted|${key}`,
    })
    return
  }
  // A full one that we have long kept is put to the owner by the next that comes in, or at the next daily look.
  await fullness.set(NOW, { level: level === 'full' ? 'draft' : level, by, cause: ctx.cause })
}

/** A split of this room is being carried out: its people have heard that it is full, and what is done about it. */
async function isSplitting(ctx: In): Promise<boolean> {
  const open = await splitsOf(ctx).get(ctx.community)
  return open?.state === 'open' && open.from === ctx.room.key && open.carried === true
}

function isNew({ since, purpose }: RoomView, now: Millis): boolean {
  return purpose === undefined && now - since < NEW_TO_US
}

/**
 * Somebody came (`came` people) or went, the cap is another, or a day has passed: what is new about it is said, each thing
 * once. `said`: the room has just heard that it is full.
 */
export async function lookAtRoom(ctx: In, came = 0, { said = false } = {}): Promise<void> {
  const { size, key, doubted } = ctx.room
  if (ctx.mode === 'observe' || doubted) return
  const fullness = fullnessOf(ctx)
  if ((await fullness.get(NOW)) === undefined) await firstLook(ctx, size - came)
  const thresholds = thresholdsOf(ctx.capOf(key), ctx.config)
  const now = await fullness.update(NOW, known => {
    const level = known && levelAt(known.level, size, thresholds)
    if (!known || level === undefined) return known
    if (level === known.level) return isSame(known.by, thresholds) ? known : { ...known, by: thresholds }
    return { level, by: thresholds, cause: ctx.cause, ...(isHigher(level, known.level) ? { rose: true } : {}) }
  })
  if (!now?.rose || now.cause !== ctx.cause) return
  if (now.level === 'draft') await sendDraft(ctx, thresholds.full)
  if (now.level === 'full' && size >= thresholds.full) {
    if (!said && !(came <= 0 && (await isSplitting(ctx)))) await sayFull(ctx)
    await propose(ctx, { tell: true })
  }
}

/**
 * The config may have changed. Where the room has another cap by it, it is looked at and a plan that waits is drawn anew; a
 * restart, or a change of something else, is no news.
 */
export async function lookAtCap(ctx: In): Promise<void> {
  const known = await fullnessOf(ctx).get(NOW)
  const { key, size, doubted } = ctx.room
  if (known?.by === undefined || isSame(known.by, thresholdsOf(ctx.capOf(key), ctx.config)) || size <= 0 || doubted)
    return
  const redrawn = await redrawPlan(ctx)
  const owner = ownerHere(ctx)
  if (redrawn !== undefined && owner !== undefined) await ctx.tell(owner, redrawn, { id: 'redrawn' })
  await lookAtRoom(ctx)
}

/** The room is about to get another cap by somebody who looks at it himself. */
export async function expectCap(ctx: In, cap: number): Promise<void> {
  await fullnessOf(ctx).update(NOW, known => known && { ...known, by: thresholdsOf(cap, ctx.config) })
}

function isSame(one: Thresholds | undefined, other: Thresholds): boolean {
  return one?.draft === other.draft && one.full === other.full
}

/** Once a day: rooms that are full without anybody having come, plans that could not be made, or were let fall a week ago. */
export async function dailyLook(ctx: In): Promise<void> {
  await lookAtRoom(ctx)
  if (ctx.mode === 'observe') return
  const now = await fullnessOf(ctx).get(NOW)
  const thresholds = thresholdsOf(ctx.capOf(ctx.room.key), ctx.config)
  if (now?.level !== 'full' || ctx.room.size < thresholds.full) return
  const last = await splitsOf(ctx).get(ctx.community)
  const again =
    last?.state === 'over' &&
    last.from === ctx.room.key &&
    last.vetoed === true &&
    last.number !== now.after &&
    ctx.now() >= (last.overAt ?? 0) + AFTER_VETO
  if (!now.answered || again) await propose(ctx, { tell: false })
  if (again) await fullnessOf(ctx).update(NOW, known => known && { ...known, after: last.number })
}

/** Puts a plan to the owner; where none is made, tells him why. */
async function propose(ctx: In, { tell }: { tell: boolean }): Promise<void> {
  const open = await splitsOf(ctx).get(ctx.community)
  const { key, size } = ctx.room
  if (open?.state === 'open' && open.from !== key) {
    const owner = ownerHere(ctx)
    const values = { room: ctx.room.name, size, cap: ctx.capOf(key), number: open.number }
    const line = open.carried ? 'full.busy' : 'full.busyUndecided'
    if (tell && owner !== undefined) await ctx.tell(owner, ctx.text(line, values), { id: 'busy' })
    return
  }
  // A core group is kept at its size by those who leave it; it is split only where the owner asks for it.
  const core = hasCorePreset(ctx)
    ? ctx.text('seat.coreFull', { room: ctx.room.name, size, cap: ctx.capOf(key) })
    : undefined
  const asleep = open?.state === 'open' ? undefined : (core ?? (await saysAsleep(ctx)))
  if (asleep === undefined) await beginSplit(ctx, { byOwner: false })
  else {
    const owner = ownerHere(ctx)
    if (owner !== undefined) await ctx.tell(owner, asleep, { id: 'asleep' })
  }
  await fullnessOf(ctx).update(NOW, known => known && { ...known, answered: true })
}

/** The room hears that it is full, and that nobody need go for it: what has happened, which takes no place of what may wait. */
async function sayFull(ctx: In): Promise<void> {
  const { size, key } = ctx.room
  const others = roomsOf(ctx)
    .map(room => ctx.at(room).room)
    .filter(room => room.key !== key && room.size < ctx.capOf(room.key))
    .sort((a, b) => a.size / ctx.capOf(a.key) - b.size / ctx.capOf(b.key))
  const values = { size, cap: ctx.capOf(key), topic: others[0] ? ctx.at(others[0].key).room.name : '' }
  await ctx.say(ctx.text(others[0] ? 'full.room' : 'full.wait', values), { id: 'full', manner: 'notice' })
}

async function sendDraft(ctx: In, full: number): Promise<void> {
  const owner = ownerHere(ctx)
  // While a split is under way its own messages are enough.
  if (owner === undefined || (await splitsOf(ctx).get(ctx.community))?.state === 'open') return
  // What would not be put to decision is no draft either.
  if ((await saysAsleep(ctx)) !== undefined) return
  const { key, size } = ctx.room
  const cap = ctx.capOf(key)
  const sketch = await sketchOf(ctx)
  const more = Math.min(ctx.config.hard, cap + 50)
  const tail = hasCorePreset(ctx) ? 'draft.tailCore' : 'draft.tail'
  const lines = [
    ctx.text('draft.head', { room: ctx.room.name, size, cap }),
    ...sketchLines(ctx, sketch),
    ctx.text(more > cap ? tail : `${tail}Hard`, { full, more }),
  ]
  await ctx.tell(owner, lines.join('\n'), { id: 'draft' })
}

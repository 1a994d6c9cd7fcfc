import { type Ctx, dateOf, type Millis } from '../../src/kernel/plugin.js'
import type { CapacityConfig } from './config.js'
import { bandAt, nextBound } from './levels.js'
import { ownerHere } from './split/decide/owner.js'

type In = Ctx<CapacityConfig>

/** In which band of size a room is, and since when. */
export interface Band {
  band: number
  since: Millis
  /** What brought it there. */
  cause: string
  /** The band before: coming to the second one from the first is news. */
  from?: number
}

/** `p:capacity:ROOM:band` hash `now` → Band, while the room is kept. */
const bandOf = (ctx: In) => ctx.lasting.hash<Band>('band')
const NOW = 'now'

/**
 * Looks in which band a room is. Up to the first number a group lives by itself, above it it needs some stirring: its owner
 * hears so once when that changes, and not again while the size only swings about the number.
 */
export async function lookAtBand(ctx: In): Promise<void> {
  const { size, doubted } = ctx.room
  if (ctx.mode === 'observe' || doubted || size === 0) return
  const { bands } = ctx.config
  const now = await bandOf(ctx).update(NOW, known => {
    const band = bandAt(known?.band, size, bands)
    if (known && band === known.band) return known
    return { band, since: ctx.now(), cause: ctx.cause, ...(known ? { from: known.band } : {}) }
  })
  if (!now || now.from === undefined || now.cause !== ctx.cause || now.band > 0 === now.from > 0) return
  const owner = ownerHere(ctx)
  const bound = nextBound(0, bands)
  if (owner === undefined || bound === undefined) return
  const line = now.band > 0 ? 'band.up' : 'band.down'
  await ctx.tell(owner, ctx.text(line, { room: ctx.room.name, size, bound }), { id: 'band' })
}

/** `/规模`: how many there are and may be, the band and since when, places kept, and what comes next. */
export async function sizeText(ctx: In): Promise<string> {
  const { text, config, room, books } = ctx
  const cap = ctx.capOf(room.key)
  const known = await bandOf(ctx).get(NOW)
  const band = known?.band ?? bandAt(undefined, room.size, config.bands)
  const [lower, upper] = [band === 0 ? undefined : nextBound(band - 1, config.bands), nextBound(band, config.bands)]
  const [, month = 0, day = 0] = dateOf(known?.since ?? room.since, ctx.zone)
    .split('-')
    .map(Number)
  const kept = books.seats.reserved(room.key, ctx.now()).length
  return [
    text('size.now', { size: room.size, cap, free: Math.max(0, cap - room.size) }),
    text(lower === undefined ? 'size.first' : upper === undefined ? 'size.last' : 'size.band', {
      lower: lower ?? 0,
      upper: upper ?? 0,
      month,
      day,
    }),
    ...(kept === 0 ? [] : [text('size.kept', { count: kept })]),
    ...(upper === undefined ? [] : [text('size.next', { upper, count: Math.max(0, upper + 1 - room.size) })]),
    text(band === 0 ? 'size.quiet' : 'size.stir'),
  ].join('\n')
}

import { definePart, type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import { admissionConfig } from '../config.js'
import { type Door, doorsOf, namesOf } from './doors.js'
import { tellOwner } from './staff.js'
import { roomsFor, waitingFor } from './waiting.js'

/** The owner hears of the first who waits at once, of those who come after him once a day, and of nobody twice. */
const MERGES: Millis = 86_400_000

/** So many of them are named. */
const NAMED = 5

/**
 * When the owner last heard who waits, and for what he heard it; in a list, of whom: of those who came in [from, at), but
 * for the one whom the job `but` let wait, for of him he had heard.
 */
interface Told {
  at: Millis
  cause: string
  from?: Millis
  but?: string
}

/** `told-waiting` hash community → Told, while the community is kept. */
const toldOf = (store: Store) => store.hash<Told>('told-waiting')

/** The rooms that somebody waits for, as they are called. */
export function namesFor(door: Door, { rooms }: { rooms?: readonly string[] }): string {
  return namesOf({ ...door, rooms: roomsFor(door, rooms) })
}

/** Somebody has begun to wait: the owner hears it now, or, where he heard of another today, with all who came by then. */
export async function tellOfWaiting(
  { ctx, community }: Door,
  member: MemberKey,
  values: { names: string; position: number },
): Promise<void> {
  const now = ctx.now()
  const told = await toldOf(doorStore(ctx)).update(community, known =>
    known && now < known.at + MERGES ? known : { at: now, cause: ctx.cause },
  )
  if (!told || told.cause === ctx.cause)
    return tellOwner(ctx, 'queueWaiting', { ...values, name: ctx.member(member).name }, `waiting|${member}`)
  await ctx.later('waiting-list', { community }, told.at + MERGES, { id: 'waiting-list' })
}

export const waitingListPart = definePart(admissionConfig, {
  jobs: {
    'waiting-list': {
      data: z.object({ community: z.string() }),
      async run(ctx, { community }) {
        const door = doorsOf(ctx).find(each => each.community === community)
        if (!door) return
        const now = ctx.now()
        const told = await toldOf(doorStore(ctx)).update(community, known =>
          known?.cause === ctx.cause
            ? known
            : { at: now, cause: ctx.cause, ...(known ? { from: known.at, but: known.cause } : {}) },
        )
        const { at = now, from = 0, but } = told ?? {}
        const row = await waitingFor(doorStore(ctx), community)
        const fresh = row.filter(([, { since, placedBy }]) => since >= from && since < at && placedBy !== but)
        if (fresh.length === 0) return
        const named = fresh.slice(0, NAMED).map(([member]) => ctx.member(member).name)
        const list = `${named.join('、')}${fresh.length > NAMED ? '…' : ''}`
        const values = { names: namesOf(door), count: row.length, fresh: fresh.length, list }
        await tellOwner(door.ctx, 'queueWaitingMore', values, 'waiting-list')
      },
    },
  },
})

import type { Millis, Store } from '../../../src/kernel/plugin.js'

// What an outage did to the check-in: proposed to the owner, and what came of it.

/** [from, to) */
export type Stretch = readonly [from: Millis, to: Millis]

/** One day on which the bot was away while a window was open. */
interface Outage {
  /** When it was away, as far as that is put right; in order, without overlaps. */
  away: readonly Stretch[]
  /** What the owner was told of and has not confirmed. */
  proposed: readonly Stretch[]
  /** The day neither counts nor breaks for whoever did not come. */
  frozen: boolean
  /** Window → its later end. */
  until: Readonly<Record<string, Millis>>
  /** By which message or event it was put right last. */
  by?: string
}

export const nothing: Outage = { away: [], proposed: [], frozen: false, until: {} }

/** `outages` hash date → Outage; kept, for streaks are computed from it. */
const outagesOf = (store: Store) => store.hash<Outage>('outages')

export async function outageOf(store: Store, date: string): Promise<Outage | undefined> {
  return outagesOf(store).get(date)
}

/** Room → from when up to when its owner was asked about it last, and by which job. */
type Asks = Readonly<Record<string, { after: Millis; upTo: Millis; by: string }>>

/** `asked` hash with one field for the whole account: an owner of several rooms is asked once for all of them. */
const asksOf = (store: Store) => store.at('account').hash<Asks>('asked')

/**
 * Of these rooms those that this job asks about, in one step: nobody else asked about what they ask now.
 * @param open room → the end of what is open there
 * @returns room → what ended by then was asked about before
 */
export async function claimAsks(
  store: Store,
  open: ReadonlyMap<string, Millis>,
  by: string,
): Promise<Map<string, Millis>> {
  const asks = await asksOf(store).update('rooms', (known = {}) => {
    const claimed = [...open].flatMap(([room, upTo]) => {
      const after = known[room]?.upTo ?? 0
      return after < upTo && known[room]?.by !== by ? [[room, { after, upTo, by }] as const] : []
    })
    return { ...known, ...Object.fromEntries(claimed) }
  })
  return new Map(
    [...open.keys()].flatMap(room => {
      const ask = asks?.[room]
      return ask?.by === by ? [[room, ask.after] as const] : []
    }),
  )
}

export function allOutages(store: Store): Promise<Map<string, Outage>> {
  return outagesOf(store).all()
}

export async function changeOutage(store: Store, date: string, change: (known: Outage) => Outage): Promise<Outage> {
  return (await outagesOf(store).update(date, (known = nothing) => change(known))) ?? nothing
}

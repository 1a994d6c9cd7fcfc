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

export function allOutages(store: Store): Promise<Map<string, Outage>> {
  return outagesOf(store).all()
}

export async function changeOutage(store: Store, date: string, change: (known: Outage) => Outage): Promise<Outage> {
  return (await outagesOf(store).update(date, (known = nothing) => change(known))) ?? nothing
}

import type { Millis, Store } from '../../../src/kernel/plugin.js'
import type { Mood } from './voices.js'

/** What the owner was told, and when: numbers, no names and no words. */
export interface Told extends Mood {
  at: Millis
}

/** So many are kept, and so long. */
const KEPT = 20
const KEPT_FOR: Millis = 90 * 86_400_000

/** `PREFIX:p:rules:ROOM:complaints` hash `told` → Told[], newest last; the newest 20, 90 days. */
const complaints = (store: Store) => store.hash<Told[]>('complaints')

export async function toldLately(store: Store): Promise<readonly Told[]> {
  return (await complaints(store).get('told')) ?? []
}

/** Writes down that the owner is told, once for a moment. */
export async function noteTold(store: Store, told: Told): Promise<void> {
  await complaints(store).update('told', (known = []) =>
    [...known.filter(each => each.at !== told.at && each.at > told.at - KEPT_FOR), told].slice(-KEPT),
  )
}

import { dateOf, type MemberKey, type Millis, type Store } from '../../../src/kernel/plugin.js'

/** One wrong word: the message that it was said in, and when that was sent. */
interface Try {
  cause: string
  date: string
}

/**
 * Wrong tries of a person, over all communities, for he talks to the bot once. They count for the day on which they were
 * sent, in the zone of the house, and a restart forgets none. `attempts` hash member → his tries of the last day on which
 * he tried.
 */
const attemptsOf = (store: Store) => store.hash<readonly Try[]>('attempts')

/** When somebody says something, and where days begin. */
export interface Moment {
  at: Millis
  zone: string
}

/** How many tries he has left today; undefined where there is no limit (`perDay` 0). */
export async function triesLeft(
  store: Store,
  member: MemberKey,
  perDay: number,
  { at, zone }: Moment,
): Promise<number | undefined> {
  if (perDay === 0) return undefined
  const date = dateOf(at, zone)
  const today = ((await attemptsOf(store).get(member)) ?? []).filter(each => each.date === date)
  return Math.max(0, perDay - today.length)
}

/** Counts a wrong try, once per message; how many are left today. */
export async function countTry(
  store: Store,
  member: MemberKey,
  perDay: number,
  { at, zone, cause }: Moment & { cause: string },
): Promise<number | undefined> {
  const date = dateOf(at, zone)
  const known = await attemptsOf(store).update(member, tries => {
    const today = (tries ?? []).filter(each => each.date === date)
    // More than the limit says nothing more, and nobody fills Redis by talking.
    if (today.some(each => each.cause === cause) || (perDay > 0 && today.length >= perDay)) return today
    return [...today, { cause, date }].slice(-MOST)
  })
  return perDay === 0 ? undefined : Math.max(0, perDay - (known?.length ?? 0))
}

const MOST = 100

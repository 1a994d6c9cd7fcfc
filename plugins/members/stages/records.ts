import { type MemberKey, type Millis, type Remembered, remembered, type Store } from '../../../src/kernel/plugin.js'
import { rowOf, splitRow } from '../rows.js'

/** A stage that a person set: forward or back. */
export interface Hand {
  /** What leads to a stage, or its name where only a person does, for stages may be called otherwise later. */
  from: string
  to: string
  at: Millis
  /** Who set it; '' when he is not known any more. */
  by: MemberKey
  /** The message by which he did. */
  cause: string
}

/** What no other book tells of somebody's way through a community. Everything else is computed when it is asked for. */
export interface Path {
  /** When he first wrote (0: before anybody looked), and when first after each hand. */
  spoke: readonly Millis[]
  /** Joining → when he brought somebody in. */
  brought: Readonly<Record<string, Millis>>
  hands: readonly Hand[]
}

/** Of whom nothing is known. */
export const noPath: Path = { spoke: [], brought: {}, hands: [] }

/** `paths` hash `community|member` → Path, in the account's corner, for a community spans rooms. Held in memory. */
export const pathsIn = (store: Store): Remembered<Path> => remembered(store.at('account'), 'paths')

/** Whether his next word is one to note: his first, or the first since somebody set his stage. */
export function isNews({ spoke, hands }: Path): boolean {
  const last = spoke.at(-1)
  return last === undefined || hands.some(({ at }) => at >= last)
}

/** Notes a word that is news. */
export async function noteSpoke(store: Store, community: string, member: MemberKey, at: Millis): Promise<void> {
  await pathsIn(store).update(rowOf(community, member), (known = noPath) =>
    isNews(known) && !known.spoke.includes(at)
      ? { ...known, spoke: [...known.spoke, at].sort((a, b) => a - b) }
      : known,
  )
}

/** Notes that he brought somebody in, once for a joining. */
export async function noteBrought(
  store: Store,
  community: string,
  member: MemberKey,
  { id, at }: { id: string; at: Millis },
): Promise<void> {
  await pathsIn(store).update(rowOf(community, member), (known = noPath) =>
    id in known.brought ? known : { ...known, brought: { ...known.brought, [id]: at } },
  )
}

/** Notes where a person put him, once for a message. */
export async function noteHand(store: Store, community: string, member: MemberKey, hand: Hand): Promise<void> {
  await pathsIn(store).update(rowOf(community, member), (known = noPath) =>
    known.hands.some(({ cause }) => cause === hand.cause) ? known : { ...known, hands: [...known.hands, hand] },
  )
}

/** Both ways of one person: the first word of either, and what both did. */
function joinedPaths(one: Path, other: Path): Path {
  const hands = [...one.hands, ...other.hands.filter(({ cause }) => !one.hands.some(each => each.cause === cause))]
  return {
    spoke: [...new Set([...one.spoke, ...other.spoke])].sort((a, b) => a - b),
    brought: { ...one.brought, ...other.brought },
    hands: hands.sort((a, b) => a.at - b.at),
  }
}

/** Who set a stage is another key now, or nobody. */
function signedBy(path: Path, from: MemberKey, into: MemberKey | ''): Path {
  return { ...path, hands: path.hands.map(hand => (hand.by === from ? { ...hand, by: into } : hand)) }
}

async function signAll(store: Store, from: MemberKey, into: MemberKey | ''): Promise<void> {
  const paths = pathsIn(store)
  for (const [row, { hands }] of [...(await paths.all())]) {
    if (hands.some(({ by }) => by === from)) await paths.update(row, known => known && signedBy(known, from, into))
  }
}

export async function mergePaths(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  const paths = pathsIn(store)
  await signAll(store, from, into)
  for (const [row, path] of [...(await paths.all())]) {
    const { community, member } = splitRow(row)
    if (member !== from) continue
    await paths.update(rowOf(community, into), (known = noPath) => joinedPaths(known, path))
    await paths.update(row, () => undefined)
  }
}

export async function exportPaths(store: Store, member: MemberKey): Promise<unknown> {
  const own = [...(await pathsIn(store).all())].filter(([row]) => splitRow(row).member === member)
  if (own.length === 0) return undefined
  return {
    ways: own.map(([row, { spoke, brought, hands }]) => ({
      community: splitRow(row).community,
      spoke,
      brought: Object.values(brought),
      set: hands.map(({ to, at }) => ({ to, at })),
    })),
  }
}

export async function erasePaths(store: Store, member: MemberKey): Promise<void> {
  const paths = pathsIn(store)
  await signAll(store, member, '')
  for (const row of [...(await paths.all()).keys()]) {
    if (splitRow(row).member === member) await paths.update(row, () => undefined)
  }
}

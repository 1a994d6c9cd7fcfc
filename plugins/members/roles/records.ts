import { type MemberKey, type Millis, type Remembered, remembered, type Store } from '../../../src/kernel/plugin.js'
import { rowOf, splitRow } from '../rows.js'

/** The part somebody plays, as an admin sees him; and what the owner was last told as a guess. */
export interface Part {
  tag?: {
    role: string
    at: Millis
    /** Who set it; '' when he is not known any more. */
    by: MemberKey
  }
  guess?: { role: string; at: Millis }
}

/** `roles` hash `community|member` → Part, in the account's corner: a part is played in all rooms of a community. */
export const partsIn = (store: Store): Remembered<Part> => remembered(store.at('account'), 'roles')

/** Sets somebody's part, or takes it back; the same again changes nothing. */
export async function tag(
  store: Store,
  community: string,
  member: MemberKey,
  next: NonNullable<Part['tag']> | undefined,
): Promise<void> {
  await partsIn(store).update(rowOf(community, member), known =>
    orNothing({ ...(next ? { tag: next } : {}), ...(known?.guess ? { guess: known.guess } : {}) }),
  )
}

/** Notes what the owner is told of somebody as a guess. */
export async function noteGuess(
  store: Store,
  community: string,
  member: MemberKey,
  guess: NonNullable<Part['guess']>,
): Promise<void> {
  await partsIn(store).update(rowOf(community, member), known => ({ ...known, guess }))
}

/** Parts of this community by member. */
export async function partsOf(store: Store, community: string): Promise<Map<MemberKey, Part>> {
  const own = [...(await partsIn(store).all())].filter(([row]) => splitRow(row).community === community)
  return new Map(own.map(([row, part]) => [splitRow(row).member, part]))
}

function orNothing(part: Part): Part | undefined {
  return part.tag || part.guess ? part : undefined
}

/** What was set last of either holds. */
function joinedParts(one: Part, other: Part): Part {
  const tags = [one.tag, other.tag].flatMap(each => each ?? []).sort((a, b) => b.at - a.at)
  const guesses = [one.guess, other.guess].flatMap(each => each ?? []).sort((a, b) => b.at - a.at)
  return { ...(tags[0] ? { tag: tags[0] } : {}), ...(guesses[0] ? { guess: guesses[0] } : {}) }
}

async function signAll(store: Store, from: MemberKey, into: MemberKey | ''): Promise<void> {
  const parts = partsIn(store)
  for (const [row, part] of [...(await parts.all())]) {
    if (part.tag?.by !== from) continue
    await parts.update(row, known => (known?.tag?.by === from ? { ...known, tag: { ...known.tag, by: into } } : known))
  }
}

export async function mergeParts(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  const parts = partsIn(store)
  await signAll(store, from, into)
  for (const [row, part] of [...(await parts.all())]) {
    const { community, member } = splitRow(row)
    if (member !== from) continue
    await parts.update(rowOf(community, into), (known = {}) => joinedParts(known, part))
    await parts.update(row, () => undefined)
  }
}

/** His own part, of which he is told when he asks for what is kept of him. */
export async function exportParts(store: Store, member: MemberKey): Promise<unknown> {
  const own = [...(await partsIn(store).all())].filter(([row]) => splitRow(row).member === member)
  if (own.length === 0) return undefined
  return {
    roles: own.map(([row, { tag: set, guess }]) => ({
      community: splitRow(row).community,
      ...(set ? { role: set.role, since: set.at } : {}),
      ...(guess ? { guessed: guess.role, guessedAt: guess.at } : {}),
    })),
  }
}

export async function eraseParts(store: Store, member: MemberKey): Promise<void> {
  const parts = partsIn(store)
  await signAll(store, member, '')
  for (const row of [...(await parts.all()).keys()]) {
    if (splitRow(row).member === member) await parts.update(row, () => undefined)
  }
}

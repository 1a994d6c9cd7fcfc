import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import { type Phrase, phraseId } from './phrase.js'

/** Who came with which passphrase. `uses` hash `community|hash of the phrase` → members, in the order in which they said it. */
const usesOf = (store: Store) => store.hash<readonly MemberKey[]>('uses')

/** Notes that somebody uses a phrase; false when its `maxUses` are others'. Of two at once for the last use one gets it. */
export async function usePhrase(
  store: Store,
  community: string,
  { text, maxUses }: Phrase,
  member: MemberKey,
): Promise<boolean> {
  const users = await usesOf(store).update(rowOf(community, text), known => {
    if (known?.includes(member) || (maxUses > 0 && (known?.length ?? 0) >= maxUses)) return known
    return [...(known ?? []), member]
  })
  return users?.includes(member) ?? false
}

/** He did not come after all: his use is free for somebody else. */
export async function freeUses(store: Store, community: string, member: MemberKey): Promise<void> {
  const uses = usesOf(store)
  for (const [row, users] of await uses.all()) {
    if (!row.startsWith(`${community}|`) || !users.includes(member)) continue
    await uses.update(row, known => known?.filter(each => each !== member))
  }
}

/** How many people have used a phrase. */
export async function timesUsed(store: Store, community: string, text: string): Promise<number> {
  return (await usesOf(store).get(rowOf(community, text)))?.length ?? 0
}

function rowOf(community: string, text: string): string {
  return `${community}|${phraseId(text)}`
}

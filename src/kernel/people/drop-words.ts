import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import type { House } from '../house.js'
import { shadowOf, storeAt } from '../store.js'

/** Somebody wants none of his words kept: every plugin drops what it has of them in the rooms of a community. May be repeated. */
export async function dropWords(
  { plugins, rooms, redis, prefix }: House,
  community: CommunityKey,
  member: MemberKey,
): Promise<void> {
  for (const room of rooms.kept) {
    if (rooms.get(room)?.community !== community) continue
    for (const { name, people } of plugins) {
      // What was written down while it only looked on is words too.
      for (const own of [name, shadowOf(name)]) await people?.unrecord?.(storeAt(redis, prefix, own, room), member)
    }
  }
}

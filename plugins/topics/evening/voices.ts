import type { MemberKey } from '../../../src/kernel/plugin.js'
import { turnsOf } from '../minutes/turns.js'
import type { In, Topic } from '../topic.js'

/** Messages by member in a topic's hour so far, the host's with them, the bot's not. */
export async function voicesIn(ctx: In, { id, start, end }: Topic): Promise<Map<MemberKey, number>> {
  const voices = new Map<MemberKey, number>()
  for (const { member, at } of (await turnsOf(ctx.store, id).all()).values()) {
    if (start <= at && at < end) voices.set(member, (voices.get(member) ?? 0) + 1)
  }
  return voices
}

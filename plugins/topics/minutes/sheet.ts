import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'
import { quotable } from './excerpts.js'
import { reckon } from './reckoning.js'
import { changeMinutes, type Minutes } from './record.js'
import { turnsOf } from './turns.js'

/** One line of the minutes. Its number stays when others go. */
export interface Entry {
  number: number
  member: MemberKey
  text: string
  pinned: boolean
}

/** The minutes as they stand now. */
export interface Sheet {
  topic: Topic
  minutes: Minutes
  entries: readonly Entry[]
  messages: number
  speakers: number
}

/** Lines that the minutes hold, those that an admin wanted not counted. */
const LINES = 10

/**
 * The minutes of a topic: what admins chose first, then the best lines in the order in which they were written. Which they
 * are is settled the first time; what they say is looked up each time, so that whatever was taken back or may not be quoted
 * any more is not in it. Undefined where nothing is kept.
 */
export async function sheetOf(ctx: In, topic: Topic): Promise<Sheet | undefined> {
  const known = await reckon(ctx, topic)
  if (!known) return undefined
  const texts = await quotable(ctx, topic.id)
  const when = (id: string) => texts.get(id)?.at ?? 0
  const inTime = (ids: readonly string[]) => [...ids].sort((a, b) => when(a) - when(b))
  const pinnedAt = (id: string): Millis => texts.get(id)?.pinned ?? 0
  const pinned = [...texts.keys()].filter(id => pinnedAt(id) > 0)
  const best = (known.candidates ?? []).filter(id => texts.has(id) && pinnedAt(id) === 0)
  const first = [...inTime(pinned), ...inTime(best.slice(0, Math.max(0, LINES - pinned.length)))]
  const minutes = await changeMinutes(ctx.store, topic.id, each => {
    const lines = each.lines ?? first
    const later = pinned.filter(id => !lines.includes(id))
    return { ...each, lines: [...lines, ...later] }
  })
  if (!minutes) return undefined
  const entries = (minutes.lines ?? []).flatMap((id, index) => {
    const excerpt = texts.get(id)
    if (!excerpt || minutes.dropped?.includes(id)) return []
    const { member, text } = excerpt
    return [{ number: index + 1, member, text, pinned: pinnedAt(id) > 0 }]
  })
  // What is pinned stands first, also what was pinned when the draft was made.
  const sorted = [...entries.filter(each => each.pinned), ...entries.filter(each => !each.pinned)]
  const turns = [...(await turnsOf(ctx.store, topic.id).all()).values()]
  return {
    topic,
    minutes,
    entries: sorted,
    messages: turns.length,
    speakers: new Set(turns.map(({ member }) => member)).size,
  }
}

import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import { openKept } from './kept.js'

/** A time in which more is allowed in a room than usual. */
interface Opening {
  kind: 'topic' | 'chain'
  from: Millis
  to: Millis
}

/** What is going on in which room, so that guards let people talk: a topic hour is no flood, a 接龙 no repetition. */
export interface Windows {
  /** Opens [from, to) under an id of the opener's; the same id again moves it. */
  open(room: RoomKey, id: string, opening: Opening): Promise<void>
  /** Closes it at `at`: messages from before still fall into it. */
  close(room: RoomKey, id: string, at: Millis): Promise<void>
  /** Whether a message of this time falls into one of this kind. */
  isOpen(room: RoomKey, kind: Opening['kind'], at: Millis): boolean
  /** Whether one is to come or going on that begins at this time: it was neither closed nor moved. */
  stands(window: { room: RoomKey; window: string; from: Millis }, at: Millis): boolean
}

/** What is handled late is still judged by its own time. */
const REMEMBER = 86_400_000

/** `PREFIX:book:windows` hash `room|id` → Opening, until the first start a day after its end. */
export async function openWindows(redis: Redis, prefix: string, now: Millis): Promise<Windows> {
  const kept = await openKept<Opening>(redis, `${prefix}:book:windows`, ({ to }) => to + REMEMBER <= now)
  return {
    open: (room, id, opening) => kept.set(`${room}|${id}`, opening),
    async close(room, id, at) {
      const known = kept.get(`${room}|${id}`)
      if (known && known.to > at) await kept.set(`${room}|${id}`, { ...known, to: at })
    },
    isOpen: (room, kind, at) =>
      kept.under(`${room}|`).some(([, opening]) => opening.kind === kind && opening.from <= at && at < opening.to),
    stands({ room, window, from }, at) {
      const known = kept.get(`${room}|${window}`)
      return known !== undefined && known.from === from && at < known.to
    },
  }
}

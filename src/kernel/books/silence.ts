import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import { openKept } from './kept.js'

/** Rooms in which nothing is said that nobody asked for. Guards go on, answers too. */
export interface Silence {
  /**
   * Keeps quiet until a moment; without one until it is ended (a hibernation). What a plugin began `by` its name counts for
   * nothing while that is off in the room, for then nobody could end it.
   */
  begin(room: RoomKey, until?: Millis, by?: string): Promise<void>
  end(room: RoomKey): Promise<void>
  isSilent(room: RoomKey, now: Millis): boolean
}

interface Kept {
  until?: Millis
  by?: string
}

/** `PREFIX:book:silence` hash room → { until?, by? }, until it is ended or the first start after its time. */
export async function openSilence(
  redis: Redis,
  prefix: string,
  now: Millis,
  isOff: (plugin: string, room: RoomKey) => boolean = () => false,
): Promise<Silence> {
  const isOver = ({ until }: Kept, at: Millis) => until !== undefined && until <= at
  const kept = await openKept<Kept>(redis, `${prefix}:book:silence`, silence => isOver(silence, now))
  return {
    begin: (room, until, by) =>
      kept.set(room, { ...(until === undefined ? {} : { until }), ...(by === undefined ? {} : { by }) }),
    end: room => kept.delete(room),
    isSilent(room, at) {
      const silence = kept.get(room)
      if (silence === undefined || isOver(silence, at)) return false
      return silence.by === undefined || !isOff(silence.by, room)
    },
  }
}

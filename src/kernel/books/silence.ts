import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import { openKept } from './kept.js'

/** Rooms in which nothing is said that nobody asked for. Guards go on, answers too. */
export interface Silence {
  /** Keeps quiet until a moment; without one until it is ended (a hibernation). */
  begin(room: RoomKey, until?: Millis): Promise<void>
  end(room: RoomKey): Promise<void>
  isSilent(room: RoomKey, now: Millis): boolean
}

/** `PREFIX:book:silence` hash room → { until? }, until it is ended or the first start after its time. */
export async function openSilence(redis: Redis, prefix: string, now: Millis): Promise<Silence> {
  const isOver = ({ until }: { until?: Millis }, at: Millis) => until !== undefined && until <= at
  const kept = await openKept<{ until?: Millis }>(redis, `${prefix}:book:silence`, silence => isOver(silence, now))
  return {
    begin: (room, until) => kept.set(room, until === undefined ? {} : { until }),
    end: room => kept.delete(room),
    isSilent(room, at) {
      const silence = kept.get(room)
      return silence !== undefined && !isOver(silence, at)
    },
  }
}

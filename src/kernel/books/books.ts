import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { type Absences, openAbsences } from './absence.js'
import { type Activity, activityBook } from './activity.js'
import { type Audit, auditBook } from './audit.js'
import { type Blocks, openBlocks } from './blocks.js'
import { type Consents, openConsents } from './consent.js'
import { type Duties, openDuties } from './duties.js'
import { type Impostors, openImpostors } from './impostors.js'
import type { OfPeople } from './people.js'
import { type Points, pointsBook } from './points.js'
import { openSeats, type Seats } from './seats.js'
import { openSilence, type Silence } from './silence.js'
import { openTalk, type Talk } from './talk.js'
import { openTenures, type Tenures } from './tenure.js'
import { type DropWords, openUnrecorded, type Unrecorded } from './unrecorded.js'
import { openWindows, type Windows } from './windows.js'

/**
 * State that several plugins share and the kernel owns. What a message handler asks for is in memory (this process is
 * the data's only owner) and read without waiting; what reports and commands ask for is read from Redis; every write is
 * awaited, and may come twice.
 */
export interface Books extends OfPeople {
  readonly activity: Activity
  readonly talk: Talk
  readonly points: Points
  readonly blocks: Blocks
  readonly absence: Absences
  readonly consent: Consents
  readonly duties: Duties
  readonly seats: Seats
  readonly tenure: Tenures
  readonly audit: Audit
  readonly impostors: Impostors
  readonly unrecorded: Unrecorded
  readonly windows: Windows
  readonly silence: Silence
}

/** What the books ask of the rest of the house. */
export interface BooksOptions {
  /** Called when somebody wants none of his words kept. */
  dropWords?: DropWords
  /** Where a plugin is off; shipped: nowhere. */
  isOff?: (plugin: string, room: RoomKey) => boolean
  /** Who is in a room; shipped: nobody is known to be. */
  isThere?: (room: RoomKey, member: MemberKey) => boolean
}

/** Opens the books under `prefix` (`qg:main`); what was over by `now` is cleared away. */
export async function openBooks(
  redis: Redis,
  prefix: string,
  now: () => Millis,
  { dropWords = async () => undefined, isOff, isThere = () => false }: BooksOptions = {},
): Promise<Books> {
  const at = now()
  const [blocks, absence, consent, seats, windows, silence, impostors, duties, unrecorded, talk, tenure] =
    await Promise.all([
      openBlocks(redis, prefix, at),
      openAbsences(redis, prefix, at),
      openConsents(redis, prefix),
      openSeats(redis, prefix, at, isThere, isOff),
      openWindows(redis, prefix, at),
      openSilence(redis, prefix, at, isOff),
      openImpostors(redis, prefix),
      openDuties(redis, prefix),
      openUnrecorded(redis, prefix, dropWords),
      openTalk(redis, prefix),
      openTenures(redis, prefix, at),
    ])
  const ofPeople = {
    activity: activityBook(redis, prefix),
    talk,
    points: pointsBook(redis, prefix),
    blocks,
    absence,
    consent,
    duties,
    seats,
    tenure,
    audit: auditBook(redis, prefix),
    impostors,
    unrecorded,
  }
  return {
    ...ofPeople,
    windows,
    silence,
    async merge(from, into) {
      if (from === into) return
      for (const book of Object.values(ofPeople)) await book.merge(from, into)
    },
    async export(member) {
      const found: Record<string, unknown> = {}
      for (const [name, book] of Object.entries(ofPeople)) found[name] = await book.export(member)
      return found
    },
    async erase(member) {
      for (const book of Object.values(ofPeople)) await book.erase(member)
    },
  }
}

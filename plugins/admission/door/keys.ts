import type { Ctx, MemberKey, Millis, RoomKey } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { triesLeft } from './attempts.js'
import { redeem } from './codes.js'
import { type Door, triesADay } from './doors.js'
import { matchPhrase } from './phrase.js'
import { importTickets } from './tickets.js'
import { usePhrase } from './uses.js'

/** What somebody said, and when. */
export interface Said {
  member: MemberKey
  text: string
  /** When it was sent. */
  at: Millis
  /** The message. */
  cause: string
}

/** What a text opens. expired, used up, taken: it was good once; none: nothing. */
export type Key =
  | { kind: 'right'; community: string; source: string; rooms?: readonly RoomKey[]; introducer?: MemberKey }
  | { kind: 'expired' | 'used up' | 'taken' }
  | { kind: 'none' }

/**
 * Which of these doors a text opens, by a passphrase (where the mode is passphrase) or by a code (where codes were given
 * out). A key that is right is used by this: a phrase's use is counted, a code is his.
 */
export async function findKey(doors: readonly Door[], { member, text, at }: Said): Promise<Key> {
  const [first] = doors
  if (!first) return { kind: 'none' }
  const store = doorStore(first.ctx)
  let found: Key = { kind: 'none' }
  for (const { community, rooms, ctx } of doors) {
    if (ctx.config.mode !== 'passphrase') continue
    const matches = rooms.map(room => ({ room, match: matchPhrase(room.config.passphrases, text, at, room.zone) }))
    const right = matches.flatMap(({ room, match }) =>
      match.kind === 'right' ? [{ room: room.room.key, phrase: match.phrase }] : [],
    )
    const [one] = right
    if (one) {
      if (!(await usePhrase(store, community, one.phrase, member))) found = { kind: 'used up' }
      // A phrase of every room is one of those that come later, too.
      else if (right.length === rooms.length) return { kind: 'right', community, source: one.phrase.source }
      else return { kind: 'right', community, source: one.phrase.source, rooms: right.map(({ room }) => room) }
    } else if (matches.some(({ match }) => match.kind === 'expired')) found = { kind: 'expired' }
  }
  for (const { ctx } of doors) if (ctx.config.tickets.file !== '') await importTickets(ctx)
  const redeemed = await redeem(store, text, { member, now: at, communities: doors.map(({ community }) => community) })
  if (redeemed.kind === 'none') return found
  if (redeemed.kind !== 'right') return { kind: redeemed.kind }
  const { community, kind, by } = redeemed.code
  return {
    kind: 'right',
    community,
    source: kind === 'ticket' ? 'ticket' : '',
    // Of who had his records erased nobody knows that he gave it.
    ...(kind === 'personal' && by ? { introducer: by } : {}),
  }
}

/**
 * What somebody in a room who has to pass its gate said there, as a whole message: a key of this community or nothing. In
 * a room people talk, so what is no key is no try; who has no tries left today has said nothing either.
 */
export async function passes(
  ctx: Ctx<AdmissionConfig>,
  said: Said,
): Promise<Extract<Key, { kind: 'right' }> | undefined> {
  // Rooms of one community may have gates of their own.
  const door: Door = { community: ctx.community, ctx, rooms: [ctx] }
  const left = await triesLeft(doorStore(ctx), said.member, triesADay([door]), { at: said.at, zone: ctx.zone })
  if (left === 0) return undefined
  const key = await findKey([door], said)
  return key.kind === 'right' ? key : undefined
}

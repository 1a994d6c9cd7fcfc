import type { Ctx, MemberKey, Millis, RoomKey, Store } from '../../src/kernel/plugin.js'

// What door (in private) and gate (in the room) know of one another. Whether a text is a key: `passes` in door/keys.ts.
// The approval queue: `enqueue` and `decide` in door/queue.ts.

/**
 * Where somebody stands who wants to come in. greeted: he was told what to do. asked: a question was put to him. rules: he
 * has done what the mode asks and has to agree. queued: the admins decide. admitted: he may come, and a place is looked
 * for. waiting: every room is full. invited: he has a card. in: he is there. out: he gave up, was refused, or time went by.
 */
export type Standing = 'greeted' | 'asked' | 'rules' | 'queued' | 'admitted' | 'waiting' | 'invited' | 'in' | 'out'

/** One person before the door; the record of his way in, kept until he has his records erased. */
export interface Candidate {
  /** Empty until it is known which community he wants into. */
  community: string
  standing: Standing
  /** Since when he stands there. */
  since: Millis
  /** The first message of this try; what is sent in it is sent once. */
  cause: string
  /** Where the phrase that he said was given out. */
  source: string
  /** Who gave him his personal phrase. */
  introducer?: MemberKey
  /** Rooms that the phrase is for; without it all of the community. */
  rooms?: readonly RoomKey[]
  /** What he chose in the question before the door. */
  motive?: string
  /** His number before the admins; see door/queue.ts. */
  number?: number
  /** Where he was invited, until when the place is his, and how often a card was sent. */
  room?: RoomKey
  until?: Millis
  cards?: number
  /** Who tried too often while the bot puts refusals to the admins: they decide about him, whatever the mode. */
  review?: true
  /** He asked for it by a message of his own just now: what follows is an answer. */
  asking?: true
  /** The job that found his place, or none: run again after a crash, it finds what it has done. */
  placedBy?: string
  /** Why he is out: the admins refused him, or his card was not used in time (or not sent) and he may have another. */
  why?: 'refused' | 'late'
}

/**
 * The account's records of the door, for a person talks to the bot once, whichever community he wants into. In Redis,
 * under `p:admission:account:`; door/people.ts says what becomes of them.
 */
export function doorStore(ctx: Pick<Ctx, 'lasting'>): Store {
  return ctx.lasting.at('account')
}

/** `candidates` hash member → Candidate. Changed by `update` alone: private chats, rooms and jobs run side by side. */
export const candidatesOf = (store: Store) => store.hash<Candidate>('candidates')

/** One time that somebody came in. */
export interface Arrival {
  /** The event; the same one counts once. */
  cause: string
  at: Millis
  /** What `/来源` counts it as: a phrase's source, or one of `ways`. */
  source: string
  /** Who brought or introduced him. */
  by?: MemberKey
}

/** How somebody came who said no phrase of a known source. */
export const ways = { private: '私聊我', invited: '成员邀请', scanned: '扫码', unknown: '未知' } as const

/** `arrivals` hash `community|member` → his arrivals, the newest 20. */
export const arrivalsOf = (store: Store) => store.hash<readonly Arrival[]>('arrivals')

const KEPT = 20

/** Notes that somebody came in; once per event. Who joins is counted by the door (door/arrivals.ts), everybody once. */
export async function arrived(ctx: Ctx, member: MemberKey, arrival: Arrival): Promise<void> {
  await arrivalsOf(doorStore(ctx)).update(`${ctx.community}|${member}`, known =>
    known?.some(({ cause }) => cause === arrival.cause) ? known : [...(known ?? []), arrival].slice(-KEPT),
  )
}

/** Somebody who was brought in passed with a phrase: his latest arrival belongs to that phrase's source. */
export async function cameBy(ctx: Ctx, member: MemberKey, source: string): Promise<void> {
  if (source === '') return
  await arrivalsOf(doorStore(ctx)).update(`${ctx.community}|${member}`, known => {
    const last = known?.at(-1)
    return known && last ? [...known.slice(0, -1), { ...last, source }] : undefined
  })
}

/**
 * Whoever joined is one the door let in: invited to this community by the bot, or with a card of it that is not used yet.
 * He has passed already; `introducer` is who gave him his phrase, for 「由X引荐」.
 */
export async function letIn(
  ctx: Ctx,
  member: MemberKey,
): Promise<{ source: string; introducer?: MemberKey } | undefined> {
  const known = await candidatesOf(doorStore(ctx)).get(member)
  if (!known || known.community !== ctx.community || known.room === undefined) return undefined
  if (known.standing !== 'invited' && known.standing !== 'in') return undefined
  return { source: known.source, ...(known.introducer === undefined ? {} : { introducer: known.introducer }) }
}

/**
 * Somebody who was brought into a room has passed its gate there: if he also stood before the door (in the queue, on the
 * waiting list, or was just told to send a phrase), that is over.
 */
export async function passedInRoom(ctx: Ctx, member: MemberKey): Promise<void> {
  await candidatesOf(doorStore(ctx)).update(member, known =>
    known?.community === ctx.community && known.standing !== 'in'
      ? { ...known, standing: 'in', since: ctx.now(), room: ctx.room.key }
      : known,
  )
}

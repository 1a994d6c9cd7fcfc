import { daysBetween, type MemberKey, type Store } from '../../src/kernel/plugin.js'

// Which message did what, for as long as the same message may be handled again, and to tell who was first within one second:
// two days, then the ids are dropped. The ledger itself knows no messages.

/** Ids of one day are dropped at the first write two days later, so none is older than 48 hours. */
const DAYS = 2
/** Rubbish collection alone, for a room where nobody comes any more. */
const EXPIRES_IN_S = 4 * 86_400

/** `received` hash day → when it began; `received:DAY` hash kind, member and subject → message; two days. */
const daysOf = (store: Store) => store.key('received')
const idsOf = (store: Store, day: string) => store.key(`received:${day}`)

type Kind = 'came' | 'makeup' | 'told'

/**
 * Notes that this message did something, unless another did before.
 * @param day the day on which it counts as written, `YYYY-MM-DD`
 * @returns the message that did it: this one, or the one before
 */
export async function firstToDo(
  store: Store,
  {
    day,
    kind,
    member,
    about = '',
    message,
  }: { day: string; kind: Kind; member: MemberKey; about?: string; message: string },
): Promise<string> {
  const field = fieldOf(kind, member, about)
  const key = idsOf(store, day)
  const writes = store.redis.pipeline()
  writes.hsetnx(key, field, message).hget(key, field).expire(key, EXPIRES_IN_S).hsetnx(daysOf(store), day, 1)
  const [, first, , isNew] = (await writes.exec()) ?? []
  if (first?.[0]) throw first[0]
  if (isNew?.[1] === 1) await dropBefore(store, day)
  return (first?.[1] as string | null) ?? message
}

/** Which message each of these people came by, in one window of a day. */
export async function messagesOf(
  store: Store,
  { date, window }: { date: string; window: string },
  members: readonly MemberKey[],
): Promise<Map<MemberKey, string>> {
  if (members.length === 0) return new Map()
  const fields = members.map(member => fieldOf('came', member, window))
  const found = await store.redis.hmget(idsOf(store, date), ...fields)
  return new Map(members.map((member, index) => [member, found[index] ?? '']))
}

/** Forgets what somebody wrote. */
export async function forgetMessages(store: Store, member: MemberKey): Promise<void> {
  for (const day of await store.redis.hkeys(daysOf(store))) {
    const fields = await store.redis.hkeys(idsOf(store, day))
    const his = fields.filter(field => field.split('|')[1] === member)
    if (his.length > 0) await store.redis.hdel(idsOf(store, day), ...his)
    if (his.length === fields.length) await store.redis.hdel(daysOf(store), day)
  }
}

async function dropBefore(store: Store, today: string): Promise<void> {
  const old = (await store.redis.hkeys(daysOf(store))).filter(day => daysBetween(day, today) >= DAYS)
  if (old.length === 0) return
  await store.redis.unlink(...old.map(day => idsOf(store, day)))
  await store.redis.hdel(daysOf(store), ...old)
}

function fieldOf(kind: Kind, member: MemberKey, about: string): string {
  return `${kind}|${member}|${about}`
}

import type { ChainableCommander, Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { jsonHash } from '../../redis/collections.js'
import type { Spoken } from './activity.js'
import { dayKeys, doEach, moveCount, readEach } from './day-keys.js'
import type { OfPeople } from './people.js'

/** Who talked with whom on one day of a room: numbers only, never text. */
export interface TalkOfDay {
  /** Member → conversations he began: he wrote when nobody, the bot included, had written for half an hour. */
  started: ReadonlyMap<MemberKey, number>
  /** Of those, the ones in which somebody else wrote within half an hour. */
  answered: ReadonlyMap<MemberKey, number>
  /** Two people, the lesser key first, and how often one of them wrote within five minutes after the other. */
  links: readonly { between: readonly [MemberKey, MemberKey]; count: number }[]
}

/** What a room's talk is made of, until the day's figures are made of it. */
export interface Talk extends OfPeople {
  /** Counts a message within the transaction that marks it as handled, as the activity book does. */
  record(step: ChainableCommander, spoken: Spoken): void
  /** The bot wrote in a room: who answers that begins no conversation of his own. */
  heardBot(room: RoomKey, at: Millis): void
  of(room: RoomKey, date: string): Promise<TalkOfDay>
}

/** After so long a silence whoever writes begins a conversation; and so long he may wait for an answer. */
const SILENCE: Millis = 30 * 60_000
/** Who writes within this time after somebody else most likely answers him. */
const LINKED: Millis = 5 * 60_000
/** A day's figures are made on the next, or three days later where the bot was away; Redis forgets after twice that. */
const KEPT_SECONDS = 7 * 86_400

interface Last {
  member: MemberKey
  at: Millis
  /** Who began the conversation, while nobody has answered. */
  opener?: MemberKey
}

/**
 * `PREFIX:book:talk:day:ROOM:DATE` hash `s|member`, `a|member`, `l|member|member` → count, 7 days · `PREFIX:book:talk:last`
 * hash room → who wrote last, as long as the room is known.
 */
export async function openTalk(redis: Redis, prefix: string): Promise<Talk> {
  const root = `${prefix}:book:talk`
  const dayKey = (room: RoomKey, date: string) => `${root}:day:${room}:${date}`
  const last = await jsonHash<Last>(redis, `${root}:last`).all()
  const dated = new Map<RoomKey, string>()

  const keys = dayKeys(redis, `${root}:day:`)

  /** Fields that name somebody, in all days that are kept. */
  async function fieldsOf(member: MemberKey): Promise<{ key: string; field: string; count: number }[]> {
    const all = [...(await keys.all())].sort()
    const days = await readEach<Record<string, string>>(redis, all, (step, key) => step.hgetall(key))
    return all.flatMap((key, index) =>
      Object.entries(days[index] ?? {}).flatMap(([field, count]) =>
        field.split('|').includes(member, 1) ? [{ key, field, count: Number(count) }] : [],
      ),
    )
  }

  return {
    record(step, { room, member, date, at }) {
      const known = last.get(room)
      const gap = known === undefined ? SILENCE : at - known.at
      // A message that is handled late changes nothing of what came after it.
      if (gap < 0) return
      const next: Last = { member, at }
      const key = dayKey(room, date)
      const count = (field: string) => step.hincrby(key, field, 1)
      if (gap >= SILENCE) {
        count(`s|${member}`)
        next.opener = member
      } else if (known) {
        const other = known.member !== member
        if (other && known.member !== BOT && gap <= LINKED)
          count(`l|${known.member < member ? `${known.member}|${member}` : `${member}|${known.member}`}`)
        if (known.opener !== undefined && known.opener !== member) count(`a|${known.opener}`)
        else if (known.opener !== undefined) next.opener = known.opener
      }
      last.set(room, next)
      step.hset(`${root}:last`, room, JSON.stringify(next))
      if (dated.get(room) === date) return
      dated.set(room, date)
      keys.begun(key)
      step.expire(key, KEPT_SECONDS)
    },
    heardBot(room, at) {
      const known = last.get(room)
      last.set(room, { ...(known?.opener === undefined ? {} : { opener: known.opener }), member: BOT, at })
    },
    async of(room, date) {
      const started = new Map<MemberKey, number>()
      const answered = new Map<MemberKey, number>()
      const links: { between: readonly [MemberKey, MemberKey]; count: number }[] = []
      for (const [field, count] of Object.entries(await redis.hgetall(dayKey(room, date)))) {
        const [kind, one = '', other = ''] = field.split('|')
        if (kind === 's') started.set(one, Number(count))
        if (kind === 'a') answered.set(one, Number(count))
        if (kind === 'l') links.push({ between: [one, other], count: Number(count) })
      }
      return { started, answered, links }
    },
    async merge(from, into) {
      await doEach(await fieldsOf(from), ({ key, field }) => {
        const [kind = '', ...people] = field.split('|')
        const now = people.map(each => (each === from ? into : each))
        // Who turned out to be one person did not talk with himself.
        const next = new Set(now).size === now.length ? [kind, ...now.sort()].join('|') : ''
        return moveCount(redis)({ key }, { from: field, into: next })
      })
      for (const [room, known] of last) {
        if (known.member !== from && known.opener !== from) continue
        const { opener, ...rest } = known
        const renamed = (member: MemberKey) => (member === from ? into : member)
        const next = {
          ...rest,
          member: renamed(known.member),
          ...(opener === undefined ? {} : { opener: renamed(opener) }),
        }
        last.set(room, next)
        await redis.hset(`${root}:last`, room, JSON.stringify(next))
      }
    },
    async export(member) {
      const found: Record<string, number> = {}
      for (const { key, field, count } of await fieldsOf(member)) {
        const [kind] = field.split('|')
        const name = `${key.slice(`${root}:day:`.length)}|${kind}`
        found[name] = (found[name] ?? 0) + count
      }
      return Object.keys(found).length === 0 ? undefined : found
    },
    async erase(member) {
      await doEach(await fieldsOf(member), ({ key, field }) => redis.hdel(key, field))
      for (const [room, { member: who, opener }] of last) {
        if (who !== member && opener !== member) continue
        last.delete(room)
        await redis.hdel(`${root}:last`, room)
      }
    },
  }
}

import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey, RoomKey } from '../../domain/keys.js'
import type { Role } from '../../domain/roles.js'
import type { OfPeople } from './people.js'

/** done: it was carried out. declined: the command itself said no. refused: he may not give it. failed: it broke. */
export type Outcome = 'done' | 'declined' | 'refused' | 'failed'

/** Something that somebody did, or tried to do, by a command that runs the group. */
export interface AuditEntry {
  /** The message or answer that it follows from. */
  id: string
  at: Millis
  /** `operator` for the terminal; empty when he had his records erased. */
  by: MemberKey
  role: Role
  community: CommunityKey
  /** Empty for what was not given in a room. */
  room: RoomKey
  /** The command's own name, without what stood behind it. */
  command: string
  /** Member keys, case numbers, keys of settings: never words that somebody typed. */
  targets: readonly string[]
  outcome: Outcome
}

/** What was done is kept for so many commands and so long; what was not done apart and less, so that nobody floods the log. */
const KEPT = { acts: 1000, refusals: 200 }
const LIFE: Millis = 180 * 86_400_000
/** What is handled again is handled soon: so many of the newest are asked whether they are the same. */
const RECENT = 50

// WeChat's times are whole seconds; within one the message ids, which grow, tell what was first.
const inOrder = new Intl.Collator('en', { numeric: true })

export interface Audit extends OfPeople {
  /** Puts something on record; once, however often it is handled. */
  record(entry: AuditEntry): Promise<void>
  /** The newest first; of one community, or of all. */
  latest(count: number, community?: CommunityKey): Promise<AuditEntry[]>
}

/**
 * `PREFIX:book:audit:acts` and `:refusals`, zset AuditEntry → when, the newest 1,000 and 200 of the last 180 days. Read
 * from Redis: few ask.
 */
export function auditBook(redis: Redis, prefix: string): Audit {
  const keys = { acts: `${prefix}:book:audit:acts`, refusals: `${prefix}:book:audit:refusals` } as const
  type Part = keyof typeof keys
  const parts = Object.keys(keys) as Part[]

  async function all(part: Part): Promise<{ raw: string; entry: AuditEntry }[]> {
    const rows = await redis.zrevrange(keys[part], 0, -1)
    return rows.map(raw => ({ raw, entry: JSON.parse(raw) as AuditEntry }))
  }

  /** Puts other entries in the place of those that `change` touches. */
  async function rewrite(change: (entry: AuditEntry) => AuditEntry | undefined): Promise<void> {
    for (const part of parts) {
      const step = redis.multi()
      for (const { raw, entry } of await all(part)) {
        const next = change(entry)
        if (next) step.zrem(keys[part], raw).zadd(keys[part], next.at, JSON.stringify(next))
      }
      await step.exec()
    }
  }

  const concerns = (entry: AuditEntry, member: MemberKey) => entry.by === member || entry.targets.includes(member)

  return {
    async record(entry) {
      const part: Part = entry.outcome === 'done' || entry.outcome === 'failed' ? 'acts' : 'refusals'
      const before = await redis.zrevrange(keys[part], 0, RECENT)
      if (before.some(raw => (JSON.parse(raw) as AuditEntry).id === entry.id)) return
      await redis
        .multi()
        .zadd(keys[part], entry.at, JSON.stringify(entry))
        .zremrangebyrank(keys[part], 0, -KEPT[part] - 1)
        .zremrangebyscore(keys[part], '-inf', entry.at - LIFE)
        .exec()
    },
    async latest(count, community) {
      const found = (await Promise.all(parts.map(all))).flat().map(({ entry }) => entry)
      return found
        .filter(entry => community === undefined || entry.community === community)
        .sort((a, b) => b.at - a.at || inOrder.compare(b.id, a.id))
        .slice(0, count)
    },
    merge: (from, into) =>
      rewrite(entry =>
        concerns(entry, from)
          ? {
              ...entry,
              by: entry.by === from ? into : entry.by,
              targets: entry.targets.map(target => (target === from ? into : target)),
            }
          : undefined,
      ),
    async export(member) {
      const found = (await Promise.all(parts.map(all))).flat().map(({ entry }) => entry)
      const own = found.filter(entry => concerns(entry, member))
      // Who ordered what was done to him is another's record.
      const shown = own.map(({ by, role, ...entry }) => (by === member ? { ...entry, by, role } : entry))
      return shown.length === 0 ? undefined : shown
    },
    erase: member =>
      rewrite(entry =>
        concerns(entry, member)
          ? {
              ...entry,
              by: entry.by === member ? '' : entry.by,
              targets: entry.targets.filter(target => target !== member),
            }
          : undefined,
      ),
  }
}

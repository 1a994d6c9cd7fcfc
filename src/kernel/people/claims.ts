import { createHash, randomInt } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { jsonHash } from '../../redis/collections.js'

/** A code is good for 7 days, once; five wrong tries a day and person. */
const LIFE = 7 * 86_400_000
const TRIES = 5

interface Claim {
  community: CommunityKey
  until: Millis
}

/**
 * Makes a one-time code by which somebody becomes owner of a community: printed in the operator's terminal, sent to the
 * bot in private (认主). Only its hash is kept. `PREFIX:claims` hash sha256 → Claim · `PREFIX:claim-tries` hash
 * `member|date` → count of wrong tries.
 */
export async function newClaim(redis: Redis, prefix: string, community: CommunityKey, now: Millis): Promise<string> {
  const code = String(randomInt(10_000_000, 100_000_000))
  await jsonHash<Claim>(redis, `${prefix}:claims`).set(hashOf(code), { community, until: now + LIFE })
  return code
}

export type Claimed = { ok: true; community: CommunityKey } | { ok: false; why: 'wrong' | 'locked' }

/** Redeems a code. `date` is the day of the tries, in the zone of the house. */
export async function redeem(
  redis: Redis,
  prefix: string,
  code: string,
  by: { member: MemberKey; date: string; now: Millis },
): Promise<Claimed> {
  const tries = jsonHash<number>(redis, `${prefix}:claim-tries`)
  const row = `${by.member}|${by.date}`
  if (((await tries.get(row)) ?? 0) >= TRIES) return { ok: false, why: 'locked' }
  const claims = jsonHash<Claim>(redis, `${prefix}:claims`)
  const claim = await claims.get(hashOf(code))
  // Deleting decides: of two who send the same code at once, one wins.
  if (claim && claim.until > by.now && (await claims.delete(hashOf(code))))
    return { ok: true, community: claim.community }
  await tries.update(row, count => (count ?? 0) + 1)
  return { ok: false, why: 'wrong' }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}

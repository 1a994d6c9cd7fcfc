import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { atLeast, type Grant, type Role } from '../../domain/roles.js'
import { jsonHash } from '../../redis/collections.js'

interface Granted {
  role: Grant
  by: MemberKey | 'operator'
  at: Millis
}

/**
 * Who was granted what. Roles hang on member keys, are granted per community and hold in all its rooms; what was not
 * granted follows from being there (member) or not (outsider). `PREFIX:grants` hash `community|member` → Granted.
 */
export class Roles {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #grants = new Map<string, Granted>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
  }

  get #hash() {
    return jsonHash<Granted>(this.#redis, `${this.#prefix}:grants`)
  }

  async load(): Promise<void> {
    for (const [row, granted] of await this.#hash.all()) this.#grants.set(row, granted)
  }

  granted(community: CommunityKey, member: MemberKey): Grant | undefined {
    return this.#grants.get(row(community, member))?.role
  }

  /** The role of a person in a community; `present` tells whether he is in one of its rooms. */
  roleOf(community: CommunityKey, member: MemberKey, present: boolean): Role {
    return this.granted(community, member) ?? (present ? 'member' : 'outsider')
  }

  /** Everybody granted at least `role` in the community, owner first. */
  holders(community: CommunityKey, role: Role): MemberKey[] {
    const found = [...this.#grants].flatMap(([key, granted]) =>
      key.startsWith(`${community}|`) && atLeast(granted.role, role)
        ? [{ member: key.slice(community.length + 1), granted }]
        : [],
    )
    return found
      .sort(
        (a, b) =>
          Number(b.granted.role === 'owner') - Number(a.granted.role === 'owner') || a.granted.at - b.granted.at,
      )
      .map(({ member }) => member)
  }

  owner(community: CommunityKey): MemberKey | undefined {
    return this.holders(community, 'owner')[0]
  }

  /** Grants a role, or takes every grant back with undefined. */
  async grant(
    community: CommunityKey,
    member: MemberKey,
    role: Grant | undefined,
    by: Granted['by'],
    at: Millis,
  ): Promise<void> {
    const key = row(community, member)
    if (role === undefined) {
      this.#grants.delete(key)
      await this.#hash.delete(key)
      return
    }
    const granted: Granted = { role, by, at }
    this.#grants.set(key, granted)
    await this.#hash.set(key, granted)
  }

  /** Two keys turned out to be one person: what `from` was granted is `into`'s, unless he holds something himself. */
  async merge(from: MemberKey, into: MemberKey): Promise<void> {
    for (const [key, granted] of [...this.#grants]) {
      const community = key.slice(0, key.lastIndexOf('|'))
      if (key !== row(community, from)) continue
      if (!this.#grants.has(row(community, into)))
        await this.grant(community, into, granted.role, granted.by, granted.at)
      await this.grant(community, from, undefined, granted.by, granted.at)
    }
  }
}

function row(community: CommunityKey, member: MemberKey): string {
  return `${community}|${member}`
}

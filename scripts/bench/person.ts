import type { MemberView } from '../../src/kernel/plugin.js'

/** Somebody who has been a member for ever, as a plugin sees him. */
export function personOf(key: string, name = key): MemberView {
  return {
    key,
    name,
    card: name,
    role: 'member',
    friend: false,
    joinedAt: 0,
    before: true,
    memberSince: 0,
    present: true,
    unsure: false,
  }
}

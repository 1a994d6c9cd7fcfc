import { drawSecret, type MemberKey, type Millis, type Store, sha256 } from '../../../src/kernel/plugin.js'
import { normal, readings } from './phrase.js'

/** A code that lets one person in: a ticket, or the personal phrase that a member was given for somebody. */
export interface Code {
  kind: 'ticket' | 'personal'
  community: string
  since: Millis
  until: Millis
  /** Who made it, or was given it to hand on. */
  by?: MemberKey
  state: 'free' | 'used' | 'revoked'
  /** Who used it. */
  member?: MemberKey
}

/** `codes` hash sha256 of the code → Code. The code itself is kept nowhere. */
export const codesOf = (store: Store) => store.hash<Code>('codes')

/** What a text is as a code: good, and now his; another's; too old or revoked; or none at all. */
export type Redeemed =
  | { kind: 'right'; code: Code }
  | { kind: 'taken' | 'expired'; community: string }
  | { kind: 'none' }

/**
 * Uses a code for somebody, if it is one for a community of `communities`. Using it decides: of two who send the same one
 * at once, one gets it; who has it may send it again.
 */
export async function redeem(
  store: Store,
  text: string,
  { member, now, communities }: { member: MemberKey; now: Millis; communities: readonly string[] },
): Promise<Redeemed> {
  for (const hash of new Set(readings(text).map(hashOf))) {
    const known = await codesOf(store).get(hash)
    if (!known || !communities.includes(known.community)) continue
    const code = await codesOf(store).update(hash, code =>
      code?.state === 'free' && code.until > now ? { ...code, state: 'used', member } : code,
    )
    if (code?.state === 'used' && code.member === member) return { kind: 'right', code }
    return { kind: code?.state === 'used' ? 'taken' : 'expired', community: known.community }
  }
  return { kind: 'none' }
}

/** Makes codes and returns them: the one time that they are in clear. */
export async function makeCodes(store: Store, count: number, about: Omit<Code, 'state'>): Promise<string[]> {
  const codes = Array.from({ length: count }, newCode)
  await addCodes(
    store,
    codes.map(code => [code, { ...about, state: 'free' }]),
  )
  return codes
}

/** Keeps codes that are not known yet, in one step; those that are keep their state. */
export async function addCodes(store: Store, codes: readonly (readonly [code: string, about: Code])[]): Promise<void> {
  const step = store.redis.pipeline()
  const { key } = codesOf(store)
  for (const [code, about] of codes) step.hsetnx(key, hashOf(code), JSON.stringify(about))
  const results = (await step.exec()) ?? []
  const failure = results.find(([error]) => error)?.[0]
  if (failure) throw failure
}

/** Takes a code back that nobody has used; false when there is none such. */
export async function revoke(store: Store, text: string, community: string): Promise<boolean> {
  for (const hash of readings(text).map(hashOf)) {
    const code = await codesOf(store).update(hash, code =>
      code?.state === 'free' && code.community === community ? { ...code, state: 'revoked' } : code,
    )
    if (code?.state === 'revoked' && code.community === community) return true
  }
  return false
}

/** Letters and digits that nobody mistakes for one another: no 0/O, 1/I/L, 2/Z, 5/S. */
const LETTERS = '346789ABCDEFGHJKMNPQRTUVWXY'

/** Ten of 27 letters, 47 bits: with five tries a day not to be guessed. Secret, so not of the seeded chance. */
function newCode(): string {
  return `${drawSecret(LETTERS, 5)}-${drawSecret(LETTERS, 5)}`
}

/** Spelled in any way, with or without dashes and blanks. */
export function hashOf(code: string): string {
  return sha256(normal(code))
}

import { describe, expect, it } from 'vitest'
import { AD, isInHand, isNewcomer, isRegular, measureFor, strikesOf } from '../../../../plugins/rules/ads/ladder.js'
import type { Case } from '../../../../src/kernel/cases/cases.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = 100 * DAY

const who = (days: number, role: 'member' | 'trusted' | 'kol' | 'admin' | 'owner' = 'member', before = false) =>
  ({ role, before, joinedAt: NOW - days * DAY, memberSince: before ? 0 : NOW - days * DAY }) as const
const rules = { now: NOW, newcomer: 3 * DAY, limit: 3 }

describe('what is done about an ad', () => {
  const climb = (member: ReturnType<typeof who>, verdict: 'ad' | 'suspect') =>
    [0, 1, 2, 3].map(strikes => measureFor({ ...rules, member, verdict, strikes }))

  it.each([
    ['a newcomer', who(1), ['remove', 'remove', 'remove', 'remove']],
    ['a member', who(10), ['remind', 'warn', 'remove', 'remove']],
    ['a regular', who(30), ['remind', 'warn', 'owner', 'owner']],
    ['who was there before the bot', who(1, 'member', true), ['remind', 'warn', 'owner', 'owner']],
    ['who is trusted, however new', who(1, 'trusted'), ['remind', 'warn', 'owner', 'owner']],
    ['an opinion leader', who(1, 'kol'), ['owner', 'owner', 'owner', 'owner']],
    ['an admin', who(1, 'admin'), [undefined, undefined, undefined, undefined]],
    ['the owner', who(1, 'owner'), [undefined, undefined, undefined, undefined]],
  ] as const)('by %s', (_, member, measures) => {
    expect(climb(member, 'ad')).toEqual(measures)
  })

  it.each([
    ['a newcomer', who(1), ['admins', 'admins', 'admins', 'admins']],
    ['a member', who(10), ['remind', 'warn', 'admins', 'admins']],
    ['a regular', who(90), ['remind', 'warn', 'owner', 'owner']],
    ['an opinion leader', who(90, 'kol'), [undefined, undefined, undefined, undefined]],
  ] as const)('that is only suspect, by %s: never a removal', (_, member, measures) => {
    expect(climb(member, 'suspect')).toEqual(measures)
  })

  it('comes after as many strikes as the rules say', () => {
    const at = (limit: number, strikes: number) =>
      measureFor({ ...rules, limit, member: who(10), verdict: 'ad', strikes })
    expect([0, 1].map(strikes => at(1, strikes))).toEqual(['remove', 'remove'])
    expect([0, 1, 2].map(strikes => at(2, strikes))).toEqual(['remind', 'remove', 'remove'])
    expect([0, 1, 2, 3, 4].map(strikes => at(5, strikes))).toEqual(['remind', 'warn', 'warn', 'warn', 'remove'])
  })

  it('is nothing for what is clean', () => {
    expect(measureFor({ ...rules, member: who(0), verdict: 'clean', strikes: 9 })).toBeUndefined()
  })
})

describe('standing', () => {
  it('is a newcomer’s until the time is over, to the millisecond, and never of who was there before', () => {
    const at = (joinedAt: number, before = false) =>
      isNewcomer({
        member: { role: 'member', before, joinedAt, memberSince: before ? 0 : joinedAt },
        now: NOW,
        newcomer: 72 * HOUR,
      })
    expect(at(NOW - 72 * HOUR + 1)).toBe(true)
    expect(at(NOW - 72 * HOUR)).toBe(false)
    expect(at(NOW, true)).toBe(false)
    const known = { role: 'member', before: false, joinedAt: NOW, memberSince: NOW - 90 * DAY } as const
    expect(isNewcomer({ member: known, now: NOW, newcomer: 72 * HOUR })).toBe(false)
  })

  it('is a regular’s from thirty days on', () => {
    expect(isRegular({ member: who(30), now: NOW })).toBe(true)
    expect(isRegular({ member: who(30 - 1 / DAY), now: NOW })).toBe(false)
  })
})

describe('a strike', () => {
  const strike = (openedAt: number, more: Partial<Case> = {}) =>
    ({ kind: AD, status: 'done', openedAt, ...more }) as Pick<Case, 'kind' | 'status' | 'openedAt'>
  const count = (cases: Parameters<typeof strikesOf>[0], mode: 'enforce' | 'observe' = 'enforce') =>
    strikesOf(cases, { now: NOW, window: DAY, mode })

  it('lives for the window and not a moment longer', () => {
    expect(count([strike(NOW - DAY)])).toBe(0)
    expect(count([strike(NOW - DAY + 1), strike(NOW - HOUR)])).toBe(2)
  })

  it('is none when it was taken back, let go, or of another kind', () => {
    expect(count([strike(NOW, { status: 'undone' }), strike(NOW, { status: 'dismissed' })])).toBe(0)
    expect(count([strike(NOW, { kind: 'flood' }), strike(NOW, { kind: 'promo' })])).toBe(0)
  })

  it('is none that nobody was told of, but where the bot only looks on', () => {
    const seen = [strike(NOW, { status: 'observed' })]
    expect(count(seen)).toBe(0)
    expect(count(seen, 'observe')).toBe(1)
  })
})

describe('an incident', () => {
  const incident = (more: Partial<Case>) => isInHand({ kind: AD, openedAt: NOW - HOUR / 2, ...more } as Case, NOW)

  it('lasts while he is being removed or somebody is asked', () => {
    expect(incident({ status: 'acting', measure: 'remove', kind: 'flood' })).toBe(true)
    expect(incident({ status: 'open', measure: 'admins' })).toBe(true)
    expect(incident({ status: 'open', measure: 'admins', kind: 'flood' })).toBe(false)
  })

  it('is tried again an hour after WeChat refused', () => {
    expect(incident({ status: 'open', measure: 'remove', code: '-1' })).toBe(true)
    expect(incident({ status: 'open', measure: 'remove', code: '-1', openedAt: NOW - HOUR })).toBe(false)
  })

  it('lasts a minute after a word to him', () => {
    expect(incident({ status: 'done', measure: 'remind', openedAt: NOW - 59_999 })).toBe(true)
    expect(incident({ status: 'done', measure: 'remind', openedAt: NOW - 60_000 })).toBe(false)
    expect(incident({ status: 'done', measure: 'remove', openedAt: NOW })).toBe(false)
  })

  it('is over when it was decided', () => {
    for (const status of ['undone', 'dismissed', 'failed'] as const) expect(incident({ status })).toBe(false)
  })
})

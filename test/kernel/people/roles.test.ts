import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { atLeast, roleOrder } from '../../../src/domain/roles.js'
import { newClaim, redeem } from '../../../src/kernel/people/claims.js'
import { Roles } from '../../../src/kernel/people/roles.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const DAY = 86_400_000
let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

async function loaded(): Promise<Roles> {
  const roles = new Roles(store.redis, 'qg:test')
  await roles.load()
  return roles
}

describe('roles', () => {
  it('have an order, and nobody is more than himself', () => {
    for (const [i, one] of roleOrder.entries()) {
      for (const [j, other] of roleOrder.entries()) expect(atLeast(one, other)).toBe(i >= j)
    }
  })

  it('hold in one community and in no other, over a restart', async () => {
    const roles = await loaded()
    await roles.grant('main', 'lin', 'owner', 'operator', 1)
    await roles.grant('main', 'zhou', 'admin', 'lin', 2)
    await roles.grant('other', 'zhou', 'kol', 'lin', 3)
    for (const known of [roles, await loaded()]) {
      expect(known.owner('main')).toBe('lin')
      expect(known.owner('other')).toBeUndefined()
      expect(known.roleOf('main', 'zhou', true)).toBe('admin')
      expect(known.roleOf('other', 'zhou', false)).toBe('kol')
      expect(known.roleOf('main', 'wang', true)).toBe('member')
      expect(known.roleOf('main', 'wang', false)).toBe('outsider')
      expect(known.holders('main', 'admin')).toEqual(['lin', 'zhou'])
      expect(known.holders('main', 'kol')).toEqual(['lin', 'zhou'])
      expect(known.holders('other', 'admin')).toEqual([])
    }
  })

  it('of communities whose names begin alike do not mix', async () => {
    const roles = await loaded()
    await roles.grant('a', 'x', 'owner', 'operator', 1)
    await roles.grant('a|b', 'y', 'owner', 'operator', 1)
    await roles.grant('ab', 'z', 'owner', 'operator', 1)
    expect(roles.holders('ab', 'owner')).toEqual(['z'])
    expect(roles.owner('a|b')).toBe('y')
  })

  it('are replaced by another, and taken back', async () => {
    const roles = await loaded()
    await roles.grant('main', 'zhou', 'kol', 'lin', 1)
    await roles.grant('main', 'zhou', 'admin', 'lin', 2)
    expect(roles.granted('main', 'zhou')).toBe('admin')
    await roles.grant('main', 'zhou', undefined, 'lin', 3)
    expect(roles.roleOf('main', 'zhou', true)).toBe('member')
    expect((await loaded()).granted('main', 'zhou')).toBeUndefined()
  })
})

describe('a claim', () => {
  const by = (member = 'lin', now = 1, date = '2030-01-07') => ({ member, now, date })
  const redeemed = (code: string, ...who: Parameters<typeof by>) => redeem(store.redis, 'qg:test', code, by(...who))

  it('makes an owner once, within seven days', async () => {
    const code = await newClaim(store.redis, 'qg:test', 'main', 0)
    expect(code).toMatch(/^\d{8}$/)
    expect(await redeemed(code)).toEqual({ ok: true, community: 'main' })
    expect(await redeemed(code, 'other')).toEqual({ ok: false, why: 'wrong' })
    const late = await newClaim(store.redis, 'qg:test', 'main', 0)
    expect(await redeemed(late, 'lin', 7 * DAY)).toEqual({ ok: false, why: 'wrong' })
    const justInTime = await newClaim(store.redis, 'qg:test', 'main', 0)
    expect((await redeemed(justInTime, 'lin', 7 * DAY - 1)).ok).toBe(true)
  })

  it('of two who send it at once makes one', async () => {
    const code = await newClaim(store.redis, 'qg:test', 'main', 0)
    const both = await Promise.all([redeemed(code, 'a'), redeemed(code, 'b')])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('cannot be guessed: after five wrong tries a day nothing is right any more, until tomorrow', async () => {
    const code = await newClaim(store.redis, 'qg:test', 'main', 0)
    for (let i = 0; i < 5; i += 1) expect(await redeemed('00000000')).toEqual({ ok: false, why: 'wrong' })
    expect(await redeemed(code)).toEqual({ ok: false, why: 'locked' })
    expect((await redeemed('00000000', 'other')).ok).toBe(false)
    expect(await redeemed(code, 'lin', DAY, '2030-01-08')).toEqual({ ok: true, community: 'main' })
  })

  it('is not kept as it is', async () => {
    const code = await newClaim(store.redis, 'qg:test', 'main', 0)
    const everything = JSON.stringify(
      await Promise.all((await store.redis.keys('*')).map(key => store.redis.hgetall(key))),
    )
    expect(everything).not.toContain(code)
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { barredPart } from '../../../plugins/rules/barred.js'
import { openBlocks } from '../../../src/kernel/books/blocks.js'
import type { Books } from '../../../src/kernel/books/books.js'
import type { Accusation, Case, Ctx } from '../../../src/kernel/plugin.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const NOW = Date.parse('2030-01-07T10:00:00+08:00')
const MINUTE = 60_000

let server: TestRedis
beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

/** Xiaolu is barred since now, and an admin had brought her in `joined` milliseconds from then. */
async function heardOfJoin(joined: number, cases: Partial<Case>[] = []) {
  const done: string[] = []
  const blocks = await openBlocks(server.redis, 'qg:test', NOW)
  await blocks.block('main', 'xiaolu', { since: NOW, until: NOW + 180 * 86_400_000, case: 'K1' })
  const ctx: Partial<Ctx> = {
    community: 'main',
    zone: 'Asia/Shanghai',
    books: { blocks } as Partial<Books> as Books,
    now: () => NOW + 10 * MINUTE,
    member: key => ({ key, name: key, role: key === 'lin' ? 'admin' : 'member' }) as ReturnType<Ctx['member']>,
    casesOf: () => cases as Case[],
    text: key => key,
    accuse: async ({ measure }: Accusation) => {
      done.push(measure)
      return {} as Case
    },
    tell: async (_, text) => void done.push(text),
  }
  const joins = (by: string) =>
    barredPart.on.joined?.(ctx as never, {
      kind: 'joined',
      id: 'j1',
      room: 'g1',
      members: ['xiaolu'],
      by,
      via: 'invite',
      at: NOW + joined,
    })
  return { done, blocks, joins }
}

describe('who is barred and comes', () => {
  it('goes again, and who brought her hears why; an admin may bring her', async () => {
    const again = await heardOfJoin(MINUTE)
    await again.joins('wang')
    expect(again.done).toEqual(['remove', 'barredBy'])
    await again.joins('lin')
    expect(again.done).toEqual(['remove', 'barredBy', 'barLifted'])
    expect(again.blocks.blockedUntil('main', 'xiaolu', NOW)).toBeUndefined()
  })

  it('has not come back when it is only told late that she had come', async () => {
    const late = await heardOfJoin(-MINUTE)
    await late.joins('wang')
    await late.joins('lin')
    expect(late.done).toEqual([])
    expect(late.blocks.blockedUntil('main', 'xiaolu', NOW)).toBeDefined()
  })

  it('has not come back while she is still being removed', async () => {
    const leaving = await heardOfJoin(MINUTE, [{ room: 'g1', status: 'acting' }])
    await leaving.joins('wang')
    expect(leaving.done).toEqual([])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { membersConfig } from '../../../plugins/members/config.js'
import members from '../../../plugins/members/index.js'
import { partsOf, tag } from '../../../plugins/members/roles/records.js'
import { noPath, noteBrought, noteHand, noteSpoke, pathsIn } from '../../../plugins/members/stages/records.js'
import type { MessageEvent } from '../../../src/domain/events.js'
import type { Ctx } from '../../../src/kernel/given.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { connect } from '../../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store
let accounts = 0

const path = async (member: string) => (await pathsIn(store).all()).get(`main|${member}`)
const hand = (to: string, at: number, by = 'm9') => ({ from: 'join', to, at, by, cause: `c${at}` })

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => {
  store = storeAt(server.redis, `qg:test${++accounts}`, 'members', 'g1')
})
afterAll(() => server.stop())

describe('a way', () => {
  it('keeps what came first, and each cause once', async () => {
    await noteSpoke(store, 'main', 'm1', 5)
    await noteSpoke(store, 'main', 'm1', 9)
    for (let twice = 0; twice < 2; twice++) {
      await noteBrought(store, 'main', 'm1', { id: 'j1', at: 6 + twice })
      await noteHand(store, 'main', 'm1', hand('message', 7))
    }
    expect(await path('m1')).toEqual({ spoke: [5], brought: { j1: 6 }, hands: [hand('message', 7)] })
    // After a person's hand the next word is news.
    await noteSpoke(store, 'main', 'm1', 9)
    await noteSpoke(store, 'main', 'm1', 11)
    expect((await path('m1'))?.spoke).toEqual([5, 9])
  })

  it('is there in the next life of the process', async () => {
    await noteSpoke(store, 'main', 'm1', 5)
    const again = connect({ socket: server.socket }, { name: 'again' })
    const next = storeAt(again, `qg:test${accounts}`, 'members', 'g2')
    expect((await pathsIn(next).all()).get('main|m1')).toEqual({ ...noPath, spoke: [5] })
    again.disconnect()
  })
})

describe('two who turn out to be one', () => {
  it('have the way and the part of both, told twice or once', async () => {
    await noteSpoke(store, 'main', 'm1', 5)
    await noteSpoke(store, 'main', 'm2', 3)
    await noteBrought(store, 'main', 'm2', { id: 'j2', at: 6 })
    await noteHand(store, 'main', 'm1', hand('message', 7, 'm2'))
    await tag(store, 'main', 'm1', { role: '思考者', at: 5, by: 'm9' })
    await tag(store, 'main', 'm2', { role: '围观者', at: 8, by: 'm9' })
    await tag(store, 'main', 'm3', { role: '组织者', at: 8, by: 'm2' })
    for (let twice = 0; twice < 2; twice++) await members.people?.merge(store, 'm2', 'm1')
    expect(await path('m1')).toEqual({ spoke: [3, 5], brought: { j2: 6 }, hands: [hand('message', 7, 'm1')] })
    expect(await path('m2')).toBeUndefined()
    const parts = await partsOf(store, 'main')
    expect(parts.get('m1')?.tag?.role).toBe('围观者')
    expect(parts.get('m3')?.tag?.by).toBe('m1')
    expect(parts.has('m2')).toBe(false)
  })
})

describe('somebody who asks', () => {
  it('is told his own part and way, without anybody else’s key', async () => {
    await tag(store, 'main', 'm1', { role: '思考者', at: 5, by: 'm9' })
    await noteHand(store, 'main', 'm1', hand('message', 7))
    const found = JSON.stringify(await members.people?.export(store, 'm1'))
    expect(found).toContain('思考者')
    expect(found).toContain('message')
    expect(found).not.toContain('m9')
  })

  it('is gone when he is erased, and so is his name where he set something', async () => {
    await tag(store, 'main', 'm1', { role: '思考者', at: 5, by: 'm9' })
    await noteHand(store, 'main', 'm2', hand('message', 7, 'm1'))
    await noteSpoke(store, 'main', 'm1', 5)
    await tag(store, 'main', 'm2', { role: '求教者', at: 5, by: 'm1' })
    await members.people?.erase(store, 'm1')
    expect(await path('m1')).toBeUndefined()
    expect((await partsOf(store, 'main')).has('m1')).toBe(false)
    const all = [
      ...Object.values(await server.redis.hgetall(store.at('account').key('paths'))),
      ...Object.values(await server.redis.hgetall(store.at('account').key('roles'))),
    ].join()
    expect(all).not.toContain('m1')
    expect((await path('m2'))?.hands).toEqual([hand('message', 7, '')])
  })
})

describe('a message', () => {
  it('of somebody who spoke before costs no round trip to Redis', async () => {
    const asked: string[] = []
    const ctx = {
      config: membersConfig.parse({}),
      community: 'main',
      lasting: store,
      room: { key: 'g1', community: 'main' },
      rooms: () => [{ key: 'g1', community: 'main' }],
      roomsOf: () => ['g1'],
      books: { activity: { lastOf: async () => undefined } },
    } as unknown as Ctx<never>
    const says = (at: number) => {
      const message: MessageEvent = {
        kind: 'message',
        id: `x${at}`,
        room: 'g1',
        member: 'm1',
        parts: [],
        text: '',
        mentionsBot: false,
        sentAt: at,
      }
      return members.on.message?.guard?.(ctx, message)
    }
    await says(5)
    expect((await path('m1'))?.spoke).toEqual([5])
    const { sendCommand } = server.redis
    server.redis.sendCommand = (command, stream) => {
      asked.push(command.name)
      return sendCommand.call(server.redis, command, stream)
    }
    asked.length = 0
    for (let at = 6; at < 30; at++) await says(at)
    server.redis.sendCommand = sendCommand
    expect(asked).toEqual([])
  })
})

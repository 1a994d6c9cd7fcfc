import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Acting } from '../../src/chat/acting.js'
import { Identity, type Person } from '../../src/chat/identity.js'
import type { PuppetLink } from '../../src/chat/link.js'
import { Platform } from '../../src/chat/platform.js'
import { Roster } from '../../src/chat/roster.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import { World } from '../../src/sandbox/world.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const NOW = Date.parse('2030-01-07T10:00:00+08:00')
let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

function person(name: string, friend = false): Person {
  return { name, remark: '', alias: '', avatar: '', attr: 0, keyword: '', friend }
}

/** 林 (lin) and 鹿 (lu) in g1 with the bot; 走了 (gone) was known in another session only. */
async function open(change: (link: PuppetLink) => PuppetLink = link => link) {
  const world = new World({
    now: () => NOW,
    seed: 1,
    spec: {
      people: { lin: { name: '林', friend: true }, lu: { name: '鹿' } },
      rooms: { g1: { topic: '夜跑1群', members: [{ who: 'lin' }, { who: 'lu' }] } },
      roles: {},
    },
  })
  const puppet = new SandboxPuppet(world)
  await puppet.start()
  const link = change({ puppet, tap: listener => puppet.onRaw(listener), record: id => puppet.record(id) })
  const identity = new Identity(store.redis, 'qg:test')
  const roster = new Roster(store.redis, 'qg:test')
  await identity.open(world.truth.contactId('bot'), NOW)
  await identity.bind([
    { contact: world.truth.contactId('lin'), member: 'lin', person: person('林', true) },
    { contact: world.truth.contactId('lu'), member: 'lu', person: person('鹿') },
  ])
  await identity.update([['gone', person('走了')]])
  await identity.bindRoom(world.truth.roomId('g1'), 'g1', '夜跑1群')
  const seat = { card: '', name: '', joinedAt: NOW, before: true }
  await roster.record('g1', new Map([...(['lin', 'lu', 'gone'] as const)].map(who => [who, { ...seat, name: who }])))
  const errors: Error[] = []
  const acting = new Acting({
    link,
    platform: new Platform(link),
    identity,
    roster,
    redis: store.redis,
    prefix: 'qg:test',
    now: () => NOW,
    isKept: () => true,
    lookAt: async () => {},
    onError: error => errors.push(error),
  })
  acting.listen()
  const sent: { to: string; text: string; ids: readonly string[] }[] = []
  const send = puppet.messageSendText.bind(puppet)
  puppet.messageSendText = async (to, text, ids = []) => {
    sent.push({ to, text, ids })
    return send(to, text, ids)
  }
  return { acting, world, puppet, sent, errors, identity, roster }
}

describe('a text', () => {
  const say = { act: 'say', room: 'g1', text: '看群规', mentions: ['lin', 'gone'] } as const

  it('goes without the @ of who is not known in this session', async () => {
    const { acting, sent, world } = await open()
    expect(await acting.perform(say)).toEqual({ ok: true })
    expect(sent).toMatchObject([{ text: '@lin\u2005看群规', ids: [world.truth.contactId('lin')] }])
  })

  it('goes without any @ where the puppet cannot find one of them', async () => {
    const { acting, sent, puppet } = await open()
    const send = puppet.messageSendText
    puppet.messageSendText = async (to, text, ids = []) => {
      if (ids.length > 0) throw new Error('not found')
      return send(to, text, ids)
    }
    expect(await acting.perform(say)).toEqual({ ok: true })
    expect(sent).toMatchObject([{ text: '看群规', ids: [] }])
  })

  it('has arrived when it came back after it was sent', async () => {
    let hear: ((message: never) => void) | undefined
    const { acting, world } = await open(link => ({
      ...link,
      tap: listener => {
        hear = listener as never
        return () => {}
      },
    }))
    expect(await acting.look(say, NOW)).toBe('unseeable')
    hear?.({
      MsgId: '1',
      MsgType: 1,
      FromUserName: world.truth.contactId('bot'),
      ToUserName: world.truth.roomId('g1'),
      Content: '',
      OriginalContent: '@lin\u2005看群规',
      CreateTime: NOW / 1000,
    } as never)
    expect(await acting.look(say, NOW)).toBe('seen')
    expect(await acting.look(say, NOW + 1)).toBe('unseeable')
    expect(await acting.look({ ...say, text: '别的' }, NOW)).toBe('unseeable')
    expect(await acting.look({ act: 'dm', member: 'lin', text: '看群规' }, NOW)).toBe('unseeable')
  })
})

describe('a removal', () => {
  const kick = (member: string) => ({ act: 'kick', room: 'g1', member }) as const

  it('is not seen of whom this session does not know, in the roster or not: he may be there by another id', async () => {
    const { acting, roster } = await open()
    expect(await acting.look(kick('gone'))).toBe('unseen')
    await roster.record('g1', new Map())
    expect(await acting.look(kick('gone'))).toBe('unseen')
  })

  it('is believed when he is not in the list any more', async () => {
    const { acting, world } = await open()
    expect(await acting.look(kick('lu'))).toBe('unseen')
    expect(await acting.perform(kick('lu'))).toEqual({ ok: true })
    expect(await acting.look(kick('lu'))).toBe('seen')
    world.refuse({ action: 'kick', code: 1 })
    expect(await acting.perform(kick('lin'))).toEqual({ ok: false, code: '1', how: 'refused' })
    expect(await acting.perform(kick('gone'))).toMatchObject({ code: 'NOT_VISIBLE', how: 'again' })
  })
})

describe('a topic', () => {
  it('that WeChat refuses is refused with its code, and seen to be the old one', async () => {
    const { acting, world } = await open()
    const topic = { act: 'topic', room: 'g1', topic: '夜跑一群' } as const
    world.refuse({ action: 'topic', code: 1205 })
    expect(await acting.perform(topic)).toEqual({ ok: false, code: '1205', how: 'often' })
    expect(await acting.look(topic)).toBe('unseen')
    expect(await acting.perform(topic)).toEqual({ ok: true })
    expect(await acting.look(topic)).toBe('seen')
  })
})

describe('an invitation', () => {
  it('cannot be seen, but who is in needs no card any more', async () => {
    const { acting } = await open()
    expect(await acting.look({ act: 'invite', room: 'g1', member: 'lu' })).toBe('seen')
    expect(await acting.look({ act: 'invite', room: 'g1', member: 'gone' })).toBe('unseeable')
    expect(await acting.look({ act: 'add', room: 'g1', member: 'gone' })).toBe('unseen')
  })
})

describe('a probe', () => {
  it('says who owns a room and how many are in it, and changes nothing', async () => {
    const { acting, sent } = await open()
    expect(await acting.probe('g1', { fresh: true })).toEqual({ owner: 'bot', members: 3 })
    expect(await acting.probe('g9')).toBeUndefined()
    expect(sent).toEqual([])
  })
})

import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { App } from '../../src/app.js'
import { linkOf } from '../../src/cli/puppet-link.js'
import { loadConfigFrom } from '../../src/config/load.js'
import type { MessageEvent } from '../../src/domain/events.js'
import { definePlugin, z } from '../../src/kernel/plugin.js'
import { schemas } from '../../src/plugin-schemas.js'
import { silent } from '../../src/redis/log.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { World } from '../../src/sandbox/world.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const plain = fileURLToPath(new URL('../support/plain-puppet.ts', import.meta.url))

/** Any Wechaty puppet that the config names by its package: ids that stay, messages as payloads, no records. */
describe('a puppet of another package', () => {
  let store: TestRedis
  let dir: string
  let world: World
  let app: App
  let acts: ActRecord[]
  const heard: MessageEvent[] = []

  const ear = definePlugin({
    name: 'ear',
    config: z.strictObject({}),
    texts: { 'zh-CN': { title: '听' }, en: { title: 'ear' } },
    on: {
      message: {
        async activity(_, message) {
          heard.push(message)
        },
      },
    },
  })
  const all = [...plugins, ear]
  const configOf = (puppet: string) => {
    const { config, problems } = loadConfigFrom(
      {
        'qunguan.yaml': `puppet: ${JSON.stringify(puppet)}\nquiet: off\npacing: off\n`,
        'plugins/rules.yaml': 'trial: 0s\n',
        'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
      },
      schemas(all),
    )
    if (!config) throw new Error(problems.map(({ message }) => message).join())
    return config
  }
  const start = async (): Promise<void> => {
    const config = configOf(plain)
    config.main.puppetOptions = { ...config.main.puppetOptions, world }
    await new Promise<void>((ready, failed) => {
      linkOf(config, dir, silent)
        .then(link =>
          App.start({
            config,
            plugins: all,
            redis: { socket: store.socket },
            link,
            log: silent,
            onAlert: () => undefined,
            onReady: ready,
          }),
        )
        .then(started => {
          app = started
        }, failed)
    })
    await expect.poll(() => app).toBeDefined()
  }

  beforeAll(async () => {
    store = await testRedis()
  })
  beforeEach(async () => {
    await store.redis.flushall()
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    heard.length = 0
    acts = []
    world = new World({
      now: Date.now,
      spec: {
        people: {
          lin: { name: '林老师', friend: true },
          wang: { name: '王敏' },
          z1: { name: '张伟' },
          z2: { name: '张伟' },
          tom: { name: 'Tom' },
        },
        rooms: { g1: { topic: '晨跑群', members: ['lin', 'wang', 'z1', 'z2'], fill: 20 } },
      },
    })
    world.onAct(act => acts.push(act))
    await start()
  })
  afterEach(async () => {
    await app.stop()
    await rm(dir, { recursive: true, force: true })
  })
  afterAll(() => store.stop())

  const next = async (): Promise<MessageEvent> => {
    await expect.poll(() => heard.length).toBeGreaterThan(0)
    const message = heard.shift()
    if (!message) throw new Error('nothing was heard')
    return message
  }

  it('hands over whole texts, mentions, quotes, links, cards and files', async () => {
    world.say({ room: 'g1', who: 'lin', text: '三件事:\n1. 跑步:\n2. 读书' })
    expect(await next()).toMatchObject({ text: '三件事:\n1. 跑步:\n2. 读书' })
    world.say({ room: 'g1', who: 'lin', text: '@王敏\u2005大家好', mention: ['wang'] })
    expect((await next()).parts).toContainEqual(expect.objectContaining({ kind: 'mention', name: '王敏' }))
    world.say({ room: 'g1', who: 'lin', text: '大家好', mention: ['bot'] })
    expect(await next()).toMatchObject({ mentionsBot: true })
    world.say({ room: 'g1', who: 'wang', text: '今晚跑吗' })
    await next()
    world.say({ room: 'g1', who: 'lin', text: '跑', quote: { who: 'wang', text: '今晚跑吗' } })
    expect((await next()).parts).toEqual([
      expect.objectContaining({ kind: 'quote', text: '今晚跑吗' }),
      { kind: 'text', text: '跑' },
    ])
    world.link({ room: 'g1', who: 'lin', title: '跑步入门', url: 'https://example.com/a', description: '五公里' })
    expect((await next()).parts).toContainEqual(expect.objectContaining({ kind: 'link', url: 'https://example.com/a' }))
    // A card that nobody asked for is the guards' business; this one was asked for.
    world.say({ room: 'g1', who: 'wang', text: '谁认识靠谱的教练？' })
    await next()
    world.card({ room: 'g1', who: 'lin', of: 'wang' })
    expect((await next()).parts).toEqual([{ kind: 'card', name: '王敏', official: false }])
    world.file({ room: 'g1', who: 'lin', name: '计划.pdf' })
    expect((await next()).parts).toEqual([expect.objectContaining({ kind: 'file', name: '计划.pdf' })])
    world.image({ room: 'g1', who: 'lin', picture: { noise: true } })
    expect((await next()).parts).toEqual([{ kind: 'image' }])
    world.dm({ who: 'lin', text: '在吗' })
    expect(await next()).toMatchObject({ text: '在吗' })
  })

  it('guards and acts: an ad behind a colon and a line break costs a newcomer his place', async () => {
    world.join({ room: 'g1', who: ['tom'], by: 'lin' })
    world.say({ room: 'g1', who: 'tom', text: '大家好:\n日结200-500，感兴趣➕V❤️：xk8-8520，手慢无' })
    await expect.poll(() => acts).toContainEqual(expect.objectContaining({ act: 'kick', who: 'tom' }))
    await expect
      .poll(() => acts)
      .toContainEqual(expect.objectContaining({ act: 'say', text: expect.stringContaining('K1') }))
  })

  it('knows everybody again after a restart, two of one name too', async () => {
    const keys = async (): Promise<string[]> => {
      for (const who of ['z1', 'z2', 'wang']) world.say({ room: 'g1', who, text: '大家好' })
      await expect.poll(() => heard.length).toBe(3)
      return heard.splice(0).map(({ member }) => member)
    }
    const before = await keys()
    expect(new Set(before).size).toBe(3)
    await app.stop()
    await start()
    expect(await keys()).toEqual(before)
    expect(acts.filter(({ act }) => act === 'say')).toEqual([])
  })

  it('accepts who asks to be a friend', async () => {
    world.friend({ who: 'tom', hello: '我是 Tom' })
    await expect.poll(() => acts).toContainEqual(expect.objectContaining({ act: 'befriend', who: 'tom' }))
    expect(world.isFriend('tom')).toBe(true)
  })

  it('has its session in a file for its owner alone', async () => {
    expect((await stat(join(dir, 'main.memory-card.json'))).mode & 0o777).toBe(0o600)
  })

  it('what is not installed, or is no puppet, is told by its name', async () => {
    await expect(linkOf(configOf('wechaty-puppet-nosuch'), dir, silent)).rejects.toThrow(
      /wechaty-puppet-nosuch.*npm install/,
    )
    await expect(linkOf(configOf('node:path'), dir, silent)).rejects.toThrow('里没有 puppet')
  })
})

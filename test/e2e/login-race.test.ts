import { afterEach, beforeEach, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { App } from '../../src/app.js'
import { makeServicePuppet } from '../../src/chat/puppet/service.js'
import { loadConfigFrom } from '../../src/config/load.js'
import { schemas } from '../../src/plugin-schemas.js'
import { silent } from '../../src/redis/log.js'
import { World } from '../../src/sandbox/world.js'
import { freePort, type Gateway, startGateway } from '../support/gateway.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const token = 'insecure_race'
let store: TestRedis
let gateway: Gateway
let app: App | undefined

beforeEach(async () => {
  store = await testRedis()
})
afterEach(async () => {
  await app?.stop()
  await gateway.kill()
  await store.stop()
})

it('people who talk while the bot logs in, over a slow line, are bound once, and so is their room', async () => {
  const world = new World({
    now: Date.now,
    spec: { people: { lin: { name: '林老师' } }, rooms: { g1: { topic: '晨跑群', members: ['lin'], fill: 40 } } },
  })
  const port = await freePort()
  gateway = await startGateway(world, { port, token })
  const { config } = loadConfigFrom(
    {
      'qunguan.yaml': 'quiet: off\npacing: off\n',
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    },
    schemas(plugins),
  )
  if (!config) throw new Error('the config of this test is wrong')
  const link = await makeServicePuppet(
    { token, endpoint: `127.0.0.1:${port}`, tls: { disable: true } },
    { log: silent },
  )
  let ready = false
  // Whatever comes over the line makes somebody talk, so that lines come in the middle of the binding.
  let lines = 0
  link.puppet.on('heartbeat', () => {
    if (ready || lines >= 60) return
    lines += 1
    world.say({ room: 'g1', who: ['lin', 'r001', 'r002'][lines % 3] ?? 'lin', text: '大家好' })
  })
  app = await App.start({
    config,
    plugins,
    redis: { socket: store.socket },
    link,
    log: silent,
    onAlert: () => undefined,
    onReady: () => {
      ready = true
    },
  })
  await expect.poll(() => ready, { timeout: 50_000 }).toBe(true)
  expect([...app.house.identity.rooms.keys()]).toEqual(['g1'])
  expect(app.house.roster.seats('g1').size).toBe(40)
  expect([...app.house.identity.members]).toHaveLength(40)
})

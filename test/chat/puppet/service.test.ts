import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Trouble } from '../../../src/chat/link.js'
import { Platform } from '../../../src/chat/platform.js'
import { makeServicePuppet } from '../../../src/chat/puppet/service.js'
import { refusalOf } from '../../../src/chat/refusal.js'
import { silent } from '../../../src/redis/log.js'
import { World } from '../../../src/sandbox/world.js'
import { freePort, type Gateway, startGateway } from '../../support/gateway.js'
import { type Pipe, startPipe } from '../../support/pipe.js'

const token = 'insecure_test'

/** Our end of wechaty-puppet-service and a gateway, in one process, with a pipe between them that can be stopped up. */
describe('a puppet-service that must not lose its login', () => {
  let world: World
  let gateway: Gateway
  let pipe: Pipe
  let port: number
  let link: Awaited<ReturnType<typeof makeServicePuppet>>
  let told: Trouble[]
  const events: string[] = []

  const connect = async (timeoutSeconds = 60): Promise<void> => {
    link = await makeServicePuppet(
      { token, endpoint: `127.0.0.1:${pipe.port}`, tls: { disable: true }, timeoutSeconds },
      { log: silent },
    )
    told = []
    events.length = 0
    link.trouble?.(trouble => void told.push(trouble))
    link.puppet.on('error', () => undefined)
    for (const event of ['login', 'logout', 'ready'] as const) link.puppet.on(event, () => void events.push(event))
    await link.puppet.start()
    await expect.poll(() => told.at(-1)?.kind).toBe('back')
  }

  beforeAll(async () => {
    // Of both ends: what fails here is meant to.
    vi.stubEnv('WECHATY_LOG', 'silent')
    port = await freePort()
  })
  beforeEach(async () => {
    world = new World({
      now: Date.now,
      spec: {
        people: { lin: { name: '林老师', friend: true }, wang: { name: '王敏' }, mo: { name: '陌生人' } },
        rooms: { g1: { topic: '晨跑群', members: [{ who: 'lin', card: '老师' }, 'wang'], fill: 20 } },
      },
    })
    gateway = await startGateway(world, { port, token })
    pipe = await startPipe(port)
  })
  afterEach(async () => {
    link.leave?.()
    await pipe.stop()
    await gateway.kill()
  })

  it('is logged in when the gateway is, and takes no heartbeat of it for a sync', async () => {
    await connect()
    expect(link.puppet.currentUserId).toBe(world.contactId('bot'))
    expect(link.lastSync).toBeUndefined()
  })

  it('stops, and is reset by Wechaty’s watchdog, without a word to the gateway', async () => {
    await connect()
    told.length = 0
    await link.puppet.reset()
    await expect.poll(() => told.at(-1)?.kind).toBe('back')
    await expect.poll(() => link.puppet.isLoggedIn).toBe(true)
    await link.puppet.stop()
    expect(gateway.ends).toBe(0)
    expect(gateway.orders).toBe(0)
  })

  it('logs out when the gateway says so, and says nothing back; by order it does have it log out', async () => {
    await connect()
    await gateway.logsOut()
    await expect.poll(() => link.puppet.isLoggedIn).toBe(false)
    expect(gateway.ends).toBe(1)
    expect(gateway.orders).toBe(0)
    gateway.logsIn()
    await expect.poll(() => link.puppet.isLoggedIn).toBe(true)
    link.logout?.()
    await expect.poll(() => gateway.orders).toBe(1)
  })

  it('shows names, cards, topics and friends as they are now', async () => {
    await connect()
    const platform = new Platform(link)
    const id = world.roomId('g1')
    const wang = world.contactId('wang')
    const memberNow = async () => (await platform.room(id)).members.find(member => member.id === wang)
    expect(await memberNow()).toMatchObject({ name: '王敏', card: '' })
    expect(await platform.person(wang)).toMatchObject({ name: '王敏', friend: false })
    world.rename({ who: 'wang', name: '王小敏' })
    world.setCard({ room: 'g1', who: 'wang', card: '会计-王敏' })
    world.topic({ room: 'g1', who: 'lin', topic: '夜跑群' })
    expect((await platform.room(id)).topic).toBe('夜跑群')
    expect(await memberNow()).toMatchObject({ name: '王小敏', card: '会计-王敏' })
    expect(await platform.person(wang)).toMatchObject({ name: '王小敏' })
  })

  it('what WeChat refused is known for what it is', async () => {
    await connect()
    world.refuse({ action: 'say', code: 1205 })
    const refused = await link.puppet.messageSendText(world.roomId('g1'), '你好').catch(refusalOf)
    expect(refused).toEqual({ ok: false, code: '1205', how: 'often' })
  })

  it('a line that carries nothing any more is noticed and made anew', async () => {
    await connect(1)
    pipe.stopUp()
    await expect.poll(() => told.at(-1)?.kind).toBe('offline')
    expect(told.at(-1)).toMatchObject({ why: expect.stringContaining('连不上网关') })
    await pipe.stop()
    pipe = await startPipe(port, pipe.port)
    await expect.poll(() => told.at(-1)?.kind).toBe('back')
    expect(link.puppet.isLoggedIn).toBe(true)
    expect(events).not.toContain('logout')
    expect(gateway.ends).toBe(0)
  })

  it('another account at the gateway is another login', async () => {
    await connect()
    await gateway.kill()
    await expect.poll(() => told.at(-1)?.kind).toBe('offline')
    await world.logOut()
    await world.logIn()
    gateway = await startGateway(world, { port, token })
    await expect.poll(() => told.at(-1)?.kind).toBe('back')
    await expect.poll(() => link.puppet.isLoggedIn && link.puppet.currentUserId).toBe(world.contactId('bot'))
    expect(events).toContain('logout')
  })

  it('a token that the gateway does not know is told for what it is', async () => {
    link = await makeServicePuppet(
      { token: 'insecure_other', endpoint: `127.0.0.1:${pipe.port}`, tls: { disable: true } },
      { log: silent },
    )
    const why: string[] = []
    link.trouble?.(trouble => trouble.kind === 'offline' && why.push(trouble.why))
    link.puppet.on('error', () => undefined)
    await link.puppet.start()
    await expect.poll(() => why).toContainEqual(expect.stringContaining('网关不认'))
    expect(gateway.ends).toBe(0)
  })
})

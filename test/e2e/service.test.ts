import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { World } from '../../src/sandbox/world.js'
import { freePort, type Gateway, startGateway } from '../support/gateway.js'
import { type Child, startChild } from '../web-wechat/child.js'

const qunguan = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))
const token = 'insecure_local'

const world = (): World =>
  new World({
    now: Date.now,
    spec: {
      people: {
        lin: { name: '林老师', friend: true },
        hao: { name: '阿豪' },
        wang: { name: '王敏' },
        tom: { name: 'Tom' },
        mei: { name: '小美' },
      },
      rooms: { g1: { topic: '晨跑群', members: ['lin', { who: 'hao', card: '深圳-产品-阿豪' }, 'wang'], fill: 30 } },
    },
  })

/**
 * The bot as operators start it, with the login kept by a gateway: both ends of the unmodified wechaty-puppet-service, over
 * gRPC. Real time; the thresholds are seconds.
 */
describe('qunguan start with puppet: service', () => {
  const wechat = world()
  const acts: ActRecord[] = []
  wechat.onAct(act => acts.push(act))
  let port: number
  let gateway: Gateway
  let dir: string
  let bot: Child
  const start = (): Child =>
    startChild([qunguan, 'start', '--config', join(dir, 'config'), '--data', join(dir, 'data')], {
      env: { HOME: dir },
      cwd: dir,
    })
  const said = (text: RegExp): Promise<void> =>
    expect
      .poll(() => acts)
      .toContainEqual(expect.objectContaining({ act: 'say', room: 'g1', text: expect.stringMatching(text) }))

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    port = await freePort()
    await mkdir(join(dir, 'config', 'plugins'), { recursive: true })
    await mkdir(join(dir, 'config', 'groups'))
    const options = {
      token,
      endpoint: `127.0.0.1:${port}`,
      tls: { disable: true },
      // Probed after so many quiet seconds, given up after twice as many: a busy machine answers within that.
      timeoutSeconds: 3,
      aliveWithin: '12s',
      steady: '1s',
    }
    const files = {
      'qunguan.yaml': `puppet: service\npuppetOptions: ${JSON.stringify(options)}\nquiet: off\npacing: off\n`,
      'plugins/rules.yaml': 'trial: 0s\n',
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    gateway = await startGateway(wechat, { port, token })
    bot = start()
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await gateway.kill()
    await rm(dir, { recursive: true, force: true })
  })

  it('is logged in as the gateway is, without a QR code', async () => {
    expect(await bot.sees('login')).toMatchObject({ name: '小助' })
    await bot.sees('ready')
    expect(bot.events.map(event => event.event)).not.toContain('scan')
  })

  it('answers in the group, and in private', async () => {
    wechat.say({ room: 'g1', who: 'hao', text: '/帮助' })
    await said(/帮助/)
    const claim = bot.events.find(event => event.event === 'claim')
    wechat.dm({ who: 'lin', text: `/认主 ${String(claim?.['code'])}` })
    await expect
      .poll(() => acts)
      .toContainEqual(expect.objectContaining({ act: 'dm', who: 'lin', text: expect.stringContaining('群主') }))
  })

  it('removes a newcomer who posts an ad, looks, and says so', async () => {
    wechat.join({ room: 'g1', who: ['tom'], by: 'lin' })
    wechat.say({
      room: 'g1',
      who: 'tom',
      text: '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无',
    })
    await said(/已移出.*K1/)
    expect(wechat.isMember('g1', 'tom')).toBe(false)
  })

  it('stays connected while nothing happens for longer than the watchdog of Wechaty waits', async () => {
    const { probes } = gateway
    await expect.poll(() => gateway.probes, { timeout: 60_000 }).toBeGreaterThan(probes + 3)
    expect(gateway.ends).toBe(0)
    expect(bot.events.map(event => event.event)).not.toContain('alert')
    wechat.say({ room: 'g1', who: 'lin', text: '/上限 200' })
    await said(/上限.*200/)
  })

  it('tells when the gateway is gone, waits for it, and sees what it missed', async () => {
    await gateway.kill()
    expect((await bot.sees('alert'))['text']).toContain('连不上网关')
    wechat.leave({ room: 'g1', who: 'wang' })
    wechat.join({ room: 'g1', who: ['mei'], by: 'lin' })
    gateway = await startGateway(wechat, { port, token })
    expect((await bot.sees('alert'))['text']).toContain('回来了')
    await expect.poll(() => gateway.probes).toBeGreaterThan(1)
    wechat.say({ room: 'g1', who: 'mei', text: '在家兼職，日结200-500，感兴趣➕V❤️：xk8-8521，手慢无' })
    await expect.poll(() => wechat.isMember('g1', 'mei')).toBe(false)
    wechat.say({ room: 'g1', who: 'lin', text: '/踢 @王敏' })
    await said(/没有叫「王敏」/)
  })

  it('leaves on SIGTERM without a word to the gateway, and comes back to the same login', async () => {
    expect(await bot.end('SIGTERM')).toBe(0)
    expect(gateway.ends).toBe(0)
    bot = start()
    await bot.sees('ready')
    acts.length = 0
    wechat.say({ room: 'g1', who: 'hao', text: '/帮助' })
    await said(/帮助/)
  })

  it('keeps nobody’s name in a directory that is called after the token', async () => {
    await expect(access(join(dir, '.wechaty'))).rejects.toThrow('ENOENT')
  })

  it('a second bot on one gateway is told that there is one already, and takes nothing from it', async () => {
    const second = startChild([qunguan, 'start', '--config', join(dir, 'config'), '--data', join(dir, 'second')], {
      env: { HOME: dir },
      cwd: dir,
    })
    expect((await second.sees('alert'))['text']).toContain('已经连着一个机器人')
    expect(await second.end('SIGTERM')).toBe(0)
    expect(gateway.ends).toBe(0)
    acts.length = 0
    wechat.say({ room: 'g1', who: 'hao', text: '/帮助' })
    await said(/帮助/)
  })
})

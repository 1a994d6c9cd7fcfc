import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/gateway.js'
import { type Child, startChild } from '../web-wechat/child.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const token = 'insecure_e2e'

/** The gateway of examples/ with the unmodified client of Web WeChat, and the bot beside it: two processes, real time. */
describe('a gateway that keeps the login of Web WeChat', () => {
  let wechat: WebWechat
  let dir: string
  let gateway: Child
  let bot: Child
  const start = (): Child =>
    startChild([fileOf('bin/qunguan.mjs'), 'start', '--config', join(dir, 'config'), '--data', join(dir, 'data')], {
      cwd: dir,
    })

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    const endpoint = `127.0.0.1:${await freePort()}`
    await mkdir(join(dir, 'config', 'plugins'), { recursive: true })
    await mkdir(join(dir, 'config', 'groups'))
    const options = JSON.stringify({ token, endpoint, tls: { disable: true } })
    const files = {
      'qunguan.yaml': `puppet: service\npuppetOptions: ${options}\nquiet: off\npacing: off\n`,
      'plugins/rules.yaml': 'trial: 0s\n',
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    wechat = await startWebWechat({
      people: { lin: { name: '林老师', friend: true }, hao: { name: '阿豪' } },
      rooms: { g1: { topic: '晨跑群', members: ['lin', { who: 'hao', card: '深圳-产品-阿豪' }, 'mei', 'lei'] } },
    })
    gateway = startChild([fileOf('examples/gateway/gateway.mjs')], {
      env: { ...wechat.env, GATEWAY_TOKEN: token, GATEWAY_ENDPOINT: endpoint },
      cwd: dir,
    })
    bot = start()
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await gateway.end()
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('shows the gateway’s QR code, and logs in when the phone confirms', async () => {
    expect((await bot.sees('scan'))['url']).toMatch(/^https:\/\/login\.weixin\.qq\.com\/l\//)
    await wechat.confirm()
    expect(await bot.sees('login')).toMatchObject({ name: '小助' })
    await bot.sees('ready')
    await wechat.listening()
  })

  it('removes a newcomer who posts an ad, looks, and says so', async () => {
    await wechat.joins('g1', ['tom'], { by: 'lin' })
    await wechat.says('g1', 'tom', '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无')
    await wechat.kicked('g1', 'tom')
    await wechat.said('g1', /已移出.*K1/)
  })

  it('the bot leaves and comes back; nobody has logged out and no code is shown', async () => {
    const codes = wechat.codes
    expect(await bot.end('SIGTERM')).toBe(0)
    bot = start()
    await bot.sees('ready')
    expect(wechat.codes).toBe(codes)
    await wechat.says('g1', 'hao', '/帮助')
    await wechat.said('g1', /帮助/)
  })
})

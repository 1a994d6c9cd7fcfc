import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Child, startChild } from '../web-wechat/child.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

const qunguan = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))

/** The bot as operators start it, over TLS, while WeChat is not to be reached now and then. Told in order. */
describe('qunguan start when the network comes and goes', () => {
  let wechat: WebWechat
  let dir: string
  let bot: Child
  const start = (): Child =>
    startChild([qunguan, 'start', '--config', join(dir, 'config'), '--data', join(dir, 'data')], {
      env: wechat.env,
      cwd: dir,
    })
  const named = (event: string) => bot.events.filter(one => one.event === event)

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'groups'), { recursive: true })
    const files = {
      'qunguan.yaml': `puppet: wechat4u
quiet: off
pacing: { gap: [100ms, 200ms], perRoomGap: 200ms }
puppetOptions: { offlineWaits: [100ms, 200ms], offlineAfter: 500ms, pollGap: 50ms, contactGap: 100ms }
`,
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    wechat = await startWebWechat({
      people: { lin: { name: '林老师', friend: true } },
      rooms: { g1: { topic: '晨跑群', members: ['lin'] } },
    })
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('keeps the login through an outage, and answers what was asked meanwhile', async () => {
    bot = start()
    await bot.sees('scan')
    await wechat.confirm()
    await bot.sees('ready')
    await wechat.listening()
    for (const how of [{ status: 502 }, 'cut'] as const) {
      const before = wechat.mark()
      const up = wechat.goesDown(how)
      await wechat.saw(({ ret }) => ret === how || JSON.stringify(ret) === JSON.stringify(how), before)
      await wechat.dms('lin', '/帮助', { away: true })
      up()
      await wechat.dmed('lin', /\S/, before)
    }
    expect(named('logout')).toEqual([])
    expect(wechat).toMatchObject({ codes: 1, logins: 1 })
  })

  it('comes up by itself with the session that it had, though the network was down when it was killed and started', async () => {
    const up = wechat.goesDown('cut')
    await bot.end('SIGKILL')
    const before = wechat.mark()
    bot = start()
    const tried = ({ name }: { name: string }) => name === 'webwxinit'
    await wechat.saw(tried, before)
    await expect.poll(() => wechat.requests.slice(before.requests).filter(tried).length).toBeGreaterThan(2)
    expect(named('login')).toEqual([])
    up()
    await bot.sees('login')
    await bot.sees('ready')
    expect(named('scan')).toEqual([])
    expect(wechat).toMatchObject({ codes: 1, logins: 1, faults: [], strangers: [] })
    expect(wechat.requests.filter(({ name }) => name === 'webwxlogout')).toEqual([])
  })
})

import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawPicture } from '../../src/sandbox/pictures.js'
import { type Child, startChild } from '../web-wechat/child.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

const qunguan = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))

const MINUTE = 60_000

/** A zone in which it is far from midnight now, and from the hour at which a check-in's day begins. */
const zone = ['Asia/Shanghai', 'America/New_York'].find(each => {
  const hour = Number(DateTime.now().setZone(each).toFormat('H'))
  return hour >= 6 && hour < 22
})

/** A check-in window that ends at the first full minute after `soonest`, and began two hours before. */
function windowUntil(soonest: number): { end: number; yaml: string } {
  const end = Math.ceil(soonest / MINUTE) * MINUTE
  const called = (at: number) => DateTime.fromMillis(at, { zone }).toFormat('HH:mm')
  return { end, yaml: `windows: [{ name: 早起, from: "${called(end - 120 * MINUTE)}", to: "${called(end)}" }]\n` }
}

/** The bot as operators start it, on the real client, from the first QR code to a restart. Real time: nothing here is virtual. */
describe('qunguan start with wechat4u', () => {
  let wechat: WebWechat
  let dir: string
  let bot: Child
  let window: ReturnType<typeof windowUntil>
  const start = (): Child =>
    startChild([qunguan, 'start', '--config', join(dir, 'config'), '--data', join(dir, 'data')], {
      env: wechat.env,
      cwd: dir,
    })

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'plugins'), { recursive: true })
    await mkdir(join(dir, 'config', 'groups'))
    // The login and a sign-in come before it.
    window = windowUntil(Date.now() + 30_000)
    const files = {
      'qunguan.yaml': `timezone: ${zone}\npuppet: wechat4u\nquiet: off\npacing: { gap: [100ms, 200ms], perRoomGap: 200ms }\n`,
      'plugins/rules.yaml': 'trial: 0s\n',
      'plugins/check-in.yaml': window.yaml,
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    wechat = await startWebWechat({
      people: { lin: { name: '林老师', friend: true }, hao: { name: '阿豪' } },
      rooms: { g1: { topic: '晨跑群', members: ['lin', { who: 'hao', card: '深圳-产品-阿豪' }, 'mei', 'lei'] } },
    })
    bot = start()
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('shows the QR code and logs in when the phone confirms', async () => {
    expect((await bot.sees('scan'))['url']).toMatch(/^https:\/\/login\.weixin\.qq\.com\/l\//)
    await wechat.confirm()
    expect(await bot.sees('login')).toMatchObject({ name: '小助' })
    expect(await bot.sees('claim')).toMatchObject({ community: 'club' })
    await bot.sees('ready')
    await wechat.listening()
  })

  it('makes the owner of who sends the code in private', async () => {
    const claim = bot.events.find(event => event.event === 'claim')
    await wechat.dms('lin', `/认主 ${String(claim?.['code'])}`)
    await wechat.dmed('lin', /群主/)
  })

  it('removes a newcomer who posts an ad, and says so', async () => {
    await wechat.joins('g1', ['tom'], { by: 'lin' })
    await wechat.says('g1', 'tom', '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无')
    await wechat.kicked('g1', 'tom')
    await wechat.said('g1', /已移出.*K1/)
  })

  it('reads the code in a picture, and removes the newcomer who shows another group', async () => {
    await wechat.joins('g1', ['kit'], { by: 'lin' })
    await wechat.shows('g1', 'kit', drawPicture({ qr: 'https://weixin.qq.com/g/AwYAAJx1' }, 1))
    await wechat.kicked('g1', 'kit')
  })

  it('counts a sign-in and posts the digest when the window ends', async () => {
    // A machine that took long to come here moves the window.
    if (window.end - Date.now() < 15_000) {
      window = windowUntil(Date.now() + 30_000)
      await writeFile(join(dir, 'config', 'plugins', 'check-in.yaml'), window.yaml)
      await expect.poll(() => bot.log).toContain('the config was read again')
    }
    await wechat.says('g1', 'hao', '签到')
    await expect
      .poll(() => wechat.acts.some(act => act.act === 'say' && act.text.includes('阿豪')), {
        timeout: 140_000,
        interval: 500,
      })
      .toBe(true)
  })

  it('leaves in order and comes back without a new QR code', async () => {
    const codes = wechat.codes
    expect(await bot.end('SIGTERM')).toBe(0)
    expect((await stat(join(dir, 'data', 'main.memory-card.json'))).mode & 0o777).toBe(0o600)
    bot = start()
    await bot.sees('ready')
    await wechat.listening()
    expect(wechat.codes).toBe(codes)
    await wechat.says('g1', 'lin', '/上限 200')
    await wechat.said('g1', /上限.*200/)
  })
})

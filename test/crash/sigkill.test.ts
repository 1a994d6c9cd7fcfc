import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chance } from '../../src/domain/chance.js'
import { type Child, startChild } from '../web-wechat/child.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

const bin = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))
const KILLS = 10
const SEED = Number(process.env['CRASH_SEED'] ?? 20300107)

/**
 * The bot as a process of its own, on the real client, killed at ten random points while people sign in and advertise.
 * WeChat's side, which knows what really happened, lives on in this process.
 */
describe(`SIGKILL at ${KILLS} random points (seed ${SEED})`, () => {
  const random = chance(SEED)
  const regulars = Array.from({ length: KILLS * 3 }, (_, index) => `r${index}`)
  let wechat: WebWechat
  let dir: string
  let bot: Child
  const start = (): Child =>
    startChild([bin, 'start', '--config', join(dir, 'config'), '--data', join(dir, 'data')], {
      env: wechat.env,
      cwd: dir,
    })
  const said = (text: RegExp): number => wechat.acts.filter(act => act.act === 'say' && text.test(act.text)).length

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'plugins'), { recursive: true })
    await mkdir(join(dir, 'config', 'groups'))
    const files = {
      'qunguan.yaml': 'quiet: off\npacing: off\n',
      'plugins/rules.yaml': 'trial: 0s\n',
      'plugins/check-in.yaml': 'reply: each\nwindows: [{ name: 全天, from: "00:00", to: "24:00" }]\n',
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    wechat = await startWebWechat({
      autoConfirm: true,
      people: {
        lin: { name: '林老师', friend: true },
        ...Object.fromEntries(regulars.map(key => [key, { name: `跑友${key}` }])),
        ...Object.fromEntries(regulars.map(key => [`n${key}`, { name: `新人${key}` }])),
      },
      rooms: { g1: { topic: '晨跑群', members: ['lin', ...regulars] } },
    })
    bot = start()
    await bot.sees('ready')
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('comes back each time, by itself, with the same session', async () => {
    const codes = wechat.codes
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wechat.listening()
      const newcomer = `nr${kill}`
      await wechat.joins('g1', [newcomer], { by: 'lin' })
      const [first, ...others] = regulars.slice(kill * 3, kill * 3 + 3)
      await wechat.says('g1', first ?? '', '签到')
      // The rest is on its way while the bot dies: what it had not heard by then waits for it at WeChat.
      const rest = [
        wechat.says('g1', newcomer, '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520'),
        ...others.map(who => wechat.says('g1', who, '签到')),
      ]
      const dies = async (): Promise<void> => {
        // Half of the deaths come while it answers, however slow the machine is; half before anything was said.
        if (kill % 2 === 0) await wechat.said('g1', new RegExp(`跑友${first}，签到成功`))
        await wait(random.below(40))
        await bot.end('SIGKILL')
        bot = start()
        await bot.sees('ready')
      }
      await Promise.all([...rest, dies()])
    }
    expect(wechat.codes).toBe(codes)
  })

  it('has lost no sign-in that it confirmed, and said nothing twice', async () => {
    await wechat.listening()
    const confirmed = regulars.filter(key => said(new RegExp(`跑友${key}，签到成功`)) > 0)
    for (const key of regulars) expect(said(new RegExp(`跑友${key}，签到成功`)), key).toBeLessThanOrEqual(1)
    for (const key of regulars) await wechat.says('g1', key, '签到')
    await expect
      .poll(() => regulars.filter(key => said(new RegExp(`跑友${key}，(签到成功|今天已经签过)`)) === 0), {
        timeout: 30_000,
      })
      .toEqual([])
    await expect
      .poll(() => confirmed.filter(key => said(new RegExp(`跑友${key}，今天已经签过`)) === 0), { timeout: 30_000 })
      .toEqual([])
    // The kills found the bot at work: some of it was confirmed before.
    expect(confirmed.length).toBeGreaterThan(0)
  })

  it('has removed nobody twice, announced no removal twice, and lists what nobody could see', async () => {
    const kicks = wechat.acts.filter(act => act.act === 'kick').map(act => ('who' in act ? act.who : ''))
    expect(new Set(kicks).size).toBe(kicks.length)
    const notices = wechat.acts.flatMap(act =>
      act.act === 'say' ? (/已移出.*（.*(K\d+)）/.exec(act.text)?.[1] ?? []) : [],
    )
    expect(new Set(notices).size).toBe(notices.length)
    const code = bot.events.concat().find(event => event.event === 'claim')?.['code']
    await wechat.dms('lin', `/认主 ${String(code)}`)
    await wechat.dmed('lin', /群主/)
    await wechat.dms('lin', '/状态')
    await wechat.dmed('lin', /未知 \d+ 条，失败 0 条/)
    const status = wechat.acts.flatMap(act => (act.act === 'dm' ? (/未知 (\d+) 条/.exec(act.text)?.[1] ?? []) : []))
    expect(Number(status.at(-1))).toBeLessThanOrEqual(KILLS)
  })
})

import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { qunguan } from '../cli/qunguan.js'
import { type GroupBot, startGroupBot } from '../support/group-bot.js'
import { type Child, startChild } from '../web-wechat/child.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

const bin = fileURLToPath(new URL('../../bin/qunguan.mjs', import.meta.url))
const bursting = fileURLToPath(new URL('../cli/bursting-plugin.mjs', import.meta.url))
const link = /https:\/\/login\.weixin\.qq\.com\/l\/\S+/

/**
 * What operators hear when the connection or the process fails, with the real client in a process of its own. Thresholds
 * are seconds; time is real.
 */
describe('the watchdog over qunguan start', () => {
  let wechat: WebWechat
  let groupBot: GroupBot
  let dir: string
  let bot: Child
  const dirs = () => ['--config', join(dir, 'config'), '--data', join(dir, 'data')]
  const start = (): Child => startChild([bin, 'start', ...dirs()], { env: wechat.env, cwd: dir })
  /** An alert that says so, on stdout and at the webhook. */
  const alerted = async (words: RegExp): Promise<string> => {
    const { text } = await bot.sees('alert', ({ text }) => words.test(String(text)))
    await expect.poll(() => groupBot.texts).toContain(text)
    return String(text)
  }
  const tell = async (text: string): Promise<string> => (await qunguan(['tell', text, ...dirs()])).stdout

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    await mkdir(join(dir, 'config', 'groups'), { recursive: true })
    groupBot = await startGroupBot()
    wechat = await startWebWechat({
      people: { lin: { name: '林老师', friend: true } },
      rooms: { g1: { topic: '晨跑群', members: ['lin', 'mei', 'lei'] } },
      syncHold: 300,
    })
    const files = {
      'qunguan.yaml': `puppet: wechat4u
puppetOptions: { aliveWithin: 4s, steady: 1s }
quiet: off
pacing: { gap: [100ms, 200ms], perRoomGap: 200ms }
alerts: { webhook: "${groupBot.url}" }
wechatyPlugins: [{ package: ${JSON.stringify(bursting)}, options: { word: 炸 } }]
`,
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群 } }\n',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'config', name), text)
    bot = start()
    await bot.sees('scan')
    await wechat.confirm()
    await bot.sees('ready')
    await wechat.listening()
  })
  afterAll(async () => {
    await bot.end('SIGTERM')
    await wechat.stop()
    await groupBot.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('shows when the last sync was, how old the session is, and what waits', async () => {
    const status = await tell('/状态')
    expect(status).toMatch(/^上次同步：(刚刚|\d秒前)，上次收到消息：还没有\n会话：.+，已运行 .+\n/)
  })

  it('tells when no sync comes any more, and when it is back', async () => {
    wechat.hush()
    expect(await alerted(/断了/)).not.toMatch(link)
    expect(await tell('/状态')).toMatch(/^和微信断了 .*上次同步：.*秒前/)
    wechat.speak()
    expect(await alerted(/回来了/)).toMatch(/停了 .*秒/)
    expect(await tell('/状态')).toMatch(/^上次同步：/)
  })

  it('tells with the QR link when the phone ended the session, and takes the scan', async () => {
    wechat.endSession()
    await alerted(/会话已失效（1101）.*https:\/\/login\.weixin\.qq\.com\/l\/\S+/)
    const { stdout } = await qunguan(['doctor', ...dirs()])
    expect(stdout).toContain('没有登录微信')
    expect(stdout).toMatch(link)
    await wechat.confirm()
    await alerted(/回来了/)
  })

  it('is told of what nobody caught, leaves in order, and comes back into the same session', async () => {
    const { codes } = wechat
    await wechat.listening()
    await wechat.says('g1', 'lin', '炸')
    await alerted(/程序出错/)
    expect(await bot.gone).toBe(1)
    expect(bot.log).toContain('uncaught')
    bot = start()
    await bot.sees('ready')
    expect(wechat.codes).toBe(codes)
  })

  it('SIGTERM keeps the session too', async () => {
    const { codes } = wechat
    await wechat.listening()
    expect(await bot.end('SIGTERM')).toBe(0)
    expect((await stat(join(dir, 'data', 'main.memory-card.json'))).mode & 0o777).toBe(0o600)
    bot = start()
    await bot.sees('ready')
    await wechat.listening()
    expect(wechat.codes).toBe(codes)
  })

  it('logs out by the operators’ command alone, and only with its code', async () => {
    const { codes } = wechat
    await wechat.says('g1', 'lin', '/退出登录')
    await wechat.dms('lin', '/退出登录 1234')
    const code = /退出登录 (\d{4})/.exec(await tell('/退出登录'))?.[1]
    expect(await tell(`/退出登录 ${code === '1000' ? 1001 : 1000}`)).toContain('什么也没做')
    expect(await tell(`/退出登录 ${code}`)).toContain('什么也没做')
    expect(wechat.codes).toBe(codes)
    const good = /退出登录 (\d{4})/.exec(await tell('/logout-wechat'))?.[1]
    expect(await tell(`/退出登录 ${good}`)).toContain('已退出')
    await wechat.saw(request => request.name === 'webwxlogout')
    expect(await alerted(/扫码登录/)).toMatch(link)
  })

  it('a login that is thrown out again is the same outage; an account that may not use the web is another', async () => {
    const told = groupBot.texts.length
    const { codes } = wechat
    wechat.refuse('webwxinit', 1101)
    await wechat.confirm()
    await expect.poll(() => wechat.codes).toBeGreaterThan(codes)
    expect(groupBot.texts.slice(told)).toEqual([])
    wechat.refuse('webwxinit', 1203)
    await wechat.confirm()
    await alerted(/这个号不能用网页登录（1203）/)
    expect(groupBot.texts.length).toBe(told + 1)
    expect(await tell('/状态')).toContain('微信拒绝了登录（1203）')
  })
})

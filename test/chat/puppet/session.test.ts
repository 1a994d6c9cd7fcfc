import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWebWechat, type WebWechat } from '../../web-wechat/server.js'
import { asked, type BotAt, botAt, newDir } from './bot-at.js'

const world = {
  people: { lin: { name: '林老师', friend: true }, hao: { name: '阿豪' } },
  rooms: { g1: { topic: '晨跑群', members: ['lin', 'hao'] } },
}

/** The real client in this process, and a WeChat that is not well. */
describe('a session on wechat4u', () => {
  let wechat: WebWechat
  let bot: BotAt | undefined
  let dir: string
  let remove: () => Promise<void>

  beforeEach(async () => {
    wechat = await startWebWechat({ ...world, autoConfirm: true })
    const made = await newDir()
    dir = made.dir
    remove = made.remove
  })
  afterEach(async () => {
    await bot?.stop()
    await wechat.stop()
    await remove()
  })

  async function loggedIn(): Promise<BotAt> {
    bot = await botAt(wechat, dir)
    await bot.sees('ready')
    await wechat.listening()
    return bot
  }

  /** Nothing of the login was lost: one code, one login, nobody logged out, and people are heard. */
  async function stillIn(one: BotAt): Promise<void> {
    await wechat.says('g1', 'hao', '还在吗')
    await one.hears('还在吗')
    expect(one.events).toEqual(['scan', 'login', 'ready'])
    expect(wechat).toMatchObject({ codes: 1, logins: 1 })
    expect(asked(wechat, 'webwxlogout')).toBe(0)
    expect(one.wechat4u.health()).toMatchObject({ state: 'login' })
    expect(one.wechat4u.puppet.isLoggedIn).toBe(true)
    expect(one.wechat4u.contact(wechat.world.personId('lin'))).toMatchObject({ NickName: '林老师' })
  }

  it.each([['a gateway that answers 502', { status: 502 }] as const, ['no network', 'cut'] as const])(
    'survives %s, and hears what was written meanwhile',
    async (_, how) => {
      const one = await loggedIn()
      const up = wechat.goesDown(how)
      await one.told('offline')
      await wechat.says('g1', 'lin', '没网的时候', { away: true })
      up()
      await one.told('back', 2)
      await one.hears('没网的时候')
      expect(one.troubles).toMatchObject([
        { kind: 'scan' },
        { kind: 'back' },
        { kind: 'offline', why: how === 'cut' ? 'ECONNRESET' : 'HTTP 502' },
        { kind: 'back' },
      ])
      await stillIn(one)
    },
  )

  it('notices that nobody answers, and asks again', async () => {
    bot = await botAt(wechat, dir, { thresholds: { pollTimeout: 100 } })
    await bot.sees('ready')
    await wechat.listening()
    // What is written to a connection that is dead is lost on nobody: it waits at WeChat's.
    const up = wechat.goesDown('silence')
    await wechat.says('g1', 'lin', '听得见吗', { away: true })
    await bot.told('offline')
    up()
    await bot.told('back', 2)
    await bot.hears('听得见吗')
    await stillIn(bot)
  })

  it('waits longer each time when the polls alone break, and does not call that well', async () => {
    const one = await loggedIn()
    wechat.refuse('synccheck', { status: 502 }, { times: 6 })
    const since = wechat.mark()
    await wechat.says('g1', 'lin', '叫醒它')
    await one.hears('叫醒它')
    await one.told('back', 2)
    const polls = wechat.requests.slice(since.requests).filter(({ name }) => name === 'synccheck')
    const waits = polls.flatMap(({ ret, at }, index) => (ret === 0 ? [] : [(polls[index + 1]?.at ?? 0) - at]))
    for (const [index, least] of [20, 40, 80, 80, 80, 80].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(least * 0.75)
    }
    expect(one.troubles.map(({ kind }) => kind)).toEqual(['scan', 'back', 'offline', 'back'])
    await stillIn(one)
  })

  it('takes no answer but 1100, 1101 and 1102 for the end: odd ones are asked about again', async () => {
    const one = await loggedIn()
    wechat.refuse('synccheck', -1, { times: 4 })
    wechat.refuse('webwxsync', 1, { times: 1 })
    wechat.refuse('webwxinit', 1205)
    await wechat.says('g1', 'hao', '第一句')
    await one.hears('第一句')
    await stillIn(one)
  })

  it('comes up by itself when the process started without a network', async () => {
    await (await loggedIn()).stop()
    const up = wechat.goesDown('cut')
    bot = await botAt(wechat, dir)
    await bot.told('offline')
    expect(bot.wechat4u.puppet.isLoggedIn).toBe(false)
    up()
    await bot.sees('ready')
    await wechat.listening()
    expect(bot.events).toEqual(['login', 'ready'])
    expect(wechat).toMatchObject({ codes: 1, logins: 1 })
    expect(asked(wechat, 'webwxlogout')).toBe(0)
  })

  it('logs in through a network that comes and goes', async () => {
    const up = wechat.goesDown({ status: 502 })
    bot = await botAt(wechat, dir)
    await bot.told('offline')
    for (const name of ['jslogin', 'login', 'webwxnewloginpage', 'webwxinit', 'webwxgetcontact']) {
      wechat.refuse(name, { status: 502 })
      wechat.refuse(name, 'cut')
    }
    up()
    await bot.sees('ready')
    await wechat.listening()
    await stillIn(bot)
  })

  it('knows after a restart since when it is logged in', async () => {
    const one = await loggedIn()
    const since = one.wechat4u.sessionSince()
    expect(since).toBeGreaterThan(Date.now() - 60_000)
    await one.stop()
    expect(one.wechat4u.sessionSince()).toBeUndefined()
    bot = await botAt(wechat, dir)
    await bot.sees('login')
    expect(bot.wechat4u.sessionSince()).toBe(since)
    expect(wechat.codes).toBe(1)
  })

  it('writes down what WeChat renews while the session lasts', async () => {
    bot = await botAt(wechat, dir, { thresholds: { notifyEvery: 20 } })
    await bot.sees('ready')
    const client: { COOKIE: Record<string, string> } = Reflect.get(bot.wechat4u.puppet, 'wechat4u')
    client.COOKIE['webwx_data_ticket'] = 'renewed'
    const file = join(dir, 'main.memory-card.json')
    await expect.poll(() => readFile(file, 'utf8')).toContain('renewed')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['main.memory-card.json'])
  })

  it.each([1100, 1101, 1102])('begins anew with a QR code when WeChat ends the session (%i)', async ret => {
    const one = await loggedIn()
    const before = wechat.world.personId('lin')
    wechat.refuse('synccheck', ret)
    await wechat.says('g1', 'hao', '最后一句')
    await one.sees('login', 2)
    await one.sees('ready', 2)
    await wechat.listening()
    expect(one.events).toEqual(['scan', 'login', 'ready', 'logout', 'scan', 'login', 'ready'])
    expect(one.troubles).toMatchObject([
      { kind: 'scan' },
      { kind: 'back' },
      { kind: 'refused', ret },
      { kind: 'scan' },
      { kind: 'back' },
    ])
    // Nothing of the dead session is left, and what it had to tell is not told again.
    expect(one.wechat4u.contact(before)).toBeUndefined()
    expect(await one.wechat4u.puppet.roomList()).toEqual([wechat.world.roomId('g1')])
    await wechat.posts('g1', 'hao', { body: '上辈子的话', CreateTime: Math.floor(Date.now() / 1000) - 3600 })
    await wechat.says('g1', 'hao', '新的一句')
    await one.hears('新的一句')
    expect(one.heard).not.toContain('上辈子的话')
    expect(wechat.faults).toEqual([])
  })

  it('shows a QR code at once when the saved session is dead', async () => {
    await (await loggedIn()).stop()
    wechat.endSession()
    bot = await botAt(wechat, dir)
    await bot.sees('ready')
    expect(bot.events).toEqual(['scan', 'login', 'ready'])
    expect(bot.troubles[0]).toEqual({ kind: 'refused', ret: 1101 })
  })

  it.each([
    ['cut short', '{"\\rpuppet\\nPUPPET-WECHAT4U":{"PROP":{"uin":"15'],
    ['of another shape', '{"\\rpuppet\\nPUPPET-WECHAT4U":"x"}'],
    ['empty', ''],
  ])('starts with a session file that is %s, which it keeps aside', async (_, text) => {
    const file = join(dir, 'main.memory-card.json')
    await writeFile(file, text)
    await loggedIn()
    const aside = (await readdir(dir)).filter(name => name.includes('broken'))
    expect(aside).toHaveLength(1)
    expect(await readFile(join(dir, aside[0] ?? ''), 'utf8')).toBe(text)
    await expect.poll(() => readFile(file, 'utf8')).toContain('wxsid')
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWebWechat, type WebWechat } from '../../web-wechat/server.js'
import { asked, type BotAt, botAt, newDir } from './bot-at.js'

/** Milliseconds between the requests of that name. */
function gaps(wechat: WebWechat, name: string): number[] {
  const times = wechat.requests.filter(request => request.name === name).map(request => request.at)
  return times.slice(1).map((at, index) => at - (times[index] ?? at))
}

/** Timers ring no earlier than this part of what was asked for: a fifth is chance, and clocks round. */
const EARLY = 0.75

describe('logging in to a WeChat that does not want it', () => {
  let wechat: WebWechat
  let bot: BotAt
  let dir: string
  let remove: () => Promise<void>

  beforeEach(async () => {
    const made = await newDir()
    dir = made.dir
    remove = made.remove
  })
  afterEach(async () => {
    await bot.stop()
    await wechat.stop()
    await remove()
  })

  async function start(autoConfirm: boolean, refusals: (wechat: WebWechat) => void = () => {}): Promise<void> {
    wechat = await startWebWechat({
      autoConfirm,
      people: { lin: { name: '林老师', friend: true } },
      rooms: { g1: { topic: '晨跑群', members: ['lin'] } },
    })
    refusals(wechat)
    bot = await botAt(wechat, dir)
  }

  /** A bot beside this one is thrown out three times and gets in: so long one would have to be silent that gave up. */
  async function anotherLogsInAfterAll(): Promise<void> {
    const kind = await startWebWechat({ autoConfirm: true, people: {}, rooms: {} })
    kind.refuse('webwxinit', 1102, { times: 3 })
    const aside = await newDir()
    const other = await botAt(kind, aside.dir)
    await other.sees('login')
    await other.stop()
    await kind.stop()
    await aside.remove()
  }

  it('stops for good at 1203: this account may not use the web', async () => {
    await start(true, one => one.refuse('webwxnewloginpage', 1203, { times: Infinity }))
    await bot.told('refused')
    expect(bot.troubles).toMatchObject([{ kind: 'scan' }, { kind: 'refused', ret: 1203 }])
    const { length } = wechat.requests
    await anotherLogsInAfterAll()
    expect(wechat.requests).toHaveLength(length)
    expect(bot.events).toEqual(['scan'])
    expect(bot.wechat4u.health()).toMatchObject({ state: 'logout' })
    expect(bot.wechat4u.puppet.isLoggedIn).toBe(false)
  })

  it('stops for good at 1203 in the middle of a session, and keeps what was saved', async () => {
    await start(true)
    await bot.sees('ready')
    await wechat.listening()
    wechat.refuse('synccheck', 1203)
    await wechat.says('g1', 'lin', '在吗')
    await bot.sees('logout')
    expect(bot.events).toEqual(['scan', 'login', 'ready', 'logout'])
    await bot.stop()
    bot = await botAt(wechat, dir)
    await bot.sees('login')
    expect(wechat.codes).toBe(1)
  })

  it('waits longer and longer when it is thrown out right after the login', async () => {
    await start(true, one => one.refuse('webwxinit', 1102, { times: 4 }))
    await bot.sees('login')
    // Thrown out four times: 40, 160, 640 and 640 ms, and the code was scanned by a person each time.
    expect(wechat.logins).toBe(5)
    for (const [index, least] of [40, 160, 640, 640].entries()) {
      expect(gaps(wechat, 'jslogin')[index]).toBeGreaterThanOrEqual(least * EARLY)
    }
    expect(bot.troubles.filter(trouble => trouble.kind === 'refused')).toHaveLength(4)
  })

  it('waits too when a confirmed code leads nowhere', async () => {
    await start(true, one => one.refuse('webwxnewloginpage', 1, { times: 3 }))
    await bot.sees('login')
    for (const [index, least] of [40, 160, 640].entries()) {
      expect(gaps(wechat, 'jslogin')[index]).toBeGreaterThanOrEqual(least * EARLY)
    }
  })

  it('renews a code that grew old, slower and slower, and shows every new one', async () => {
    await start(false)
    for (let code = 1; code <= 4; code += 1) {
      await bot.sees('scan', code)
      await bot.told('scan', code)
      await wechat.expire()
    }
    await bot.sees('scan', 5)
    for (const [index, least] of [20, 80, 320, 320].entries()) {
      expect(gaps(wechat, 'jslogin')[index]).toBeGreaterThanOrEqual(least * EARLY)
    }
    const shown = bot.troubles.map(trouble => (trouble.kind === 'scan' ? trouble.url : trouble.kind))
    expect(new Set(shown).size).toBe(5)
    expect(shown.at(-1)).toBe(`https://login.weixin.qq.com/l/${await wechat.scan()}`)
    await wechat.confirm()
    await bot.sees('login')
  })

  it('renews a code that is refused at once without hammering', async () => {
    await start(false, one => one.refuse('login', 400, { times: 3 }))
    await bot.sees('scan', 4)
    expect(asked(wechat, 'jslogin')).toBe(4)
    for (const [index, least] of [20, 80, 320].entries()) {
      expect(gaps(wechat, 'jslogin')[index]).toBeGreaterThanOrEqual(least * EARLY)
    }
  })

  it('polls evenly when WeChat does not hold the polls', async () => {
    wechat = await startWebWechat({})
    wechat.refuse('login', 408, { times: Infinity })
    const begun = Date.now()
    bot = await botAt(wechat, dir, { thresholds: { pollGap: 50 } })
    await expect.poll(() => asked(wechat, 'login')).toBeGreaterThan(5)
    const polls = asked(wechat, 'login')
    // 50 ms a poll; a timer may ring one early.
    expect(polls).toBeLessThanOrEqual(1 + (Date.now() - begun) / 49)
    expect(wechat.codes).toBe(1)
  })

  it('lets go of a code that WeChat never calls old, and waits before the next', async () => {
    wechat = await startWebWechat({})
    wechat.refuse('login', 408, { times: Infinity })
    bot = await botAt(wechat, dir, { thresholds: { pollGap: 50, codeLife: 500, codeWaits: [400, 60_000] } })
    await bot.sees('scan', 2)
    expect(gaps(wechat, 'jslogin')[0]).toBeGreaterThanOrEqual(500 + 400 * EARLY)
    const names = wechat.requests.map(({ name }) => name)
    // Half a second of one code at 50 ms a poll.
    const polls = names.slice(0, names.lastIndexOf('jslogin')).filter(name => name === 'login')
    expect(polls.length).toBeLessThanOrEqual(11)
  })

  it('shows the code again when the network is back while nobody had scanned', async () => {
    await start(false)
    await bot.told('scan')
    const up = wechat.goesDown('cut')
    await bot.told('offline')
    up()
    await expect.poll(() => asked(wechat, 'login')).toBeGreaterThan(3)
    await wechat.confirm()
    await bot.sees('login')
    await bot.told('back')
    const kinds = bot.troubles.map(trouble => trouble.kind)
    expect(kinds).toEqual(['scan', 'offline', 'scan', 'back'])
    expect(wechat.codes).toBe(1)
  })
})

import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { PuppetLink, Trouble } from '../../../src/chat/link.js'
import type { Notice } from '../../../src/chat/watchdog.js'
import { shippedWatchdog } from '../../../src/chat/watchdog.js'
import { mainConfig } from '../../../src/config/schema.js'
import { houseTexts } from '../../../src/kernel/house-plugin/texts.js'
import { noticeInWords } from '../../../src/kernel/house-plugin/watch-words.js'
import { Watch } from '../../../src/kernel/rooms/watch.js'
import { line } from '../../../src/kernel/texts.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const START = 1_000_000_000

const begun: Watch[] = []
afterEach(() => {
  for (const watch of begun.splice(0)) watch.stop()
})

/** A watch over a puppet that does nothing but what the test says. */
function watching(told: Partial<Pick<PuppetLink, 'lastSync' | 'sessionSince' | 'trouble'>> = {}) {
  const puppet = Object.assign(new EventEmitter(), { isLoggedIn: false })
  const clock = { now: START }
  const notices: Notice[] = []
  const link = { puppet: puppet as unknown as PuppetLink['puppet'], ...told }
  const watch = new Watch({ link, now: () => clock.now, onNotice: notice => notices.push(notice) })
  watch.start()
  begun.push(watch)
  return {
    puppet,
    watch,
    notices,
    passed(span: number) {
      clock.now += span
      watch.look()
      return watch.health
    },
    login() {
      puppet.isLoggedIn = true
      puppet.emit('login', { contactId: 'bot' })
    },
  }
}

describe('the watch over a connection', () => {
  it('owns up to what the puppet does not tell', () => {
    const { watch, login, passed } = watching()
    expect(watch.health).toEqual({ since: START, loggedIn: false, lastSync: 'untold', sessionSince: 'untold' })
    login()
    watch.heard()
    expect(passed(MINUTE)).toMatchObject({ loggedIn: true, lastSync: 'untold', lastInbound: START })
  })

  it('hears of a QR code from any puppet, and forgets it at the login', () => {
    const { puppet, watch, login, passed, notices } = watching()
    puppet.emit('scan', { qrcode: 'https://wx.example/l/one', status: 2 })
    expect(watch.health.need).toMatchObject({ url: 'https://wx.example/l/one' })
    passed(2 * MINUTE)
    expect(notices).toMatchObject([{ kind: 'scan', url: 'https://wx.example/l/one' }])
    login()
    expect(passed(SECOND).need).toBeUndefined()
  })

  it('does not ask a client for its last sync before there is one, and remembers the last of a session', () => {
    let client: { last: number } | undefined
    const lastSync = () => {
      if (!client) throw new Error('not started')
      return client.last
    }
    const { puppet, login, passed } = watching({ lastSync, sessionSince: () => (client ? START : undefined) })
    expect(passed(SECOND)).toMatchObject({ lastSync: 'never', sessionSince: 'nobody' })
    client = { last: START + SECOND }
    login()
    expect(passed(SECOND)).toMatchObject({ lastSync: START + SECOND, sessionSince: START })
    puppet.isLoggedIn = false
    client = undefined
    expect(passed(3 * MINUTE)).toMatchObject({ lastSync: START + SECOND, silentSince: START + SECOND })
  })

  it('listens no longer than it runs', () => {
    let listening = 0
    const heard: ((trouble: Trouble) => void)[] = []
    const { puppet, watch } = watching({
      trouble: listener => {
        heard.push(listener)
        listening += 1
        return () => {
          listening -= 1
        }
      },
    })
    expect([listening, puppet.listenerCount('login'), puppet.listenerCount('scan')]).toEqual([1, 1, 0])
    watch.stop()
    expect([listening, puppet.listenerCount('login'), puppet.listenerCount('scan')]).toEqual([0, 0, 0])
  })
})

it('the thresholds that ship are those that the YAML names as its defaults', () => {
  expect(mainConfig.parse({}).puppetOptions).toMatchObject(shippedWatchdog)
})

describe('what operators are told', () => {
  const lasting = { for: 3 * MINUTE, again: false }
  const url = 'https://login.weixin.qq.com/l/one'
  const notices: readonly [Notice, RegExp, RegExp][] = [
    [{ kind: 'silent', ...lasting }, /断了 3分钟：/, /Cut off/],
    [{ kind: 'silent', why: 'HTTP 502', ...lasting }, /断了 3分钟（HTTP 502）/, /\(HTTP 502\)/],
    [{ kind: 'out', ...lasting }, /已退出登录.*重启我.*扫码/, /Logged out/],
    [{ kind: 'scan', url, ...lasting }, new RegExp(`扫码登录：${url}`), new RegExp(`scanning.*${url}`)],
    [
      { kind: 'scan', url, ret: 1102, ...lasting },
      new RegExp(`会话已失效（1102）.*重新扫码：${url}`),
      /session is over/,
    ],
    [{ kind: 'scan', url, for: 3 * MINUTE, again: true }, /^还没好，已经 3分钟。/, /^Still not well/],
    [{ kind: 'refused', ret: 1101, ...lasting }, /会话已失效（1101）.*doctor/, /doctor/],
    [{ kind: 'refused', ret: 1203, ...lasting }, /这个号不能用网页登录（1203）/, /may not log in on the web/],
    [{ kind: 'refused', ret: 1, ...lasting }, /不让这个号登录（1）/, /does not let/],
    [{ kind: 'back', for: 300_000 }, /^回来了，停了 5分钟。$/, /^Back/],
    [{ kind: 'quiet', for: 24 * 60 * MINUTE }, /1天没收到.*无法得知/, /cannot know/],
  ]
  it.each(notices)('$0.kind: what is the matter, and what to do', (notice, zh, en) => {
    const inLocale = (locale: 'zh-CN' | 'en') =>
      noticeInWords(notice, (key, values) => line(houseTexts, locale, {}, key, values))
    expect(inLocale('zh-CN')).toMatch(zh)
    expect(inLocale('en')).toMatch(en)
    // Nothing was left unsaid.
    expect(`${inLocale('zh-CN')}${inLocale('en')}`).not.toMatch(/[{}]/)
  })
})

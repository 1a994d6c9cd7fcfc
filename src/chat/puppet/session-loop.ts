import type { Log } from '../../redis/log.js'
import type { Trouble } from '../link.js'
import { Connection } from './connection.js'
import { pause } from './pause.js'
import { type Thresholds, waitAfter } from './thresholds.js'
import { type End, isEnd, isExpired, judge, LOGGED_OUT, verdictOn } from './verdict.js'
import type { WebInit, Wechat4uClient } from './wechat4u-client.js'

export interface SessionOptions {
  client: Wechat4uClient
  thresholds: Thresholds
  log: Log
  /** Aborted when the client is left. */
  life: AbortSignal
  /** WeChat's last code at its entrance (requests.ts). */
  entranceRet: () => number | undefined
  /** The account is in: by a new QR code, or (`again`) by the session that was there. Gives when the session began. */
  onEntered: (answer: WebInit, again: boolean) => Promise<number>
  /** Nobody is logged in any more; what was saved of the session is worth nothing, or (`keep`) may be tried once more. */
  onLost: (keep: boolean) => Promise<void>
  onTrouble: (trouble: Trouble) => void
  /** Now and then while the session lasts. */
  onBeat: () => Promise<void>
}

/**
 * The life of a client: QR code, session, news, over and over. It takes the place of wechat4u's own loop (wechat.js),
 * which ends the session over a gateway's error, comes back from a lost network as a zombie, and asks for QR codes
 * without a pause (docs/platform.md). Here only WeChat's word ends a session; all else is tried again, later each time.
 */
export class SessionLoop {
  readonly #o: SessionOptions
  #run = new AbortController()
  /** Logins in a row that did not hold. */
  #failed = 0
  readonly #connection: Connection

  constructor(options: SessionOptions) {
    this.#o = options
    this.#connection = new Connection(options)
  }

  /** Begins with a QR code; resolves when the account is in or the loop has ended. */
  byCode(): Promise<void> {
    return this.#start(false)
  }

  /** Begins with the session that the client holds. */
  byKeptSession(): Promise<void> {
    return this.#start(true)
  }

  /** Logs the account out at WeChat's, forgets the session and shows a QR code. */
  async logOut(): Promise<void> {
    this.#run.abort()
    await this.#o.client.logout()
    await this.#forget()
    this.#failed = 0
    void this.byCode()
  }

  #start(kept: boolean): Promise<void> {
    this.#run.abort()
    this.#run = new AbortController()
    const signal = AbortSignal.any([this.#run.signal, this.#o.life])
    return new Promise(entered => {
      this.#live(kept, signal, entered)
        .catch((error: unknown) => {
          if (!signal.aborted) this.#o.log.error({ err: error }, 'the loop of the WeChat client ended')
        })
        .finally(entered)
    })
  }

  async #live(kept: boolean, signal: AbortSignal, entered: () => void): Promise<void> {
    const { log, client, thresholds } = this.#o
    let bySession = kept
    for (let errors = 0; ; ) {
      try {
        const ended =
          (bySession ? undefined : await this.#logIn(signal)) ?? (await this.#inSession(bySession, signal, entered))
        signal.throwIfAborted()
        this.#connection.trouble({ kind: 'refused', ret: ended.ret })
        if (ended.kind === 'refused') {
          log.error({ ret: ended.ret }, 'WeChat does not let this account use the web; nothing more is tried')
          client.state = 'logout'
          return await this.#o.onLost(true)
        }
        log.warn({ ret: ended.ret }, 'WeChat ended the session')
        await this.#forget()
        bySession = false
        errors = 0
      } catch (error) {
        signal.throwIfAborted()
        errors += 1
        log.error({ err: error }, 'an error of our own between the bot and WeChat; trying again')
        bySession = client.PROP.uin !== ''
        await pause(waitAfter(errors, thresholds.loginWaits), signal)
      }
    }
  }

  /** Shows QR codes until one is confirmed and gave a session; gives why none ever will. */
  async #logIn(signal: AbortSignal): Promise<End | undefined> {
    const { client, thresholds, log, entranceRet } = this.#o
    for (;;) {
      if (this.#failed > 0) await pause(waitAfter(this.#failed, thresholds.loginWaits), signal)
      await this.#confirmed(signal)
      await this.#connection.patiently(() => client.login(), signal, thresholds.offlineWaits.length)
      if (client.PROP.uin && client.PROP.sid) return undefined
      const ret = entranceRet()
      const verdict = verdictOn(ret ?? LOGGED_OUT)
      if (verdict.kind === 'refused') return verdict
      this.#failed += 1
      log.warn({ ret, failed: this.#failed }, 'the confirmed QR code gave no session')
    }
  }

  /** One QR code after the other, until the phone confirms one. */
  async #confirmed(signal: AbortSignal): Promise<void> {
    const { client, thresholds } = this.#o
    for (let stale = 0; ; stale += 1) {
      if (stale > 0) await pause(waitAfter(stale, thresholds.codeWaits), signal)
      const uuid = await this.#connection.patiently(() => client.getUUID(), signal)
      if (uuid === undefined) continue
      client.state = 'uuid'
      client.emit('uuid', uuid)
      if (await this.#isConfirmed({ kind: 'scan', url: `https://login.weixin.qq.com/l/${uuid}` }, signal)) return
    }
  }

  async #isConfirmed(toScan: Trouble, signal: AbortSignal): Promise<boolean> {
    const { client, thresholds } = this.#o
    this.#connection.trouble(toScan)
    const until = Date.now() + thresholds.codeLife
    for (let failures = 0; Date.now() < until; ) {
      const asked = Date.now()
      try {
        const { code, userAvatar } = await client.checkLogin()
        signal.throwIfAborted()
        if (this.#connection.isOffline) this.#connection.trouble(toScan)
        this.#connection.through()
        failures = 0
        if (code === 200) return true
        if (code === 201 && userAvatar) client.emit('user-avatar', userAvatar)
        await this.#connection.evenly(asked, signal)
      } catch (error) {
        signal.throwIfAborted()
        if (isExpired(error)) return false
        failures += 1
        await this.#connection.missed(judge(error), failures, signal)
      }
    }
    return false
  }

  /** Takes the session up and stays in it until WeChat ends it. */
  async #inSession(kept: boolean, signal: AbortSignal, entered: () => void): Promise<End> {
    const { client, thresholds } = this.#o
    const answer = await this.#init(signal)
    if (isEnd(answer)) {
      this.#failed = kept ? 0 : this.#failed + 1
      return answer
    }
    client.state = 'login'
    client.lastSyncTime = Date.now()
    const since = await this.#o.onEntered(answer, kept)
    signal.throwIfAborted()
    this.#connection.well()
    entered()
    const over = new AbortController()
    void this.#beat(AbortSignal.any([signal, over.signal]))
    try {
      return await this.#hearNews(signal)
    } finally {
      over.abort()
      const sound = kept || Date.now() - since >= thresholds.soundAfter
      this.#failed = sound ? 0 : this.#failed + 1
    }
  }

  async #init(signal: AbortSignal): Promise<WebInit | End> {
    const { client } = this.#o
    for (let failures = 1; ; failures += 1) {
      try {
        // Else wechat4u would go on from the old key, whatever WeChat says now (core.js, updateSyncKey).
        client.PROP.formatedSyncKey = ''
        const answer = await client.init()
        signal.throwIfAborted()
        this.#connection.through()
        return answer
      } catch (error) {
        signal.throwIfAborted()
        const verdict = judge(error)
        if (isEnd(verdict)) return verdict
        await this.#connection.missed(verdict, failures, signal)
      }
    }
  }

  async #hearNews(signal: AbortSignal): Promise<End> {
    const { client } = this.#o
    let failures = 0
    let odd = 0
    let empty = 0
    for (;;) {
      const asked = Date.now()
      try {
        const selector = failures > 0 ? await this.#pollAgain(signal) : await client.syncCheck()
        const news = Number(selector) === 0 ? undefined : await client.sync()
        signal.throwIfAborted()
        failures = 0
        odd = 0
        client.lastSyncTime = Date.now()
        this.#connection.well()
        if (news) client.handleSync(news)
        empty = news?.AddMsgCount || news?.ModContactCount ? 0 : Math.min(empty + 1, 10)
        await this.#connection.evenly(asked, signal, empty)
      } catch (error) {
        signal.throwIfAborted()
        const verdict = judge(error)
        if (isEnd(verdict)) return verdict
        failures += 1
        await this.#connection.missed(verdict, failures, signal)
        if (verdict.kind !== 'odd') continue
        odd += 1
        if (odd % 2 !== 0) continue
        // It answers, but not to what we ask: it may have lost count of our news.
        const answer = await this.#init(signal)
        if (isEnd(answer)) return answer
      }
    }
  }

  /**
   * The first poll after a failure. WeChat holds polls: that it is back is known sooner, from a request that it answers
   * at once and a poll that is not broken off.
   */
  async #pollAgain(signal: AbortSignal): Promise<string | number> {
    const { client, thresholds } = this.#o
    await client.notifyMobile().catch((error: unknown) => {
      if (judge(error).kind !== 'odd') throw error
    })
    signal.throwIfAborted()
    const poll = client.syncCheck()
    poll.catch(() => undefined)
    await Promise.race([poll, pause(waitAfter(1, thresholds.offlineWaits), signal)])
    this.#connection.well()
    return poll
  }

  /** The heartbeat of a browser; its failures are the poll's to notice. */
  async #beat(signal: AbortSignal): Promise<void> {
    const { client, thresholds, log } = this.#o
    while (!signal.aborted) {
      await client.notifyMobile().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ why: judge(error) }, 'the phone could not be told that this client is there')
      })
      await pause(waitAfter(1, [thresholds.notifyEvery]), signal).catch(() => undefined)
      if (!signal.aborted) await this.#o.onBeat()
    }
  }

  async #forget(): Promise<void> {
    const { client } = this.#o
    client.state = 'logout'
    await this.#o.onLost(false)
    Object.assign(client.PROP, { uin: '', sid: '', skey: '', passTicket: '', formatedSyncKey: '', webwxDataTicket: '' })
    for (const cookie of Object.keys(client.COOKIE)) if (!cookie.startsWith('pgv_')) delete client.COOKIE[cookie]
  }
}

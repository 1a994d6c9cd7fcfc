import { randomBytes } from 'node:crypto'

export interface Session {
  uin: number
  sid: string
  skey: string
  passTicket: string
  dataTicket: string
}

interface QrCode {
  uuid: string
  state: 'waiting' | 'scanned' | 'seen' | 'confirmed' | 'expired'
  ticket: string
  /** Ends the held poll of the client, when there is one. */
  wake: (() => void) | undefined
}

/** WeChat holds a login poll for about this long, in milliseconds. */
const HOLD = 25_000

/**
 * The way in: a QR code that is shown, scanned and confirmed on the phone, and the session that comes of it. One account,
 * one session: a new one ends the one before.
 */
export class Login {
  session: Session | undefined
  /** QR codes asked for, and logins that came of one. */
  codes = 0
  logins = 0
  #code: QrCode | undefined
  readonly #waiting = new Set<() => void>()
  readonly #uin: number
  /** Whether nobody needs to scan just now: codes are confirmed at once. */
  readonly #auto: () => boolean

  constructor(uin: number, auto: () => boolean) {
    this.#uin = uin
    this.#auto = auto
  }

  /** jslogin: a new code. */
  show(): string {
    const ticket = randomBytes(12).toString('hex')
    this.codes += 1
    this.#code = { uuid: `${randomBytes(6).toString('hex')}==`, state: 'waiting', ticket, wake: undefined }
    this.#tell()
    return this.#code.uuid
  }

  /** The phone's camera; waits for a code that nobody scanned yet and gives its uuid. */
  async scan(): Promise<string> {
    const code = await this.#until(one => one.state === 'waiting')
    code.state = 'scanned'
    code.wake?.()
    return code.uuid
  }

  /** The phone's confirm button; scans first when that was left out. */
  async confirm(): Promise<void> {
    if (this.#code?.state !== 'scanned' && this.#code?.state !== 'seen') await this.scan()
    const code = await this.#until(one => one.state === 'scanned' || one.state === 'seen')
    code.state = 'confirmed'
    code.wake?.()
  }

  /** The client is told to ask again: perhaps nobody needs to scan any more. */
  askAgain(): void {
    this.#code?.wake?.()
  }

  /** Nobody came: the client must ask for another code. */
  async expire(): Promise<void> {
    const code = await this.#until(one => one.state === 'waiting')
    code.state = 'expired'
    code.wake?.()
  }

  /** A login poll of the client; `answer` gets the script, `gone` says that the client hung up. */
  poll(uuid: string, answer: (script: string) => void, gone: (hungUp: () => void) => void): void {
    const code = this.#code
    if (!code || code.uuid !== uuid) {
      answer('window.code=400;')
      return
    }
    if (this.#auto() && code.state === 'waiting') code.state = 'scanned'
    else if (this.#auto() && code.state === 'seen') code.state = 'confirmed'
    const script = next(code)
    if (script) {
      answer(script)
      return
    }
    const timer = setTimeout(() => end('window.code=408;'), HOLD)
    const close = (): void => {
      clearTimeout(timer)
      code.wake = undefined
    }
    const end = (text: string): void => {
      close()
      answer(text)
    }
    gone(close)
    code.wake = () => end(next(code) ?? 'window.code=408;')
  }

  /** webwxnewloginpage: the session, when the ticket is the confirmed code's. */
  enter(ticket: string): Session | undefined {
    if (this.#code?.ticket !== ticket || this.#code.state !== 'confirmed') return undefined
    this.#code = undefined
    this.logins += 1
    this.session = {
      uin: this.#uin,
      sid: randomBytes(12).toString('base64url'),
      skey: `@crypt_${randomBytes(4).toString('hex')}_${randomBytes(16).toString('hex')}`,
      passTicket: randomBytes(24).toString('base64url'),
      dataTicket: randomBytes(12).toString('base64url'),
    }
    return this.session
  }

  async #until(state: (code: QrCode) => boolean): Promise<QrCode> {
    for (;;) {
      if (this.#code && state(this.#code)) return this.#code
      await new Promise<void>(resolve => this.#waiting.add(resolve))
    }
  }

  #tell(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

/** What the client is told at once; undefined while there is nothing new. */
function next(code: QrCode): string | undefined {
  switch (code.state) {
    case 'scanned':
      code.state = 'seen'
      return "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4AAQ';"
    case 'confirmed':
      return `window.code=200;\nwindow.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=${code.ticket}@qrticket_0&uuid=${code.uuid}&lang=zh_CN&scan=1";`
    case 'expired':
      return 'window.code=400;'
    default:
      return undefined
  }
}

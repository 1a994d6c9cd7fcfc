import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trouble } from '../../src/chat/link.js'
import {
  beginWatch,
  type Notice,
  type Pulse,
  shippedWatchdog,
  type WatchdogOptions,
  type Watched,
  watch,
} from '../../src/chat/watchdog.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** As the app looks. */
const TICK = 15 * SECOND

/** A day told by what the connection does; notices come out with the second in which they were told. */
class Play {
  at = 1_000_000_000
  readonly begin = this.at
  readonly told: (Notice & { at: number })[] = []
  state: Watched = beginWatch(this.at)
  pulse: Pulse = { loggedIn: false, lastSync: 0, lastInbound: undefined }
  /** Syncs come, as they do every 25 s at the most. */
  syncing = false
  readonly options: WatchdogOptions

  constructor(options: Partial<WatchdogOptions> = {}) {
    this.options = { ...shippedWatchdog, ...options }
  }

  get kinds(): string[] {
    return this.told.map(notice => `${notice.kind}${'again' in notice && notice.again ? ' again' : ''}`)
  }

  logsIn(): this {
    this.pulse = { ...this.pulse, loggedIn: true }
    this.syncing = true
    return this.happens({ kind: 'login' })
  }

  trouble(trouble: Trouble): this {
    return this.happens({ kind: 'trouble', trouble })
  }

  passes(span: number): this {
    for (const end = this.at + span; this.at < end; ) {
      this.at += Math.min(TICK, end - this.at)
      if (this.syncing && this.pulse.lastSync !== undefined) this.pulse = { ...this.pulse, lastSync: this.at - SECOND }
      this.happens({ kind: 'look', pulse: this.pulse })
    }
    return this
  }

  private happens(happening: Parameters<typeof watch>[1]): this {
    const { state, notice } = watch(this.state, happening, this.at, this.options)
    this.state = state
    if (notice) this.told.push({ ...notice, at: (this.at - this.begin) / SECOND })
    return this
  }
}

const code = (uuid: string): Trouble => ({ kind: 'scan', url: `https://login.weixin.qq.com/l/${uuid}` })

describe('the watchdog', () => {
  it('says nothing while syncs come', () => {
    expect(new Play().logsIn().passes(12 * HOUR).told).toEqual([])
  })

  it('tells silence within two minutes of the last sync, and that it is over', () => {
    const play = new Play().logsIn().passes(MINUTE)
    play.syncing = false
    const last = play.pulse.lastSync ?? 0
    play.passes(5 * MINUTE)
    expect(play.kinds).toEqual(['silent'])
    expect((play.told[0]?.at ?? 0) * SECOND + play.begin - last).toBeLessThanOrEqual(2 * MINUTE)
    play.syncing = true
    play.passes(2 * MINUTE)
    expect(play.kinds).toEqual(['silent', 'back'])
    const back = play.told[1]
    expect(back?.for).toBeGreaterThan(5 * MINUTE)
    expect(back?.for).toBeLessThan(6 * MINUTE)
  })

  it('a short hole is no outage', () => {
    const play = new Play().logsIn().passes(MINUTE)
    play.syncing = false
    play.trouble({ kind: 'offline', since: play.at, why: 'HTTP 502' }).passes(75 * SECOND)
    play.syncing = true
    expect(play.trouble({ kind: 'back' }).passes(HOUR).told).toEqual([])
  })

  it('what lasts is told again, at growing distances', () => {
    const play = new Play().logsIn().passes(MINUTE)
    play.syncing = false
    play.passes(16 * HOUR)
    const first = play.told[0]?.at ?? 0
    const after = play.told.map(({ at }) => Math.round((at - first) / 60))
    expect(after).toEqual([0, 10, 70, 430, 790])
    expect(play.kinds.slice(1).every(kind => kind === 'silent again')).toBe(true)
  })

  it('says why, where the client knows', () => {
    const play = new Play().logsIn().passes(MINUTE)
    play.syncing = false
    play.trouble({ kind: 'offline', since: play.at, why: 'ECONNREFUSED' }).passes(2 * MINUTE)
    expect(play.told).toMatchObject([{ kind: 'silent', why: 'ECONNREFUSED' }])
  })

  it('a session that the phone ended is told at once, with code and link in one', () => {
    const play = new Play().logsIn().passes(MINUTE)
    Object.assign(play, { syncing: false, pulse: { ...play.pulse, loggedIn: false } })
    play.trouble({ kind: 'refused', ret: 1101 }).trouble(code('one'))
    expect(play.told).toMatchObject([
      { kind: 'scan', ret: 1101, url: 'https://login.weixin.qq.com/l/one', again: false },
    ])
    // A new code every five minutes is no news; the next reminder has the latest.
    play
      .passes(5 * MINUTE)
      .trouble(code('two'))
      .passes(6 * MINUTE)
    expect(play.told.slice(1)).toMatchObject([{ kind: 'scan', url: 'https://login.weixin.qq.com/l/two', again: true }])
    play.trouble({ kind: 'back' }).logsIn().passes(MINUTE)
    expect(play.kinds).toEqual(['scan', 'scan again', 'back'])
  })

  it('the end of a session is told without a link when none comes, and the link when it does', () => {
    const play = new Play().logsIn().passes(MINUTE)
    Object.assign(play, { syncing: false, pulse: { ...play.pulse, loggedIn: false } })
    play.trouble({ kind: 'refused', ret: 1102 }).passes(2 * MINUTE)
    expect(play.told).toMatchObject([{ kind: 'refused', ret: 1102 }])
    play.trouble(code('one'))
    expect(play.kinds).toEqual(['refused', 'scan'])
  })

  it('an account that may not use the web is told at once', () => {
    expect(new Play().trouble(code('one')).trouble({ kind: 'refused', ret: 1203 }).told).toMatchObject([
      { kind: 'refused', ret: 1203 },
    ])
  })

  it('the first code is for whoever starts the bot; the watchdog reminds of it after a while', () => {
    const play = new Play().trouble(code('one')).passes(MINUTE)
    expect(play.told).toEqual([])
    play.passes(MINUTE)
    expect(play.kinds).toEqual(['scan'])
  })

  it('a saved session and no network: told, though nobody ever was logged in', () => {
    const play = new Play()
    play.trouble({ kind: 'offline', since: play.at, why: 'ENOTFOUND' }).passes(2 * MINUTE)
    expect(play.told).toMatchObject([{ kind: 'silent', why: 'ENOTFOUND' }])
  })

  it('a login loop is told once, not each time', () => {
    const play = new Play().logsIn().passes(MINUTE)
    for (let turn = 0; turn < 6; turn += 1) {
      Object.assign(play, { syncing: false, pulse: { ...play.pulse, loggedIn: false } })
      play
        .trouble({ kind: 'refused', ret: 1101 })
        .trouble(code(`${turn}`))
        .passes(30 * SECOND)
      play
        .trouble({ kind: 'back' })
        .logsIn()
        .passes(20 * SECOND)
    }
    expect(play.kinds).toEqual(['scan'])
    // It goes out for good: that is told ten minutes after the last word, not hours.
    Object.assign(play, { syncing: false, pulse: { ...play.pulse, loggedIn: false } })
    play.passes(10 * MINUTE)
    expect(play.kinds.length).toBe(2)
  })

  it('a logout without a code is told as what it is', () => {
    const play = new Play().logsIn().passes(MINUTE)
    Object.assign(play, { syncing: false, pulse: { ...play.pulse, loggedIn: false } })
    play.passes(2 * MINUTE)
    expect(play.kinds).toEqual(['out'])
  })

  describe('where the puppet tells of no syncs', () => {
    const blind = () => {
      const play = new Play()
      play.pulse = { ...play.pulse, lastSync: undefined }
      return play
    }

    it('being logged in is all that can be known', () => {
      const play = blind()
        .logsIn()
        .passes(12 * HOUR)
      expect(play.told).toEqual([])
      play.pulse = { ...play.pulse, loggedIn: false }
      play.passes(2 * MINUTE)
      expect(play.kinds).toEqual(['out'])
      play.logsIn().passes(MINUTE)
      expect(play.kinds).toEqual(['out', 'back'])
    })

    it('a day without a message is told once, until there is one', () => {
      const play = blind()
        .logsIn()
        .passes(72 * HOUR)
      expect(play.kinds).toEqual(['quiet'])
      play.pulse = { ...play.pulse, lastInbound: play.at }
      play.passes(23 * HOUR)
      expect(play.kinds).toEqual(['quiet'])
      play.passes(2 * HOUR)
      expect(play.kinds).toEqual(['quiet', 'quiet'])
    })
  })

  it('whatever happens: told while it is out, silent while it is well, back only after an outage', () => {
    const step = fc.oneof(
      fc.constant('in' as const),
      fc.constant('hang' as const),
      fc.constant('out' as const),
      fc.constant('code' as const),
      fc.constantFrom(1100, 1101, 1102, 1203),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 1, max: 40 })), { maxLength: 25 }), steps => {
        const play = new Play().logsIn()
        let outages = 0
        for (const [what, ticks] of steps) {
          if (what === 'in') play.trouble({ kind: 'back' }).logsIn()
          else {
            play.syncing = false
            if (what !== 'hang') play.pulse = { ...play.pulse, loggedIn: false }
            if (what === 'code') play.trouble(code('x'))
            if (typeof what === 'number') play.trouble({ kind: 'refused', ret: what })
          }
          play.passes(ticks * TICK)
          const down = !play.syncing && ticks * TICK >= 2 * MINUTE
          if (down) expect(play.state.told).toBeDefined()
          if (play.syncing && ticks * TICK >= MINUTE) expect(play.state.told).toBeUndefined()
        }
        for (const notice of play.told) {
          if (notice.kind === 'back') outages -= 1
          else if (outages === 0) outages += 1
          expect(outages).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})

import type { ActRecord } from '../../src/sandbox/acts.js'
import type { Scenario } from '../../src/sandbox/scenario.js'
import type { CaseView, Stage } from '../../src/sandbox/stage.js'
import { World } from '../../src/sandbox/world.js'

interface Job {
  at: number
  run: () => void
}

/**
 * A stage without a bot: the real world, a clock that jumps from job to job, and a few lines of make-believe that answer
 * what people write. 广告 gets its author removed two seconds later and, one second after that, spoken of; 慢 is answered
 * after an hour; 口令 is answered in private with a code.
 */
export class FakeStage implements Stage {
  readonly world: World
  readonly acts: ActRecord[] = []
  /** What the play asked of the stage, in order. */
  readonly asked: string[] = []
  rests = 0
  caseBook: CaseView[] = []
  #now: number
  #jobs: Job[] = []
  #up = true

  constructor(scenario: Scenario) {
    this.#now = scenario.start
    const { people, rooms, roles, seed } = scenario
    this.world = new World({ now: () => this.#now, seed, spec: { people, rooms, roles } })
    this.world.onAct(act => this.acts.push(act))
    this.world.connect({
      receive: ({ FromUserName, OriginalContent }) => {
        if (this.#up) this.#hear(FromUserName, OriginalContent)
      },
      loggedOut: () => void this.asked.push('logged out'),
      loggedIn: () => void this.asked.push('logged in'),
    })
  }

  now(): number {
    return this.#now
  }

  idle(): Promise<void> {
    this.#runDue()
    return Promise.resolve()
  }

  restless(): string {
    return 'nothing is in hand'
  }

  async advance(to: number, stop?: () => boolean | Promise<boolean>): Promise<number> {
    for (;;) {
      const next = Math.min(to, ...this.#jobs.map(({ at }) => at))
      this.#now = Math.max(this.#now, next)
      this.#runDue()
      this.rests += 1
      if ((await stop?.()) || this.#now >= to) return this.#now
    }
  }

  later(ms: number, run: () => void): void {
    this.#jobs.push({ at: this.#now + ms, run })
  }

  alert(text: string): void {
    this.acts.push({ at: this.#now, act: 'alert', text })
  }

  crash(): Promise<void> {
    return this.#ask('crash')
  }

  armCrash(after: string, nth: number): void {
    this.asked.push(`crash after ${after} ${nth}`)
  }

  shutDown(): Promise<void> {
    this.#up = false
    return this.#ask('down')
  }

  startUp(): Promise<void> {
    this.#up = true
    return this.#ask('up')
  }

  restartRedis(): Promise<void> {
    return this.#ask('redis')
  }

  reload(change: object): Promise<void> {
    return this.#ask(`reload ${JSON.stringify(change)}`)
  }

  async operator(text: string): Promise<string> {
    await this.#ask(`operator ${text}`)
    return `好：${text}`
  }

  cases(): Promise<CaseView[]> {
    return Promise.resolve(this.caseBook)
  }

  close(): Promise<void> {
    return this.#ask('close')
  }

  #ask(what: string): Promise<void> {
    this.asked.push(what)
    return Promise.resolve()
  }

  #runDue(): void {
    for (;;) {
      const due = this.#jobs.filter(({ at }) => at <= this.#now)
      if (due.length === 0) return
      this.#jobs = this.#jobs.filter(({ at }) => at > this.#now)
      for (const { run } of due) run()
    }
  }

  #hear(from: string, content: string): void {
    const { bot } = this.world
    if (!from.startsWith('@@')) {
      if (content.includes('口令')) this.later(1000, () => bot.dm(from, '口令是 4321，五分钟内有效'))
      return
    }
    const [, sender = '', body = ''] = /^(@[^:]+):<br\/>(.*)$/s.exec(content) ?? []
    if (body.includes('广告')) {
      this.later(2000, () => this.#tryTo(() => bot.kick(from, sender)))
      this.later(3000, () => this.#tryTo(() => bot.say(from, '已移出小鹿（发广告，K1）')))
    }
    if (body.includes('慢')) this.later(3_600_000, () => bot.say(from, '来了'))
  }

  /** A refusal of WeChat's is in the acts already. */
  #tryTo(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.asked.push(`refused: ${error instanceof Error ? error.name : String(error)}`)
    }
  }
}

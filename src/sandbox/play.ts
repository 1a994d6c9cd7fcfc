import type { Millis } from '../domain/events.js'
import { actObject } from './act-lines.js'
import type { ActRecord } from './acts.js'
import type { ChatterLine } from './chatter.js'
import { Chatter } from './chatter.js'
import type { Facts } from './expect.js'
import { breaksSilence, decide, nextDeadline, sawOf, see, watch } from './expect.js'
import { doPeoplesStep } from './people-steps.js'
import { withSaved } from './saved.js'
import type { Scenario } from './scenario.js'
import type { ExpectItem, Step } from './scenario-format.js'
import type { Stage } from './stage.js'
import { WorldError } from './truth.js'
import { isClock, isoDuration, parseUntil } from './when.js'

/** An expectation that does not hold, or a step that nobody could do: the line in the file, what was written, what was seen. */
export interface Failure {
  line: number
  want: unknown
  saw: unknown[]
}

/** What became of a scenario. */
export interface Report {
  scenario: string
  ok: boolean
  /** Items of `expect`, `silent`s, and steps that could not be done. */
  checks: number
  failed: Failure[]
  /** Virtual time that passed, as an ISO duration. */
  simulated: string
  /** Real milliseconds. */
  tookMs: number
}

/** Something to show while a scenario is played, in order of time. */
export type Scene =
  | { kind: 'act'; at: Millis; act: ActRecord }
  | { kind: 'step'; at: Millis; step: Step }
  | { kind: 'chatter'; at: Millis; line: ChatterLine }
  | { kind: 'answer'; at: Millis; text: string }
  | { kind: 'failure'; at: Millis; failure: Failure }

export interface PlayOptions {
  onScene?: (scene: Scene) => void
  /** Stop at the first expectation that fails. */
  untilFail?: boolean
}

/**
 * Plays a scenario on a stage that stands at its beginning, and leaves the stage as it is at the end. What the bot or the
 * people do wrong is in the report; throws only what the stage itself throws.
 */
export async function playScenario(scenario: Scenario, stage: Stage, options: PlayOptions = {}): Promise<Report> {
  const took = stopwatch()
  const begin = stage.now()
  const play = new Play(scenario, stage, options)
  await play.settle()
  await play.steps(scenario.steps)
  return {
    scenario: scenario.name,
    ok: play.failed.length === 0,
    checks: play.checks,
    failed: play.failed,
    simulated: isoDuration(stage.now() - begin),
    tookMs: took(),
  }
}

class Play {
  readonly failed: Failure[] = []
  checks = 0
  readonly #scenario: Scenario
  readonly #stage: Stage
  readonly #options: PlayOptions
  readonly #chatter: Chatter
  /** What `save` kept. */
  #saved: Record<string, string> = {}
  /** Acts from this one on are looked at by the next `expect` or `silent`. */
  #mark = 0
  /** Acts before this one were shown. */
  #shown = 0

  constructor(scenario: Scenario, stage: Stage, options: PlayOptions) {
    this.#scenario = scenario
    this.#stage = stage
    this.#options = options
    this.#chatter = new Chatter(scenario.seed)
  }

  async steps(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.#options.untilFail && this.failed.length > 0) return
      await this.#step(withSaved(step, this.#saved))
      await this.settle()
    }
  }

  /** All work due at this moment is done, and all that came of it was shown. */
  async settle(): Promise<void> {
    await this.#stage.idle()
    this.#show()
  }

  async #step(step: Step): Promise<void> {
    const stage = this.#stage
    this.#scene({ kind: 'step', at: stage.now(), step })
    try {
      if (doPeoplesStep(stage.world, step, stage.now(), this.#scenario.timezone)) return
      await this.#stageStep(step)
    } catch (error) {
      if (!(error instanceof WorldError)) throw error
      this.checks += 1
      this.#fail(step, [error.message])
    }
  }

  async #stageStep(step: Step): Promise<void> {
    const stage = this.#stage
    switch (step.kind) {
      case 'chatter': {
        const room = stage.world.findRoom(step.body.room)
        if (room === undefined) throw new WorldError('UNKNOWN_ROOM', `没有 ${step.body.room} 这个群`)
        const everybody = () => members(stage, room).filter(who => who !== 'bot')
        this.#chatter.begin({ ...step.body, room, who: step.body.who ?? everybody() }, stage.now())
        return this.#pass(stage.now())
      }
      case 'wait':
        return this.#pass(stage.now() + step.body)
      case 'until':
        return this.#until(step)
      case 'crash': {
        const { after, nth = 1 } = step.body
        if (after === undefined) await stage.crash()
        else stage.armCrash(after, nth)
        return
      }
      case 'down': {
        const end = stage.now() + step.body.for
        await stage.shutDown()
        await this.steps(step.body.meanwhile)
        await this.#pass(end)
        return stage.startUp()
      }
      case 'relogin':
        await stage.world.logOut()
        await this.steps(step.body.changes)
        return stage.world.logIn()
      case 'redis':
        return stage.restartRedis()
      case 'reload':
        return stage.reload(step.body)
      case 'operator': {
        const text = await stage.operator(step.body.text)
        await this.settle()
        this.#scene({ kind: 'answer', at: stage.now(), text })
        return
      }
      case 'mark':
        this.#mark = stage.acts.length
        return
      case 'expect':
        return this.#expect(step.body)
      case 'silent':
        return this.#silent(step)
    }
  }

  /** Lets time pass to `to`, with the background talk at its times; ends early when `stop` says so at some rest. */
  async #pass(to: Millis, stop: () => Promise<boolean> = () => Promise.resolve(false)): Promise<void> {
    const stage = this.#stage
    for (;;) {
      const next = this.#chatter.next()
      const talk = next !== undefined && next <= to
      const target = talk ? next : to
      if (target > stage.now()) {
        let stopped = false
        await stage.advance(target, async () => {
          this.#show()
          stopped = await stop()
          return stopped
        })
        this.#show()
        if (stopped) return
      }
      if (!talk) return
      this.#talk()
      await this.settle()
      if (await stop()) return
    }
  }

  #talk(): void {
    const line = this.#chatter.take()
    // Whoever is no longer there has nothing to say.
    if (!line || !this.#stage.world.isMember(line.room, line.who)) return
    this.#scene({ kind: 'chatter', at: line.at, line })
    this.#stage.world.say({ room: line.room, who: line.who, text: line.text })
  }

  async #until(step: Extract<Step, { kind: 'until' }>): Promise<void> {
    const now = this.#stage.now()
    const to = parseUntil(step.body, now, this.#scenario.timezone)
    if (to !== undefined && (isClock(step.body) || to >= now)) return this.#pass(to)
    this.checks += 1
    this.#fail(step, [to === undefined ? '不是时间' : '这个时间已经过去了'])
  }

  async #expect(items: readonly ExpectItem[]): Promise<void> {
    const stage = this.#stage
    const watches = watch(items, stage.now())
    const watchesCases = items.some(({ kind }) => kind === 'case')
    let seen = this.#mark
    const look = async (momentIsOver: boolean) => {
      for (; seen < stage.acts.length; seen += 1) {
        const act = stage.acts[seen]
        if (act) see(watches, act, this.#facts([]))
      }
      const cases = watchesCases ? await stage.cases() : []
      decide(watches, stage.now(), this.#facts(cases), momentIsOver)
      return nextDeadline(watches) === undefined
    }
    while (!(await look(true))) {
      await this.#pass(nextDeadline(watches) ?? stage.now(), () => look(false))
      await this.settle()
    }
    this.#mark = stage.acts.length
    for (const watched of watches) {
      this.checks += 1
      if (watched.held) Object.assign(this.#saved, watched.saved)
      else this.#fail(watched.item, sawOf(watched).map(this.#inWords))
    }
  }

  async #silent(step: Extract<Step, { kind: 'silent' }>): Promise<void> {
    const stage = this.#stage
    const everywhere = step.body.room === 'all'
    const room = everywhere ? undefined : stage.world.findRoom(step.body.room)
    if (!everywhere && room === undefined) throw new WorldError('UNKNOWN_ROOM', `没有 ${step.body.room} 这个群`)
    await this.#pass(stage.now() + step.body.for)
    await this.settle()
    const loud = stage.acts.slice(this.#mark).filter(act => breaksSilence(act, room))
    this.#mark = stage.acts.length
    this.checks += 1
    if (loud.length > 0) this.#fail(step, loud.map(this.#inWords))
  }

  #facts(cases: Facts['cases']): Facts {
    const { world } = this.#stage
    return {
      cases,
      room: name => world.findRoom(name),
      members: room => (world.findRoom(room) === undefined ? undefined : members(this.#stage, room)),
    }
  }

  #fail({ line, want }: { line: number; want: unknown }, saw: unknown[]): void {
    const failure = { line, want, saw }
    this.failed.push(failure)
    this.#scene({ kind: 'failure', at: this.#stage.now(), failure })
  }

  #show(): void {
    const { acts } = this.#stage
    for (; this.#shown < acts.length; this.#shown += 1) {
      const act = acts[this.#shown]
      if (act) this.#options.onScene?.({ kind: 'act', at: act.at, act })
    }
  }

  /** What happened before is shown before. */
  #scene(scene: Scene): void {
    this.#show()
    this.#options.onScene?.(scene)
  }

  /** An act as the JSON lines have it; cases and the like as they are. */
  readonly #inWords = (seen: unknown): unknown =>
    typeof seen === 'object' && seen !== null && 'act' in seen
      ? actObject(seen as ActRecord, this.#scenario.timezone)
      : seen
}

function members(stage: Stage, room: string): string[] {
  return stage.world.members(room).map(({ who }) => who)
}

/** Real time, which the virtual clock does not touch. */
function stopwatch(): () => number {
  const begin = process.hrtime.bigint()
  return () => Number((process.hrtime.bigint() - begin) / 1_000_000n)
}

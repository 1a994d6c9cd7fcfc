import type { Millis } from '../domain/events.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import type { LaterJob, WantedTimer } from '../queue/timers.js'
import { contextOf } from './context.js'
import type { JobSpec, Plugin, SagaSpec, TimerSpec } from './contract.js'
import type { Failures } from './failures.js'
import type { ContextParts } from './ground.js'
import { without } from './people/saga-people.js'
import { causeOf, type SagaRecord, type StepEnd } from './sagas.js'
import { modeOf } from './settings/modes.js'

/** A run later than this was missed: its policy decides. */
const LATE: Millis = 60_000
const DAY: Millis = 86_400_000

type InLane = (room: RoomKey, work: () => Promise<void>) => Promise<void>

/** What time brings to plugins: runs of their timers, jobs they set for later, steps of their sagas; each in its room's lane. */
export class TimedWork {
  readonly #parts: ContextParts
  readonly #failures: Failures
  readonly #inLane: InLane

  constructor(parts: ContextParts, failures: Failures, inLane: InLane) {
    this.#parts = parts
    this.#failures = failures
    this.#inLane = inLane
  }

  /** Every timer that the plugins want now. */
  wantedTimers(): WantedTimer[] {
    const { house } = this.#parts
    const after = house.now()
    // Rooms of which the YAML says nothing of their own share one config, and `at` is pure: thousands are one question.
    const answers = new Map<TimerSpec<never>, Map<unknown, Millis | undefined>>()
    const next = (plugin: Plugin, timer: TimerSpec<never>, room: RoomKey) => {
      const { value } = house.config.of(plugin, house.rooms.get(room)?.community ?? room, room)
      const known = answers.get(timer) ?? new Map<unknown, Millis | undefined>()
      answers.set(timer, known)
      if (!known.has(value)) known.set(value, this.#next(plugin, timer, room, after))
      return known.get(value)
    }
    return house.rooms.kept.flatMap(room =>
      house.plugins.flatMap(plugin =>
        modeOf(house, plugin, room) === 'off'
          ? []
          : Object.entries(plugin.timers).flatMap(([name, timer]) => {
              const due = next(plugin, timer, room)
              return due === undefined ? [] : [{ name: `${plugin.name}.${name}`, room, due }]
            }),
      ),
    )
  }

  /** A plugin's timer is due; the time of its next run. */
  async onDue({ name, room, due, run }: WantedTimer & { run: string }): Promise<Millis | undefined> {
    const { house } = this.#parts
    const [pluginName = '', timerName = ''] = name.split('.')
    const plugin = house.plugins.find(each => each.name === pluginName)
    const timer = plugin?.timers[timerName]
    if (!plugin || !timer || !house.rooms.isKept(room) || modeOf(house, plugin, room) === 'off') return undefined
    const late = house.now() - due
    const runs = late <= LATE || (timer.missed === 'run' && late <= (timer.upTo ?? DAY))
    if (runs) {
      await this.#inLane(room, async () => {
        const ctx = contextOf(this.#parts, { plugin, room, cause: run })
        await this.#failures.guard(plugin.name, run, () => (timer as TimerSpec<unknown>).run(ctx, { due }))
      })
    }
    // From the run that was due, not from now: after an outage each run that was missed meets its own policy. Those that
    // no policy would still run are passed over.
    return this.#next(plugin, timer, room, Math.max(due, house.now() - (timer.upTo ?? DAY)))
  }

  /** A job that a handler set for later is due. */
  async onLater(job: LaterJob): Promise<void> {
    const { house, incidents } = this.#parts
    const [pluginName = '', jobName = ''] = job.name.split('.')
    await this.#inLane(job.room, async () => {
      // Taken back or moved by what was before it in the lane.
      if (!house.timers.stands(job)) return
      await this.#failures.guard(pluginName, job.id, async () => {
        if (pluginName === 'kernel') {
          if (jobName === 'lapse') await this.#parts.inquiries.lapse((job.data as { question: string }).question)
          if (jobName === 'recognised') await this.#parts.recognition.report(`${job.id}|${job.due}`)
          if (jobName === 'notices') await incidents.announceMerged(job.room, `${job.id}|${job.due}`)
          return
        }
        const plugin = house.plugins.find(each => each.name === pluginName)
        const spec = plugin?.jobs[jobName] as JobSpec<unknown, unknown> | undefined
        if (!plugin || !spec || modeOf(house, plugin, job.room) === 'off') return
        const ctx = contextOf(this.#parts, { plugin, room: job.room, cause: `${job.id}|${job.due}` })
        await spec.run(ctx, spec.data.parse(job.data))
      })
    })
  }

  /** Runs the step that a saga stands before, as part of whatever called it on. */
  async runStep(record: SagaRecord): Promise<StepEnd> {
    const plugin = this.#parts.house.plugins.find(each => each.name === record.plugin)
    const saga = plugin?.sagas[record.name] as SagaSpec<unknown, unknown> | undefined
    const step = saga?.steps[record.step]
    if (!plugin || !saga || !step) throw new Error(`no step ${record.step} of ${record.plugin}.${record.name}`)
    const ctx = contextOf(this.#parts, { plugin, room: record.room, cause: causeOf(record) })
    return step(ctx, saga.state.parse(record.state))
  }

  /** The state of a saga without one person, as its plugin has it. */
  async eraseFromSaga(record: SagaRecord, member: MemberKey): Promise<unknown> {
    const plugin = this.#parts.house.plugins.find(each => each.name === record.plugin)
    const saga = plugin?.sagas[record.name] as SagaSpec<unknown, unknown> | undefined
    if (!plugin || !saga?.erase) return without(record.state, member)
    const ctx = contextOf(this.#parts, { plugin, room: record.room, cause: causeOf(record) })
    return saga.erase(ctx, saga.state.parse(record.state), member)
  }

  #next(plugin: Plugin, timer: TimerSpec<never>, room: RoomKey, after: Millis): Millis | undefined {
    const { house } = this.#parts
    const community = house.rooms.get(room)?.community ?? room
    const { value } = house.config.of(plugin, community, room)
    return (timer as TimerSpec<unknown>).at(value, after, house.config.main.timezone, house.config.all.workdays)
  }
}

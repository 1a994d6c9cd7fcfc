import { basename } from 'node:path'
import type { z } from 'zod'
import type { Problem } from '../config/problems.js'
import { both, inOrder } from '../config/problems.js'
import { timezone as zoneName } from '../config/scalars.js'
import type { Millis } from '../domain/events.js'
import type { WorldSpec } from './cast.js'
import type { Step } from './scenario-format.js'
import { scenarioBody } from './scenario-format.js'
import { makesSense } from './scenario-sense.js'
import { parseSteps } from './scenario-steps.js'
import { parseIso } from './when.js'
import type { Path, Position } from './yaml-source.js'
import { readYaml, schemaProblems } from './yaml-source.js'

const defaultZone = 'Asia/Shanghai'
/** A Monday morning, when a scenario names no time. */
const defaultStart = '2030-01-07T10:00:00'

/** A scenario that was read and found valid. People, rooms and roles stay as written: the world is built from them. */
export interface Scenario {
  file: string
  name: string
  start: Millis
  timezone: string
  seed: number
  /** Merged over the config: `bot` is qunguan.yaml (a `timezone` of the scenario is in it), the rest by file name. */
  config: { bot?: Record<string, unknown>; plugins?: Record<string, unknown>; groups?: Record<string, unknown> }
  people: NonNullable<WorldSpec['people']>
  rooms: NonNullable<WorldSpec['rooms']>
  /** By room (of whose community) or by community; lists of people. */
  roles: Record<string, { owner?: string[]; admin?: string[]; kol?: string[]; trusted?: string[] }>
  steps: Step[]
  /** Where something stands in the file, such as `['config', 'plugins', 'rules', 'ads']`. */
  locate(path: Path, part?: 'key' | 'value'): Position | undefined
}

/**
 * Reads a scenario file. Either a scenario, or every problem at once, each with line and column and, for an unknown
 * word, the nearest known one.
 */
export function parseScenario(file: string, text: string): { scenario?: Scenario; problems: Problem[] } {
  const source = readYaml(file, text)
  if (source.problems.length > 0) return { problems: source.problems }
  const parsed = scenarioBody.safeParse(source.value ?? {})
  if (!parsed.success) {
    // The steps are looked at all the same, so that everything wrong is told at once.
    const { problems } = parseSteps(source, rawSteps(source.value), ['steps'])
    return { problems: inOrder([...schemaProblems(source, scenarioBody, [], parsed.error), ...problems]) }
  }
  const body = parsed.data
  const problems: Problem[] = []

  const inConfig = body.config.bot?.['timezone']
  const zone = body.timezone ?? (typeof inConfig === 'string' ? inConfig : undefined) ?? defaultZone
  const zonePath = body.timezone === undefined ? ['config', 'bot', 'timezone'] : ['timezone']
  const known = zoneName.safeParse(zone)
  for (const issue of known.error?.issues ?? []) problems.push(source.problem(zonePath, issue.message))
  const timezone = known.success ? zone : defaultZone
  const start = parseIso(body.start ?? defaultStart, timezone)
  if (start === undefined)
    problems.push(
      source.problem(['start'], both('开始时间要写成 2030-01-07T10:00:00+08:00 这样', 'start is an ISO time')),
    )

  const steps = parseSteps(source, body.steps, ['steps'])
  const scenario: Scenario = {
    file,
    name: body.name ?? basename(file).replace(/\.ya?ml$/, ''),
    start: start ?? 0,
    timezone,
    seed: body.seed,
    config: withZone(body.config, body.timezone),
    people: body.people,
    rooms: body.rooms,
    roles: body.roles,
    steps: steps.steps,
    locate: source.locate,
  }
  problems.push(...steps.problems, ...makesSense(scenario, source))
  return problems.length > 0 ? { problems: inOrder(problems) } : { scenario, problems }
}

function withZone(config: z.output<typeof scenarioBody>['config'], timezone: string | undefined): Scenario['config'] {
  return timezone === undefined ? config : { ...config, bot: { ...config.bot, timezone } }
}

function rawSteps(value: unknown): unknown[] {
  const steps = typeof value === 'object' && value !== null && 'steps' in value ? value.steps : undefined
  return Array.isArray(steps) ? steps : []
}

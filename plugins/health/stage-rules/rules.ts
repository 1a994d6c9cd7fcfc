import { mergeTrees, sha256 } from '../../../src/kernel/plugin.js'
import type { HealthConfig } from '../config.js'
import type { Stage } from '../stage/stages.js'

/** Settings by plugin, as the YAML would write them. */
export type Settings = Readonly<Record<string, Record<string, unknown>>>

/** What is proposed while a group is in a stage, or has so many people. */
export interface Rule {
  /** Another text of it is another rule. */
  key: string
  of: { stage: Stage } | { from: number }
  settings: Settings
}

/** Whoever leaves and comes back at the edge of a band does not move the group out of it. */
const HYSTERESIS = 5

type Configured = Pick<HealthConfig, 'stages' | 'bands'>

/** Every rule that is configured, stages first, bands from the least. */
export function rulesOf({ stages, bands }: Configured): Rule[] {
  const ofStages = Object.entries(stages).flatMap(([stage, each]) =>
    each === undefined ? [] : [ruleOf({ stage: stage as Stage }, each.overrides)],
  )
  const ofBands = boundsOf({ bands }).map(from => ruleOf({ from }, bands[String(from)]?.overrides ?? {}))
  return [...ofStages, ...ofBands].filter(({ settings }) => Object.keys(settings).length > 0)
}

function ruleOf(of: Rule['of'], settings: Settings): Rule {
  return { key: sha256(JSON.stringify([of, settings])).slice(0, 16), of, settings }
}

/** Those that fit a group of this stage and size; of several bands the one it is in. */
export function dueRules(config: Configured, stage: Stage | undefined, band: number | undefined): Rule[] {
  return rulesOf(config).filter(({ of }) => ('stage' in of ? of.stage === stage : of.from === band))
}

/** The band of so many people, by its lower bound; it is left when five fewer are there, as the sizes of `/规模` are. */
export function bandOf(config: Pick<Configured, 'bands'>, people: number, known?: number): number | undefined {
  const bounds = boundsOf(config)
  const now = bounds.findLast(from => people >= from)
  const stays = known !== undefined && bounds.includes(known) && known > (now ?? 0) && people > known - HYSTERESIS
  return stays ? known : now
}

function boundsOf({ bands }: Pick<Configured, 'bands'>): number[] {
  return Object.keys(bands)
    .map(Number)
    .sort((a, b) => a - b)
}

/** Several rules as one, the later over the earlier. */
export function joined(rules: readonly { settings: Settings }[]): Settings | undefined {
  if (rules.length === 0) return undefined
  const all = rules.reduce((sum, { settings }) => mergeTrees(sum, settings), {})
  return all as Settings
}

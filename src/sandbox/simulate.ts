import { readFile } from 'node:fs/promises'
import type { Problem } from '../config/problems.js'
import { both, printProblem } from '../config/problems.js'
import { actLine, reportLine } from './act-lines.js'
import type { Scene } from './play.js'
import { playScenario } from './play.js'
import type { Scenario } from './scenario.js'
import { parseScenario } from './scenario.js'
import type { Stage } from './stage.js'
import { Transcript } from './transcript.js'

/** Where lines go: stdout, stderr, or a list in a test. */
export interface Out {
  write(text: string): unknown
  /** A terminal: colours. */
  isTTY?: boolean
}

/** What a stage is built from, besides the scenario. */
export interface StageSources {
  /** Directory that takes the place of the shipped config. */
  config?: string
}

export interface SimulateOptions extends StageSources {
  json?: boolean
  untilFail?: boolean
  out: Out
  /** Problems of the files; stderr. */
  err: Out
  /** A fresh world and a private Redis. Throws an InvalidConfig when the scenario and its config make no valid whole. */
  makeStage: (scenario: Scenario, sources: StageSources) => Promise<Stage>
}

/** The config that a scenario would run with is not valid. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(printProblem).join('\n'))
    this.problems = problems
  }
}

/**
 * Plays scenario files one after the other, each on a stage of its own. All files are read first: with a wrong one
 * nothing is played.
 * @returns the exit code: 0 all expectations hold, 1 some failed, 2 a file or its config is invalid
 */
export async function simulate(files: readonly string[], options: SimulateOptions): Promise<0 | 1 | 2> {
  const scenarios: Scenario[] = []
  const problems: Problem[] = []
  for (const file of files) {
    const read = await readScenario(file)
    if (read.scenario) scenarios.push(read.scenario)
    problems.push(...read.problems)
  }
  if (problems.length > 0) return refuse(problems, options.err)

  let code: 0 | 1 = 0
  for (const scenario of scenarios) {
    let stage: Stage
    try {
      stage = await options.makeStage(scenario, options.config === undefined ? {} : { config: options.config })
    } catch (error) {
      if (error instanceof InvalidConfig) return refuse(error.problems, options.err)
      throw error
    }
    try {
      const ok = await playOn(stage, scenario, options)
      if (!ok) code = 1
      if (!ok && options.untilFail) return code
    } finally {
      await stage.close()
    }
  }
  return code
}

async function playOn(
  stage: Stage,
  scenario: Scenario,
  { json, untilFail = false, out }: SimulateOptions,
): Promise<boolean> {
  const line = (text: string) => out.write(`${text}\n`)
  if (json) {
    const onScene = (scene: Scene) => {
      // An alert goes past WeChat: expectations see it, these lines are what reached WeChat.
      if (scene.kind === 'act' && scene.act.act !== 'alert') line(actLine(scene.act, scenario.timezone))
    }
    const report = await playScenario(scenario, stage, { onScene, untilFail })
    line(reportLine(report))
    return report.ok
  }
  const { world } = stage
  const transcript = new Transcript({
    zone: scenario.timezone,
    colours: out.isTTY === true && process.env['NO_COLOR'] === undefined,
    name: who => (world.hasPerson(who) ? world.name(who) : who),
    topic: room => (world.findRoom(room) === undefined ? room : world.topicOf(room)),
  })
  line(transcript.title(scenario))
  const report = await playScenario(scenario, stage, {
    onScene: scene => transcript.lines(scene).forEach(line),
    untilFail,
  })
  transcript.summary(report).forEach(line)
  return report.ok
}

async function readScenario(file: string): Promise<{ scenario?: Scenario; problems: Problem[] }> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      problems: [{ file, line: 1, column: 1, path: [], message: both('打不开这个文件', why), severity: 'error' }],
    }
  }
  return parseScenario(file, text)
}

function refuse(problems: readonly Problem[], err: Out): 2 {
  for (const problem of problems) err.write(`${printProblem(problem)}\n`)
  return 2
}

import { join } from 'node:path'
import { plugins } from '../../plugins/index.js'
import { loadConfig, noSuchDirectory, prefixOf, type QunguanConfig } from '../config/load.js'
import { printProblem } from '../config/problems.js'
import { schemas } from '../plugin-schemas.js'
import { type Address, redisTarget } from '../redis/connect.js'
import { runningSocket, startEmbedded } from '../redis/embedded.js'
import type { Log } from '../redis/log.js'

/** What `--config` is when nobody gives it; src/cli.ts says so too, which must not wait for this file. */
const UNNAMED = 'config'

export interface Dirs {
  config: string
  data: string
}

/** The config of a directory, or undefined after its problems were printed on stderr. */
export function openConfig(dir: string): QunguanConfig | undefined {
  // Where nobody named a directory, none means defaults.
  const missing = dir === UNNAMED ? undefined : noSuchDirectory(dir)
  if (missing !== undefined) {
    process.stderr.write(missing)
    return undefined
  }
  const { config, problems } = loadConfig(dir, schemas(plugins))
  for (const problem of problems) process.stderr.write(`${printProblem(problem)}\n`)
  return problems.some(problem => problem.severity === 'error') ? undefined : config
}

export interface OpenedRedis {
  address: Address
  prefix: string
  embedded: boolean
  close(): Promise<void>
}

/**
 * Redis as the config says. The embedded one is started; where a running bot has it open already, it is shared, or with
 * `exclusive` refused with `DATA_IN_USE`.
 */
export async function openRedis(
  config: QunguanConfig,
  { data }: Pick<Dirs, 'data'>,
  log: Log,
  { exclusive = false }: { exclusive?: boolean } = {},
): Promise<OpenedRedis> {
  const prefix = prefixOf(config)
  const target = redisTarget(config.main.redis, process.env)
  if (target !== 'embedded') return { address: target, prefix, embedded: false, close: async () => {} }
  const dir = redisDir(data)
  const running = exclusive ? undefined : runningSocket(dir)
  if (running !== undefined) return { address: { socket: running }, prefix, embedded: true, close: async () => {} }
  const embedded = await startEmbedded({ dir, log })
  return { address: { socket: embedded.socket }, prefix, embedded: true, close: () => embedded.stop() }
}

/** Where the embedded Redis of a data directory lives. */
export function redisDir(data: string): string {
  return join(data, 'redis')
}

import { plugins } from '../../plugins/index.js'
import { loadConfig, noSuchDirectory, type QunguanConfig } from '../config/load.js'
import { printProblem } from '../config/problems.js'
import { workdaysDue } from '../config/workdays-due.js'
import { schemas } from '../plugin-schemas.js'
import { type Dirs, redisDir } from './open.js'

/** What owners set by command over this config, if a bot is running on that data directory. */
async function hiddenAt(config: QunguanConfig, data: string): Promise<string[]> {
  const { runningSocket } = await import('../redis/embedded.js')
  const socket = config.main.redis === 'embedded' ? runningSocket(redisDir(data)) : undefined
  if (socket === undefined) return []
  const { connect } = await import('../redis/connect.js')
  const { hiddenSettings } = await import('../kernel/settings/hidden-settings.js')
  const { Rooms } = await import('../kernel/rooms/rooms.js')
  const { Settings } = await import('../kernel/settings/settings.js')
  const redis = connect({ socket })
  const prefix = `qg:${config.main.account}`
  const [rooms, settings] = [new Rooms(redis, prefix), new Settings(redis, prefix)]
  await Promise.all([rooms.load(), settings.load()])
  redis.disconnect()
  return hiddenSettings(config, plugins, rooms, settings)
}

/** `qunguan check`: every problem at once on stdout; 0 when nothing is wrong (warnings do not count), 1 otherwise. */
export async function check({ config: dir, data }: Dirs, now = Date.now()): Promise<0 | 1> {
  const missing = noSuchDirectory(dir)
  if (missing !== undefined) {
    process.stdout.write(missing)
    return 1
  }
  const { config, problems } = loadConfig(dir, schemas(plugins))
  for (const problem of problems) process.stdout.write(`${printProblem(problem)}\n`)
  const due = config && workdaysDue(config, now)
  if (due) process.stdout.write(`${printProblem(due)}\n`)
  if (config) for (const line of await hiddenAt(config, data)) process.stdout.write(`warning: ${line}\n`)
  const errors = problems.filter(problem => problem.severity === 'error').length
  if (errors === 0) process.stderr.write('配置没有问题 (the config is fine)\n')
  return errors === 0 ? 0 : 1
}

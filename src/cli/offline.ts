import type { Redis } from 'ioredis'
import type { QunguanConfig } from '../config/load.js'
import { newClaim } from '../kernel/people/claims.js'
import { Rooms } from '../kernel/rooms/rooms.js'
import { backup, restore } from '../redis/backup.js'
import { connect } from '../redis/connect.js'
import { nearest } from '../text/nearest.js'
import { stderrLog } from './log.js'
import { type Dirs, type OpenedRedis, openConfig, openRedis } from './open.js'
import { tellRunning } from './operators.js'

/** Commands on the data of a bot, running or not. Each returns its exit code. */

/** `qunguan claim [community]`: prints a one-time code for an owner. */
export function claim(community: string | undefined, dirs: Dirs): Promise<number> {
  return withData(dirs, async ({ prefix }, redis, config) => {
    const known = Object.keys(config.communities)
    const wanted = community ?? (known.length === 1 ? known[0] : undefined)
    if (wanted === undefined) {
      process.stderr.write(`请写明是哪个社群：${known.join('、') || '配置里还没有'} (which community?)\n`)
      return 1
    }
    if (!known.includes(wanted) && !(await isKept(redis, prefix, wanted))) {
      const near = nearest(wanted, known)
      process.stderr.write(
        `没有「${wanted}」这个社群${near === undefined ? '' : `，是「${near}」吗？`} (no such community)\n`,
      )
      return 1
    }
    const code = await newClaim(redis, prefix, wanted, Date.now())
    process.stdout.write(`${code}\n`)
    process.stderr.write(`请「${wanted}」的群主私聊机器人：/认主 ${code}（7 天内有效，只能用一次）\n`)
    return 0
  })
}

/** Whether an adopted room, which no YAML names, makes a community of this key. */
async function isKept(redis: Redis, prefix: string, community: string): Promise<boolean> {
  const rooms = new Rooms(redis, prefix)
  await rooms.load()
  return rooms.communities.includes(community)
}

/** `qunguan tell TEXT`: an operator's command to the running bot. */
export function tell(text: string, dirs: Dirs): Promise<number> {
  return withData(dirs, async redis => {
    const answer = await tellRunning(redis, text)
    if (answer === undefined) {
      process.stderr.write('机器人没有在运行 (the bot is not running)\n')
      return 1
    }
    process.stdout.write(`${answer}\n`)
    return 0
  })
}

/** `qunguan backup FILE` */
export function backupTo(file: string, dirs: Dirs): Promise<number> {
  return withData(dirs, async ({ prefix }, redis) => {
    const keys = await backup(redis, { prefix }, file, new Date())
    process.stderr.write(`${file}: ${keys} 个键 (keys)\n`)
    return 0
  })
}

/** `qunguan restore FILE [--force]` */
export function restoreFrom(file: string, options: Dirs & { force?: boolean }): Promise<number> {
  return withData(options, async (opened, redis) => {
    const { prefix } = opened
    if ((await tellRunning(opened, '/状态')) !== undefined) {
      process.stderr.write('请先停下机器人再恢复 (stop the bot first)\n')
      return 1
    }
    const keys = await restore(redis, { prefix }, file, options.force ? { force: true } : {})
    process.stderr.write(`已恢复 ${keys} 个键 (keys restored)\n`)
    return 0
  })
}

async function withData(
  dirs: Dirs,
  work: (opened: OpenedRedis, redis: Redis, config: QunguanConfig) => Promise<number>,
): Promise<number> {
  const config = openConfig(dirs.config)
  if (!config) return 2
  const log = stderrLog('error')
  try {
    const opened = await openRedis(config, dirs, log)
    const redis = connect(opened.address, { log })
    try {
      return await work(opened, redis, config)
    } finally {
      redis.disconnect()
      await opened.close()
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

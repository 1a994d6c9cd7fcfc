import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findServer } from '../redis/server.js'
import { stderrLog } from './log.js'
import { type Dirs, openConfig, openRedis } from './open.js'
import { tellRunning } from './operators.js'

interface Finding {
  ok: boolean
  what: string
  advice?: string
}

/**
 * `qunguan doctor`: what is wrong here and what to do. Exit 0 when nothing is; with `--quiet` the code alone, for a
 * container's health check: then the bot must be running and answering.
 */
export async function doctor({ quiet = false, ...dirs }: Dirs & { quiet?: boolean }): Promise<number> {
  const findings: Finding[] = []
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  findings.push({
    ok: major > 20 || (major === 20 && minor >= 19),
    what: `Node ${process.versions.node}`,
    advice: '请升级到 20.19 以上 (needs 20.19)',
  })
  const config = openConfig(dirs.config)
  findings.push({
    ok: config !== undefined,
    what: `配置 ${dirs.config}`,
    advice: 'qunguan check 会列出每一处 (qunguan check)',
  })
  if (config) {
    findings.push(...redisFindings(config.main.redis))
    const session = join(dirs.data, `${config.main.account}.memory-card.json`)
    if (existsSync(session)) {
      findings.push({
        ok: (statSync(session).mode & 0o077) === 0,
        what: `会话文件 ${session}`,
        advice: `chmod 600 ${session}`,
      })
    }
    const answer = existsSync(dirs.data) ? await ask(config, dirs) : undefined
    findings.push({
      ok: answer !== undefined || !quiet,
      what: answer === undefined ? '机器人没有在运行 (not running)' : `机器人在运行：\n${answer}`,
      advice: 'npm start',
    })
  }
  if (!quiet) {
    for (const { ok, what, advice } of findings) {
      process.stdout.write(`${ok ? '✓' : '✗'} ${what}${ok || advice === undefined ? '' : ` → ${advice}`}\n`)
    }
  }
  return findings.every(finding => finding.ok) ? 0 : 1
}

function redisFindings(redis: string): Finding[] {
  if (redis !== 'embedded' || process.env['QUNGUAN_REDIS_URL']) return []
  try {
    return [{ ok: true, what: `Redis ${findServer()}` }]
  } catch (error) {
    return [{ ok: false, what: 'Redis', advice: error instanceof Error ? error.message : String(error) }]
  }
}

async function ask(config: NonNullable<ReturnType<typeof openConfig>>, dirs: Dirs): Promise<string | undefined> {
  const { runningSocket } = await import('../redis/embedded.js')
  const { redisDir } = await import('./open.js')
  const remote = config.main.redis !== 'embedded' || process.env['QUNGUAN_REDIS_URL']
  if (!remote && runningSocket(redisDir(dirs.data)) === undefined) return undefined
  const opened = await openRedis(config, dirs, stderrLog('silent'))
  try {
    return await tellRunning(opened, '/状态')
  } finally {
    await opened.close()
  }
}

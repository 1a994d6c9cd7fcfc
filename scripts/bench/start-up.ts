import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurn, measured, type Result, type Tell } from './measure.js'
import { root } from './stage.js'

/** Kept alive after the import, so that its memory can be read. */
const IMPORT = "await import('wechaty'); console.log('ready'); setInterval(() => {}, 1000)"

interface Start {
  seconds: number
  /** Resident memory at that moment, in MB. */
  memory: number
}

/** From nothing to `ready`, as a process of its own with an embedded Redis, and what it then holds in memory. */
export async function startUp(tell: Tell): Promise<Result[]> {
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-bench-'))
  const config = join(dir, 'config')
  cpSync(join(root, 'config'), config, { recursive: true })
  const bot = join(config, 'qunguan.yaml')
  writeFileSync(bot, readFileSync(bot, 'utf8').replace(/^puppet: .*$/m, 'puppet: sandbox'))
  const group = 'rooms:\n  g1: { topic: 夜跑1群 }\n'
  writeFileSync(join(config, 'groups/main.yaml'), group)
  try {
    const { a, b } = await inTurn(
      () => start([join(root, 'bin/qunguan.mjs'), 'start', '--config', config, '--data', join(dir, 'data')], '"ready"'),
      () => start(['--input-type=module', '-e', IMPORT], 'ready'),
      { tell, cold: true },
    )
    return [
      {
        ...measured(
          'qunguan start until ready',
          's',
          a.map(({ seconds }) => seconds),
        ),
        goal: '< 2',
        against: measured(
          'node -e "import(\'wechaty\')"',
          's',
          b.map(({ seconds }) => seconds),
        ),
      },
      {
        ...measured(
          'resident memory when ready',
          'MB',
          a.map(({ memory }) => memory),
        ),
        goal: '< 200',
        against: measured(
          'node -e "import(\'wechaty\')"',
          'MB',
          b.map(({ memory }) => memory),
        ),
      },
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Starts Node with these arguments and waits until it prints `word`; then it is told to end, and ends. */
async function start(args: readonly string[], word: string): Promise<Start> {
  const { QUNGUAN_REDIS_URL: _, NODE_OPTIONS: __, ...env } = process.env
  const begin = performance.now()
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  let said = ''
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', chunk => {
    complaint += chunk
  })
  const found = await new Promise<Start>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', chunk => {
      said += chunk
      if (!said.includes(word)) return
      resolve({ seconds: (performance.now() - begin) / 1000, memory: residentOf(child.pid ?? 0) })
    })
    void ended.then(() => reject(new Error(`it ended before it was ready: ${complaint}`)))
  })
  child.kill('SIGTERM')
  await ended
  return found
}

/** Resident memory of a process, in MB. */
function residentOf(pid: number): number {
  const status = `/proc/${pid}/status`
  // In units of 1024 bytes, as `ps` has it where there is no /proc.
  const told = existsSync(status)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Number(told) / 1024
}

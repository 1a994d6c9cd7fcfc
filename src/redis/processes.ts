import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * One process and no other: its pid, when it began, and in which boot of the machine. A bare pid is not enough, because
 * after a crash the number soon belongs to somebody else, and in a container it is the same at every start.
 */
export interface ProcessId {
  pid: number
  began: string
}

/** The identity of a running process, or undefined when there is none (a zombie, ended but not yet reaped, is none). */
export function identify(pid: number): ProcessId | undefined {
  const began = existsSync('/proc/self/stat') ? beganOnLinux(pid) : beganElsewhere(pid)
  return began === undefined ? undefined : { pid, began }
}

/** True while exactly this process runs. */
export function isRunning(process: ProcessId): boolean {
  return identify(process.pid)?.began === process.began
}

/** What a pid file holds: a process, and the socket it listens on when it is a server. */
export type PidFile = ProcessId & { socket?: string }

/** The pid file at `path`, or undefined when there is none or it names no process (empty, cut short, another program's). */
export function readPidFile(path: string): PidFile | undefined {
  try {
    const { pid, began, socket } = JSON.parse(readIfThere(path) ?? '{}')
    if (!Number.isSafeInteger(pid) || pid <= 0 || typeof began !== 'string') return undefined
    return { pid, began, ...(typeof socket === 'string' && { socket }) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Writes a pid file that only its owner reads. */
export function writePidFile(path: string, content: PidFile): void {
  writeFileSync(path, `${JSON.stringify(content)}\n`, { mode: 0o600 })
}

/** Ends exactly this process: SIGTERM, and SIGKILL when it has not gone after `patience` milliseconds of asking. */
export async function endProcess(process: ProcessId, patience = 5000): Promise<void> {
  signal(process, 'SIGTERM')
  const deadline = performance.now() + patience
  while (isRunning(process)) {
    if (performance.now() > deadline) signal(process, 'SIGKILL')
    await wait(2)
  }
}

/** Sends a signal to exactly this process; false when it is gone. */
export function signal(target: ProcessId, name: NodeJS.Signals): boolean {
  if (!isRunning(target)) return false
  try {
    return process.kill(target.pid, name)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

function beganOnLinux(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, ticks] = [fields?.[0], fields?.[19]]
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined
  return `${ticks} ${readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown-boot'}`
}

function beganElsewhere(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const match = /^(\S+)\s+(\S.*\S)\s*$/.exec(stdout ?? '')
  return match === null || match[1]?.startsWith('Z') ? undefined : match[2]
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ESRCH: the process ended between opening and reading.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

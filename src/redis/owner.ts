import { linkSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isRunning, type ProcessId, readPidFile, writePidFile } from './processes.js'

/** Two bots would write the same data and each do everything: the second is refused. */
export class DataDirInUse extends Error {
  readonly code = 'DATA_IN_USE'
  constructor(dir: string, who: string) {
    super(
      `The data in ${dir} is in use by ${who}.\nStop that bot first, or give this one a data directory of its own: two bots on one would do everything twice.`,
    )
    this.name = 'DataDirInUse'
  }
}

/**
 * Makes this process the one owner of `dir`, by a file `bot.pid` in it, and returns the function that gives it up.
 * The lock of a process that is gone is taken over. Throws `DataDirInUse` when its owner lives.
 */
export function own(dir: string): () => void {
  const lock = join(dir, 'bot.pid')
  const self = identify(process.pid)
  if (self === undefined) throw new Error('This process cannot be found in the list of processes')
  const draft = `${lock}.${self.pid}`
  writePidFile(draft, self)
  try {
    while (!linked(draft, lock)) takeAway(lock, `${draft}.stale`, dir)
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (isSame(readPidFile(lock), self)) rmSync(lock, { force: true })
  }
}

/** The bot that owns `dir` and lives, if any. */
export function ownerOf(dir: string): ProcessId | undefined {
  const holder = readPidFile(join(dir, 'bot.pid'))
  return holder !== undefined && isRunning(holder) ? holder : undefined
}

/** Moves a dead process's lock aside; throws when its owner lives. */
function takeAway(lock: string, aside: string, dir: string): void {
  const refuseLiving = (path: string) => {
    const holder = readPidFile(path)
    if (holder === undefined || !isRunning(holder)) return
    if (path === aside) linked(aside, lock)
    throw new DataDirInUse(dir, `another bot (process ${holder.pid})`)
  }
  try {
    refuseLiving(lock)
    renameSync(lock, aside)
    refuseLiving(aside) // somebody else took the dead lock over between our look and our move: it is theirs
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** Links `from` to `to` in one step; false when `to` exists. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function isSame(one: ProcessId | undefined, other: ProcessId): boolean {
  return one?.pid === other.pid && one.began === other.began
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

import { spawn } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { endProcess, identify, isRunning, type ProcessId } from './processes.js'

/** Why a Redis server of our own cannot be had. */
export class ServerError extends Error {
  constructor(
    readonly code: 'NO_REDIS' | 'REDIS_FAILED',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'ServerError'
  }
}

// Homebrew's and hand-made installations, which a service manager's PATH leaves out.
const usualFolders = ['/usr/local/bin', '/opt/homebrew/bin']

/** The first redis-server or valkey-server in `folders`; throws `NO_REDIS`, in two lines, when there is none. */
export function findServer(folders = [...(process.env['PATH'] ?? '').split(delimiter), ...usualFolders]): string {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = folders.map(folder => join(folder, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  throw new ServerError(
    'NO_REDIS',
    'No redis-server (or valkey-server) was found on this machine. To install one, run: sh scripts/ensure-redis.sh\n' +
      'To use a server you already have instead, set QUNGUAN_REDIS_URL=redis://host:6379 (or "redis:" in config/qunguan.yaml).',
  )
}

/** Where a server puts its things, and whether it writes them down. */
export interface ServerPlan {
  dir: string
  socket: string
  persist: boolean
}

/**
 * Starts a server on a unix socket and waits until it answers and has read its data (30 ms for little of it).
 * It is in a session of its own: Ctrl-C in the terminal goes to the bot, which still needs Redis while it stops.
 * `onSpawn` is called at once with the new process. Throws `REDIS_FAILED` with the end of its log when it gives up.
 */
export async function launch(plan: ServerPlan, onSpawn?: (server: ProcessId) => void): Promise<ProcessId> {
  const child = spawn(findServer(), settings(plan), { cwd: plan.dir, detached: true, stdio: 'ignore' })
  child.unref()
  let failure: unknown
  child.once('error', error => {
    failure = error
  })
  const server = child.pid === undefined ? undefined : identify(child.pid)
  if (server !== undefined) onSpawn?.(server)
  for (let pause = 1; server !== undefined && failure === undefined && isRunning(server); pause++) {
    if ((await ask(plan.socket, 'PING')) === '+PONG') return server
    await wait(Math.min(pause, 50)) // long only while it reads much data back
  }
  throw new ServerError('REDIS_FAILED', `The embedded Redis did not start; its log ends with:\n${logTail(plan.dir)}`, {
    cause: failure,
  })
}

/** Stops a server in good order (its AOF is flushed to the disk) and waits until it is gone. */
export async function shutDown(socket: string, server: ProcessId): Promise<void> {
  await ask(socket, 'SHUTDOWN NOSAVE') // at once; SIGTERM is looked at only every 100 ms
  await endProcess(server)
}

/**
 * Sends one command without arguments that hold spaces, on a connection of its own, and returns the reply as the
 * protocol has it; undefined when nobody answers within a second (a server that is stopped or stuck).
 */
export function ask(socket: string, command: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const connection = connect(socket)
    let reply = ''
    const settle = (value: string | undefined) => {
      connection.destroy()
      resolve(value)
    }
    connection.setTimeout(1000, () => settle(undefined))
    connection.once('error', () => settle(undefined))
    connection.once('close', () => settle(undefined))
    connection.setEncoding('utf8').on('data', chunk => {
      reply += chunk
      if (isWhole(reply)) settle(reply.trimEnd())
    })
    connection.write(`${command}\r\n`)
  })
}

/** True when `reply` is a whole simple string, error, number or bulk string; the questions asked here get no others. */
function isWhole(reply: string): boolean {
  if (!reply.endsWith('\r\n')) return false
  const bulk = /^\$(\d+)\r\n/.exec(reply)
  return bulk === null || Buffer.byteLength(reply) >= bulk[0].length + Number(bulk[1]) + 2
}

function settings({ dir, socket, persist }: ServerPlan): string[] {
  const options = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    daemonize: 'no',
    dir,
    logfile: join(dir, 'redis.log'),
    save: '',
    appendonly: persist ? 'yes' : 'no',
    // A kill loses nothing, since what was written is with the operating system; a power cut may take the last second.
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function logTail(dir: string): string {
  try {
    return readFileSync(join(dir, 'redis.log'), 'utf8').trimEnd().split('\n').slice(-5).join('\n')
  } catch {
    return '(no log was written)'
  }
}

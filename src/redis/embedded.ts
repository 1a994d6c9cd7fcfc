import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { onLeaving } from './leaving.js'
import { type Log, silent } from './log.js'
import { DataDirInUse, own, ownerOf } from './owner.js'
import { endProcess, isRunning, type ProcessId, readPidFile, signal, writePidFile } from './processes.js'
import { ask, launch, ServerError, type ServerPlan, shutDown } from './server.js'

/** A private Redis server beside this process. */
export interface EmbeddedRedis {
  /** Path of its unix socket; it listens nowhere else. */
  readonly socket: string
  readonly pid: number
  /** Ends the server, with everything on disk, and gives the data up. */
  stop(): Promise<void>
  /** Ends the server and starts it again on the same socket and data; `whileDown` runs in between. */
  restart(whileDown?: () => Promise<void>): Promise<void>
}

/**
 * The bot's own Redis, with its data in `dir` (made, for this user alone). It answers when this returns: after about
 * 20 ms, or at once when a crashed run left its server behind, which is then used on. A server that dies is started anew.
 * Throws `DataDirInUse` when another bot has the data, `ServerError` when there is no server or it does not start.
 */
export async function startEmbedded({ dir, log = silent }: { dir: string; log?: Log }): Promise<EmbeddedRedis> {
  const home = resolve(dir)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const disown = own(home)
  try {
    const { plan, server } = (await adopt(home, log)) ?? (await begin(home))
    return await keep(plan, server, log, disown)
  } catch (error) {
    disown()
    throw error
  }
}

/** The socket of the server that a running bot keeps on `dir`, for commands given beside it (backup, doctor). */
export function runningSocket(dir: string): string | undefined {
  const home = resolve(dir)
  return ownerOf(home) && readPidFile(pidFile(home))?.socket
}

interface Running {
  plan: ServerPlan
  server: ProcessId
}

const pidFile = (home: string) => join(home, 'redis.pid')

function note(plan: ServerPlan): (server: ProcessId) => void {
  return server => writePidFile(pidFile(plan.dir), { ...server, socket: plan.socket })
}

async function begin(home: string): Promise<Running> {
  const plan = { dir: home, socket: await socketFor(home), persist: true }
  return { plan, server: await launch(plan, note(plan)) }
}

/**
 * The server of a run that was killed, when it is still there and well. One that is not (it lost its socket, or is not
 * the process we noted) is ended, because two servers on one AOF would ruin it. One with a client still connected is no
 * orphan: its bot lives where we cannot see its pid (in another container, on the same volume).
 */
async function adopt(home: string, log: Log): Promise<Running | undefined> {
  const left = readPidFile(pidFile(home))
  const socket = left?.socket
  if (left === undefined || socket === undefined) return undefined
  const answers = (await ask(socket, 'PING')) !== undefined
  if (answers && (await isHeld(socket))) throw new DataDirInUse(home, 'a program connected to its Redis')
  if (answers && isRunning(left)) {
    log.info({ pid: left.pid }, 'Going on with the Redis that a killed run left behind')
    const plan = { dir: home, socket, persist: true }
    while ((await ask(socket, 'PING'))?.startsWith('-LOADING')) await wait(20)
    return { plan, server: left }
  }
  await shutDown(socket, left)
  return undefined
}

/** True when somebody else is connected, and still is after the half second in which a killed bot's connections close. */
async function isHeld(socket: string): Promise<boolean> {
  for (let look = 0; look < 25; look++) {
    const clients = (await ask(socket, 'CLIENT LIST'))?.match(/^id=/gm)?.length ?? 0
    if (clients <= 1) return false
    await wait(20)
  }
  return true
}

/** Watches over a running server until it is stopped: one change at a time, and a death that nobody asked for is undone. */
async function keep(plan: ServerPlan, first: ProcessId, log: Log, disown: () => void): Promise<EmbeddedRedis> {
  let server = first
  let wanted = true
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const done = turn.then(change)
    turn = done.catch(() => {}) // whoever asked for the change is told; the next one starts afresh
    return done
  }
  const revive = async (): Promise<void> => {
    for (let pause = 100; wanted; pause = Math.min(pause * 2, 5000)) {
      try {
        await endProcess(server)
        server = await launch(plan, note(plan))
        line = await hold(plan.socket, onLost)
        return log.warn({ pid: server.pid }, 'The embedded Redis had ended; it runs again')
      } catch (error) {
        log.error({ err: error, againInMs: pause }, 'The embedded Redis ended and does not start')
        await wait(pause, undefined, { ref: false })
      }
    }
  }
  const onLost = () => {
    if (wanted) void inTurn(revive)
  }
  const end = async () => {
    line.removeListener('close', onLost)
    await shutDown(plan.socket, server)
  }
  let line = await hold(plan.socket, onLost)
  const stay = onLeaving(() => {
    signal(server, 'SIGTERM')
    disown()
  })

  return {
    socket: plan.socket,
    get pid() {
      return server.pid
    },
    stop() {
      wanted = false
      return inTurn(async () => {
        await end()
        stay()
        rmSync(pidFile(plan.dir), { force: true })
        disown()
      })
    },
    restart: whileDown =>
      inTurn(async () => {
        await end()
        await whileDown?.()
        server = await launch(plan, note(plan))
        line = await hold(plan.socket, onLost)
      }),
  }
}

/** An idle connection: its end tells that the server died, be it our child or one we found, and it shows others it is in use. */
function hold(socket: string, onLost: () => void): Promise<Socket> {
  return new Promise((done, fail) => {
    const line = connect(socket).unref()
    line.once('error', fail)
    line.once('connect', () => done(line.resume().once('close', onLost)))
  })
}

/**
 * Where the socket goes: into `home`, or, when its path is too long for one (104 bytes with the final 0 on macOS) or its
 * file system knows no sockets, into a directory of the same user among the temporary ones.
 */
async function socketFor(home: string): Promise<string> {
  const here = join(home, 'redis.sock')
  if (Buffer.byteLength(here) < 104 && (await canListen(here))) return here
  const away = join(tmpdir(), `qunguan-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`)
  mkdirSync(away, { recursive: true, mode: 0o700 })
  const found = lstatSync(away)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new ServerError('REDIS_FAILED', `${away} is not a directory of this user alone; remove it and start again`)
  }
  return join(away, 'redis.sock')
}

function canListen(path: string): Promise<boolean> {
  rmSync(path, { force: true })
  const probe = createServer()
  return new Promise(done => {
    probe.once('error', () => done(false))
    probe.listen(path, () => probe.close(() => done(true)))
  })
}

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmbeddedRedis } from './embedded.js'
import { endProcess, type ProcessId, signal } from './processes.js'
import { findServer, launch, shutDown } from './server.js'

/**
 * A server for tests and the simulator, in a temporary directory of its own; `stop()` removes both. With `persist` it
 * keeps its data across `restart()`, otherwise it comes back empty. It dies with this process, however that ends, and
 * is not started anew by itself.
 */
export async function startScratch({ persist = false }: { persist?: boolean } = {}): Promise<EmbeddedRedis> {
  findServer() // before anything is made, so that nothing is left when there is none
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-scratch-'))
  const plan = { dir, socket: join(dir, 'redis.sock'), persist }
  const begin = async () => {
    let unguard = () => {}
    const server = await launch(plan, spawned => {
      unguard = guard(spawned, dir)
    })
    return { server, unguard }
  }
  let running = await begin()
  const end = async () => {
    running.unguard()
    await (persist ? shutDown(plan.socket, running.server) : kill(running.server))
  }
  return {
    socket: plan.socket,
    get pid() {
      return running.server.pid
    },
    async stop() {
      await end()
      rmSync(dir, { recursive: true, force: true })
    },
    async restart(whileDown) {
      await end()
      await whileDown?.()
      running = await begin()
    },
  }
}

async function kill(server: ProcessId): Promise<void> {
  signal(server, 'SIGKILL')
  await endProcess(server)
}

/**
 * Nothing in Node runs when it is killed, and a crash test kills; so a shell waits for the pipe from us to close, which
 * the system does at any death, and then clears away. Returns the function that sends it home.
 */
function guard(server: ProcessId, dir: string): () => void {
  const script = 'read -r _; kill -9 "$1"; rm -rf "$2"'
  const args = ['-c', script, 'qunguan-guard', String(server.pid), dir]
  const shell = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.unref()
  return () => shell.kill('SIGKILL')
}

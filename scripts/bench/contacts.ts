import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startWebWechat } from '../../test/web-wechat/server.js'
import type { RoomSpec } from '../../test/web-wechat/world.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const ROOMS = 200
const PEOPLE = 200

interface Ready {
  /** From the login to `ready`. */
  seconds: number
  /** Resident memory then, in MB. */
  memory: number
}

/** Two hundred rooms of two hundred members on the stand-in Web WeChat: the real client with our guards, and without. */
export async function contacts(tell: Tell): Promise<Result[]> {
  const { a, b } = await inTurn(
    () => login('guarded'),
    () => login('unmodified'),
    { tell, cold: true, runs: 3 },
  )
  const size = `wechat4u, ${ROOMS} rooms × ${PEOPLE} members`
  return [
    {
      ...measured(
        `${size}: resident memory when ready`,
        'MB',
        a.map(({ memory }) => memory),
      ),
      against: measured(
        'unmodified puppet-wechat4u, which copies all members',
        'MB',
        b.map(({ memory }) => memory),
      ),
    },
    {
      ...measured(
        `${size}: from the login to ready`,
        's',
        a.map(({ seconds }) => seconds),
      ),
      against: measured(
        'unmodified puppet-wechat4u',
        's',
        b.map(({ seconds }) => seconds),
      ),
    },
  ]
}

/** A process of its own that logs in and ends when it is ready. */
async function login(which: 'guarded' | 'unmodified'): Promise<Ready> {
  const wechat = await startWebWechat({ autoConfirm: true, people: { lin: { friend: true } }, rooms: rooms() })
  const dir = await mkdtemp(join(tmpdir(), 'qunguan-bench-'))
  const program = fileURLToPath(new URL('./contacts-client.js', import.meta.url))
  const child = spawn(process.execPath, [program, which, dir], {
    env: { ...process.env, ...wechat.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    said += chunk
  })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  await wechat.stop()
  await rm(dir, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the client of the bench ended with ${code}`)
  return JSON.parse(said) as Ready
}

function rooms(): Record<string, RoomSpec> {
  const room = (at: number): RoomSpec => ({
    topic: `第${at}群`,
    members: Array.from({ length: PEOPLE - 1 }, (_, index) => `m${at}-${index}`),
  })
  return Object.fromEntries(Array.from({ length: ROOMS }, (_, at) => [`g${at}`, room(at)]))
}

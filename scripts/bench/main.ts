import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { badInput } from './bad-input.js'
import { boards } from './boards.js'
import { checkIns } from './check-ins.js'
import { contacts } from './contacts.js'
import { crowd } from './crowd.js'
import { healthYear } from './health-year.js'
import type { Result, Tell } from './measure.js'
import { messages } from './messages.js'
import { month } from './month.js'
import { night } from './night.js'
import { outbox } from './outbox.js'
import { pictures } from './pictures.js'
import { recognition } from './recognition.js'
import { rooms } from './rooms.js'
import { rosters } from './rosters.js'
import { splitPlan } from './split-plan.js'
import { startUp } from './start-up.js'
import { table } from './table.js'
import { timers } from './timers.js'
import { verdict } from './verdict.js'
import { year } from './year.js'

/** Every bench by the name that `--only` takes. */
const benches: Readonly<Record<string, (tell: Tell) => Promise<Result[]>>> = {
  messages,
  'start-up': startUp,
  outbox,
  timers,
  rooms,
  rosters,
  recognition,
  crowd,
  contacts,
  pictures,
  boards,
  'bad-input': badInput,
  'check-ins': checkIns,
  'split-plan': splitPlan,
  month,
  night,
  year,
  'health-year': healthYear,
  verdict,
}

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
process.exitCode = await main(options)

async function main({ json = false, only }: { json?: boolean; only?: string }): Promise<number> {
  const results = only === undefined ? await all() : await one(only)
  if (!results) {
    process.stderr.write(`no bench ${only}; there are ${Object.keys(benches).join(', ')}\n`)
    return 2
  }
  process.stdout.write(json ? `${JSON.stringify(results)}\n` : table(results))
  return 0
}

async function one(name: string): Promise<Result[] | undefined> {
  const results = await benches[name]?.(text => process.stderr.write(`${name}: ${text}\n`))
  return results
}

/** Each in a process of its own, so that none runs in what another left: its heap, its compiled code, its clock. */
async function all(): Promise<Result[]> {
  const results: Result[] = []
  for (const name of Object.keys(benches)) results.push(...(await apart(name)))
  return results
}

function apart(name: string): Promise<Result[]> {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(process.execPath, [self, '--json', '--only', name], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(JSON.parse(text) as Result[])
      else reject(new Error(`the bench ${name} ended with ${code}`))
    })
  })
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { root, Stage } from './stage.js'

const SCENARIO = 'test/scenarios/big/month.yaml'
const LINES = 40_000
const PEOPLE = 200

/** A month of two hundred people in the simulator, the process and all. */
export async function month(tell: Tell): Promise<Result[]> {
  const { a, b } = await inTurn(simulated, heardByWechaty, { tell, cold: true })
  return [
    {
      ...measured(`a month, ${PEOPLE} people, ${LINES} messages, simulated`, 's', a),
      goal: '< 60',
      against: measured('the same number of messages through bare Wechaty, one by one', 's', b),
    },
  ]
}

async function simulated(): Promise<number> {
  const args = [join(root, 'bin/qunguan.mjs'), 'simulate', join(root, SCENARIO), '--json']
  const { ms } = await timed(async () => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let report = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      report += chunk
    })
    const code = await new Promise(resolve => child.once('close', resolve))
    if (code !== 0) throw new Error(`the month did not end well: ${report}`)
  })
  return ms / 1000
}

async function heardByWechaty(): Promise<number> {
  const stage = await Stage.open({ rooms: 1, people: PEOPLE })
  const { ms } = await timed(() => stage.chatter(LINES, { together: 1, waiting: 0 }))
  await stage.close()
  return ms / 1000
}

import { join } from 'node:path'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { root, Stage } from './stage.js'
import { simulate } from './year.js'

const SCENARIO = 'test/scenarios/big/month.yaml'
const LINES = 40_000
const PEOPLE = 200

/** A month of two hundred people in the simulator, the process and all. */
export async function month(tell: Tell): Promise<Result[]> {
  const { a, b } = await inTurn(simulated, heardByWechaty, { tell, cold: true })
  return [
    {
      ...measured(
        `a month, ${PEOPLE} people, ${LINES} messages, simulated`,
        's',
        a.map(({ seconds }) => seconds),
      ),
      goal: '< 60',
      against: measured('the same number of messages through bare Wechaty, one by one', 's', b),
    },
    {
      ...measured(
        'share of the bot in the messages of that month',
        '%',
        a.map(({ share }) => share),
      ),
      goal: '≤ 3',
      against: measured('what it may write unasked, four a day', '%', [(120 / (LINES + 120)) * 100]),
    },
  ]
}

/** How long it took, and what share of the room's messages was the bot's, in percent. */
async function simulated(): Promise<{ seconds: number; share: number }> {
  const { seconds, acts } = await simulate(join(root, SCENARIO))
  const said = acts.filter(({ act }) => act === 'say').length
  return { seconds, share: (said / (LINES + said)) * 100 }
}

async function heardByWechaty(): Promise<number> {
  const stage = await Stage.open({ rooms: 1, people: PEOPLE })
  const { ms } = await timed(() => stage.chatter(LINES, { together: 1, waiting: 0 }))
  await stage.close()
  return ms / 1000
}

import { capacityConfig } from '../../plugins/capacity/config.js'
import { type Candidate, planSplit } from '../../plugins/capacity/split/plan.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'

const MEMBERS = 500
const DAY = 86_400_000
const NOW = Date.UTC(2030, 0, 7)

/** What it costs to plan how one room of five hundred becomes two: it is done in the room's lane, where messages wait. */
export async function splitPlan(tell: Tell): Promise<Result[]> {
  const members = Array.from({ length: MEMBERS }, (_, n) => memberOf(n))
  const config = capacityConfig.parse({ seed: { count: 30, min: 8, roles: ['kol', 'trusted', 'active', 'volunteer'] } })
  const input = { members, size: MEMBERS + 1, cap: MEMBERS, now: NOW, config }
  const plan = () => timed(async () => void planSplit(input))
  const sort = () =>
    timed(async () => void [...members].sort((a, b) => b.messages - a.messages || a.since - b.since).slice(0, 30))
  const { a, b } = await inTurn(plan, sort, { tell, runs: 25 })
  return [
    {
      ...measured(
        `a plan of seeds and movers for ${MEMBERS} members`,
        'ms',
        a.map(({ ms }) => ms),
      ),
      goal: '< 50',
      against: measured(
        'the same list sorted by messages, its first thirty',
        'ms',
        b.map(({ ms }) => ms),
      ),
    },
  ]
}

/** One of many: friends and not, with and without an office, of all ages; the same each time. */
function memberOf(n: number): Candidate {
  const spread = (n * 7919) % MEMBERS
  return {
    key: `m${n}`,
    role: n % 40 === 0 ? 'kol' : n % 25 === 0 ? 'trusted' : 'member',
    friend: n % 3 !== 0,
    since: n % 5 === 0 ? 0 : NOW - spread * DAY,
    messages: spread % 90,
    lastWrote: NOW - (spread % 60) * DAY,
    duty: n % 60 === 0,
    away: n % 50 === 1,
    unsure: n % 90 === 2,
    declined: false,
    ...(n % 70 === 3 ? { offer: 'go' as const } : {}),
  }
}

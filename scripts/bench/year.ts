import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { root, Stage } from './stage.js'

const PEOPLE = 60
const DAYS = 365
const WEEKS = 52
/** Lines of talk a day, beside the check-ins. */
const TALK = 20

/** What a simulated stretch of time was like. */
interface Played {
  seconds: number
  /** Messages of people in the room, and of the bot. */
  people: number
  bot: number
}

/**
 * A year of one room in the simulator: everybody checks in every morning, they talk, a topic a week, a calendar. Every
 * list of a morning, every opening and every entry has to come in its minute.
 */
export async function year(tell: Tell): Promise<Result[]> {
  const lines = PEOPLE * DAYS + TALK * DAYS
  // Minutes each: five turns say no more of it than three.
  const { a, b } = await inTurn(playYear, () => heardByWechaty(lines), { tell, cold: true, runs: 3 })
  const seconds = a.map(run => run.seconds)
  const shares = a.map(({ people, bot }) => (bot / (people + bot)) * 100)
  return [
    {
      ...measured(`a year, ${PEOPLE} people who check in daily, a topic a week, simulated`, 's', seconds),
      goal: '< 120',
      against: measured(`${lines} messages through bare Wechaty, one by one`, 's', b),
    },
    {
      ...measured('share of the bot in the messages of that room', '%', shares),
      goal: '≤ 3',
      against: measured('a list, two topic phases and a reminder every day would be', '%', [
        (4 / (lines / DAYS + 4)) * 100,
      ]),
    },
  ]
}

async function playYear(): Promise<Played> {
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-year-'))
  const file = join(dir, 'year.yaml')
  writeFileSync(file, scenario())
  try {
    const { seconds, acts } = await simulate(file)
    const says = acts.filter(({ act, room }) => act === 'say' && room === 'g1')
    mustCome(says, DAYS, '09:00', '「早起」')
    mustCome(says, WEEKS, '21:00', '第')
    mustCome(says, 12, '10:00', '读书会')
    return { seconds, people: (PEOPLE + TALK) * DAYS, bot: says.length }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Act {
  at: string
  act: string
  room?: string
  text?: string
}

/** As many, of those that say a word, in that minute of their day. */
function mustCome(says: readonly Act[], count: number, minute: string, word: string): void {
  const came = says.filter(({ at, text = '' }) => at.slice(11, 16) === minute && text.includes(word))
  if (came.length < count) throw new Error(`${word} came ${came.length} times at ${minute}, not ${count} times`)
}

/** A scenario played to its end by the command; its JSON lines. */
export async function simulate(file: string): Promise<{ seconds: number; acts: Act[] }> {
  let report = ''
  const { ms } = await timed(async () => {
    const args = [join(root, 'bin/qunguan.mjs'), 'simulate', file, '--json']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.setEncoding('utf8').on('data', chunk => {
      report += chunk
    })
    const code = await new Promise(resolve => child.once('close', resolve))
    if (code !== 0) throw new Error(`it did not end well: ${report.slice(-2000)}`)
  })
  const lines = report.split('\n').filter(line => line !== '')
  return { seconds: ms / 1000, acts: lines.map(line => JSON.parse(line) as Act).filter(({ act }) => act !== undefined) }
}

function scenario(): string {
  const people = Array.from({ length: PEOPLE }, (_, at) => `p${at + 1}`)
  return `
name: a year of one room
start: 2030-01-01T04:59:00+08:00
config:
  plugins:
    calendar: { entries: [{ name: 读书会, monthly: 25 }, { name: 对账, monthly: 31 }] }
    topics: { backlog: { pick: "off" }, announce: [1d] }
people:
  lin: { name: 林老师, friend: true }
${people.map((key, at) => `  ${key}: { name: 成员${at + 1}号 }`).join('\n')}
rooms: { g1: { topic: 早起读书群, members: [lin, ${people.join(', ')}], since: 90d } }
roles: { g1: { owner: lin } }
steps:
  - until: "05:00"
${people.map(key => `  - chatter: { room: g1, who: [${key}], count: ${DAYS}, every: 1d, text: 签到 }\n  - wait: 3m`).join('\n')}
  - until: 2030-01-01T12:00:00+08:00
  - chatter: { room: g1, who: [${people.join(', ')}], count: ${TALK * DAYS}, every: 72m }
  - chatter: { room: g1, who: [lin], count: ${WEEKS}, every: 7d, text: "/话题 新建 第{n}周：这周读到哪了 后天 21:00-21:30" }
  - wait: 365d
  - expect: [{ members: { room: g1, count: ${PEOPLE + 2} } }]
`
}

async function heardByWechaty(lines: number): Promise<number> {
  const stage = await Stage.open({ rooms: 1, people: PEOPLE })
  const { ms } = await timed(() => stage.chatter(lines, { together: 1, waiting: 0 }))
  await stage.close()
  return ms / 1000
}

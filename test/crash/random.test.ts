import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chance } from '../../src/domain/chance.js'
import { BusyMorning } from '../support/busy-morning.js'
import { dieAtCommand } from '../support/death.js'

const SEED = Number(process.env['CRASH_SEED'] ?? 20300107)
const MORNINGS = Number(process.env['CRASH_MORNINGS'] ?? 24)

const open: BusyMorning[] = []
afterEach(closeAll)

async function begin(): Promise<BusyMorning> {
  const morning = await BusyMorning.begin()
  open.push(morning)
  return morning
}

async function closeAll(): Promise<void> {
  for (const morning of open.splice(0)) await morning.close()
}

/**
 * The process dies in the middle of its work, at a random command to Redis. What had been accepted before is kept; a
 * message that was still in hand may be lost, as it is on WeChat, or come to all that it should.
 */
describe(`a busy morning with deaths at random points (seed ${SEED})`, () => {
  let commands = 0
  beforeAll(async () => {
    const morning = await begin()
    const stop = dieAtCommand(0, 'before', () => {})
    for (const step of morning.steps) await step()
    commands = stop()
    await closeAll()
  })

  it('has points to die at', () => {
    expect(commands).toBeGreaterThan(300)
  })

  for (const when of ['before', 'after'] as const) {
    it(`loses nothing accepted and does nothing twice: just ${when} a command is sent`, {
      timeout: 1_000_000,
    }, async () => {
      const random = chance(SEED + when.length)
      let deaths = 0
      for (let nth = 0; nth < MORNINGS / 2; nth += 1) {
        const first = 1 + random.below(commands)
        const again = nth % 4 === 0 ? 1 + random.below(commands) : undefined
        deaths += await live(first, again, when)
        await closeAll()
      }
      // A point behind the end of a morning, which crashes make a little shorter or longer, kills nobody.
      expect(deaths).toBeGreaterThan(MORNINGS / 3)
    })
  }
})

async function live(first: number, again: number | undefined, when: 'before' | 'after'): Promise<number> {
  const morning = await begin()
  const { chat } = morning
  const told = `died at command ${first}${again === undefined ? '' : ` and ${again} later`}`
  let deaths = 0
  const unrevived: unknown[] = []
  let stop = (): number => 0
  const arm = (at: number) => {
    stop = dieAtCommand(at, when, () => {
      deaths += 1
      stop()
      chat.stage.crash().catch((error: unknown) => unrevived.push(error))
    })
  }
  arm(first)
  for (const step of morning.steps) {
    const before = deaths
    await step().catch((error: unknown) => {
      // The one who watches over the clock is told when its Redis connection dies under it.
      if (deaths === before) throw error
    })
    await chat.stage.idle()
    if (deaths === 1 && before === 0 && again !== undefined) arm(again)
  }
  stop()
  expect(unrevived, told).toEqual([])
  // Before that day: on the next one the same people are reminded in the same words.
  const { deeds: today } = morning
  // A question that nobody answered, because the answer was lost, lapses after a day.
  if ((await chat.stage.cases()).some(({ status }) => status === 'open')) await chat.wait('26h')

  const { deeds } = morning
  const doubled = today.filter((deed, index) => today.indexOf(deed) < index)
  expect(doubled, told).toEqual([])
  const kicked = deeds.filter(deed => deed.includes('"kick"'))
  expect(new Set(kicked).size, told).toBe(kicked.length)

  const unknown = await morning.listed('unknown')
  expect(unknown.length, told).toBeLessThanOrEqual(deaths)
  expect(await morning.listed('dead'), told).toEqual([])
  expect(await morning.listed('actions'), told).toEqual([])

  const accepted = await morning.accepted()
  const [digest, ...further] = morning.digests
  expect(further, told).toEqual([])
  if (digest === undefined) expect(unknown.join(), told).toContain('人签到')
  else {
    const missing = morning.signedIn.filter(({ id, who }) => accepted.has(id) && !digest.includes(who))
    expect(missing, told).toEqual([])
  }

  const cases = await chat.stage.cases()
  expect(
    cases.filter(({ status }) => !['done', 'undone', 'dismissed'].includes(status)),
    told,
  ).toEqual([])
  const advertised = morning.lines.filter(({ id, who }) => accepted.has(id) && who.startsWith('新人'))
  for (const { who } of advertised) {
    expect(
      cases.some(known => known.who === who),
      `${told}: ${who}`,
    ).toBe(true)
  }
  for (const known of cases.filter(({ status }) => status === 'done')) {
    expect(
      kicked.some(deed => deed.includes(`"who":"${known.who}"`)),
      `${told}: ${known.number}`,
    ).toBe(true)
  }
  return deaths
}

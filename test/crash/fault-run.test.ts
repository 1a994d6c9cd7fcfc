import { describe, expect, it } from 'vitest'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { FaultMonth } from '../support/fault-month.js'

const FIRST = Number(process.env['QUNGUAN_SEED'] ?? 1)
const SEEDS = Number(process.env['QUNGUAN_SEEDS'] ?? 1)
const DAYS = Number(process.env['QUNGUAN_DAYS'] ?? 30)

// More months: QUNGUAN_SEEDS=20 npx vitest run test/crash/fault-run.test.ts; about half a minute each.
describe(`${DAYS} days of logins, namesakes, refusals and crashes`, () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    it(`leave everybody what is his, nothing done twice, nothing lost (seed ${seed})`, {
      timeout: 600_000,
    }, async ({ onTestFailed }) => {
      const month = await FaultMonth.begin(seed)
      onTestFailed(() => console.log(`seed ${seed} failed at ${month.at}; ${month.chat.stage.restless()}`))
      try {
        for (let day = 0; day < DAYS; day += 1) await month.day()
        wasEventful(month)
        await nobodyHasAnothersRecord(month)
        await nothingIsLost(month)
        await nothingIsDoneTwice(month)
        report(seed, month)
      } finally {
        await month.close()
      }
    })
  }
})

/** What is to be survived did happen. */
function wasEventful(month: FaultMonth): void {
  const { count, truth } = month
  expect(month.unrevived).toEqual([])
  expect(count.kills).toBeGreaterThan(DAYS / 3)
  expect(count.refused).toBeGreaterThan(count.acts / 50)
  expect(truth.doubts.length).toBeGreaterThan(DAYS)
  expect(count.settled).toBeGreaterThan(0)
  if (DAYS < 30) return
  expect(count.redis).toBeGreaterThan(0)
  expect(month.acts('kick').length).toBeGreaterThan(2)
  expect(month.cutShort.size).toBeGreaterThan(0)
}

async function nobodyHasAnothersRecord(month: FaultMonth): Promise<void> {
  const { truth, advertisers } = month
  const { ownerOf } = truth
  expect(month.truth.stolen).toEqual([])
  // The ledger knows no messages: whoever has a day in it wrote there on that day. Had another's come under his key, that
  // other's would be missing (`nothingIsLost`).
  const wrote = new Set(month.signIns.map(({ who, room, date }) => `${who} ${room} ${date}`))
  for (const { key, room, date } of await month.truth.ledger()) {
    expect(wrote, `${key} on ${date}`).toContain(`${ownerOf.get(key)} ${room} ${date}`)
  }
  const identity = await month.truth.identity()
  for (const key of identity.members) {
    const into = identity.person(key)?.is
    if (into !== undefined) expect(ownerOf.get(into), `${key} is ${into}`).toBe(ownerOf.get(key))
  }
  for (const key of await month.truth.rows('book:blocks')) {
    expect(advertisers, `${key} is barred`).toContain(ownerOf.get(key))
  }
  // Of the two who bear an admin's name one was granted something, and the other no order was taken from.
  const granted = new Set((await month.truth.rows('grants')).map(key => ownerOf.get(key)))
  expect([...granted].sort()).toEqual(['lin', 'zhou', '张伟1'])
  for (const act of month.acts('kick')) expect(advertisers, `${act.who} was removed`).toContain(act.who)
}

async function nothingIsLost(month: FaultMonth): Promise<void> {
  const accepted = await month.truth.accepted()
  expect(month.signIns.filter(({ id, calm }) => calm && !accepted.has(id))).toEqual([])
  const ledger = await month.truth.ledger()
  const days = (room: string, who: string, date: string) =>
    ledger.filter(line => line.room === room && line.date === date && month.truth.ownerOf.get(line.key) === who)
  for (const { id, who, room, date } of month.signIns) {
    if (accepted.has(id)) expect(days(room, who, date), `${who} in ${room} on ${date}`).not.toEqual([])
  }
  // Whoever could not be told apart may be who he is: somebody can say so.
  expect(await outOfReach(month)).toEqual([])
  // Who was taken for somebody new had nothing left by which he could be known.
  expect(month.truth.renewed.filter(({ who }) => !month.unrecognisable.has(who))).toEqual([])

  const listed = await month.truth.listed('unknown')
  for (const id of month.cutShort) expect(listed, 'a text that nobody saw arrive').toContain(id)
  expect(await month.truth.listed('dead')).toEqual([])
}

/** Keys with check-ins whose owner is there under another key, from which nothing leads to them. */
async function outOfReach(month: FaultMonth): Promise<string[]> {
  const identity = await month.truth.identity()
  const nowOf = new Map<string, string>()
  for (const key of identity.members) {
    const contact = identity.person(key)?.is === undefined ? identity.contactOf(key) : undefined
    const who = contact === undefined ? undefined : month.world.keyOfContact(contact)
    if (who !== undefined) nowOf.set(who, key)
  }
  const kept = new Set((await month.truth.ledger()).map(({ key }) => key))
  return [...kept].flatMap(key => {
    const who = month.truth.ownerOf.get(key) ?? ''
    const now = nowOf.get(who)
    if (now === undefined || month.unrecognisable.has(who)) return []
    const reached = new Set([now])
    for (const each of reached) for (const other of identity.person(each)?.unsure ?? []) reached.add(other)
    return reached.has(key) ? [] : [`${key} of ${who}, who is ${[...reached].join(' or ')}`]
  })
}

async function nothingIsDoneTwice(month: FaultMonth): Promise<void> {
  const twice = [...month.effects].filter(([, effects]) => effects.length > 1)
  expect(twice).toEqual([])
  const digests = month
    .acts('say')
    .flatMap(act => (/「早起」共 \d+ 人签到/.test(act.text) ? [`${act.room} ${dayOf(act)}`] : []))
  expect(new Set(digests).size).toBe(digests.length)
  const signedInTwice = (await month.truth.ledger()).map(({ room, key, date }) => `${room} ${key} ${date}`)
  expect(new Set(signedInTwice).size).toBe(signedInTwice.length)
  // In the morning a welcome and a reminder may be one message, and a reminder names others.
  const welcomes = month.acts('say').flatMap(({ text }) => text.split('\n\n').filter(part => part.startsWith('欢迎')))
  for (const [who, name] of month.newcomers) {
    const named = welcomes.filter(text => text.includes(name)).length
    expect(named, `${name} was welcomed`).toBeLessThanOrEqual(month.came.get(who) ?? 0)
  }
  const reports = month.acts('dm').filter(act => act.who === 'lin' && act.text.includes('我重新登录了'))
  expect(reports.length).toBeLessThanOrEqual(month.count.logins)
}

function dayOf(act: ActRecord): string {
  return new Date(act.at + 8 * 3_600_000).toISOString().slice(0, 10)
}

function report(seed: number, month: FaultMonth): void {
  const { count } = month
  const share = ((100 * count.unsure) / count.met).toFixed(1)
  process.stdout.write(
    `seed ${seed}: ${count.logins} logins, ${share} % of ${count.met} sightings unsure, ${count.settled} settled; ` +
      `${month.signIns.length} check-ins, ${count.joins} joins, ${count.leaves} leaves; ${count.acts} acts, ` +
      `${count.refused} refused, ${month.acts('kick').length} removed; ${count.kills} kills, ${month.cutShort.size} in a text, ${count.redis} restarts of Redis\n`,
  )
}

import fc from 'fast-check'
import { Command } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Case, type CaseStatus, Cases } from '../../../src/kernel/cases/cases.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const DAY = 86_400_000
let store: TestRedis
let cases: Cases
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(async () => {
  await store.redis.flushall()
  cases = new Cases(store.redis, 'qg:test')
})
afterAll(() => store.stop())

const facts = (more: Partial<Case> = {}): Omit<Case, 'number'> => ({
  plugin: 'rules',
  community: 'main',
  room: 'g1',
  member: 'lu',
  name: '小鹿',
  reason: '发广告',
  measure: 'remove',
  status: 'acting',
  openedAt: 0,
  cause: 'm1',
  ...more,
})
/** The book as another process would find it. */
async function reopened(): Promise<Cases> {
  const other = new Cases(store.redis, 'qg:test')
  await other.load()
  return other
}

/** How many commands of this connection Redis was sent meanwhile. */
async function commandsDuring(work: () => Promise<void>): Promise<number> {
  const send = store.redis.sendCommand.bind(store.redis)
  let count = 0
  store.redis.sendCommand = (command, stream) => {
    count += 1
    return send(command, stream)
  }
  await work().finally(() => {
    store.redis.sendCommand = send
  })
  return count
}

describe('the case book', () => {
  it('counts from K1 and keeps every case, in order, over a restart', async () => {
    for (let i = 1; i <= 12; i += 1) await cases.open(facts({ cause: `m${i}` }))
    const other = await reopened()
    expect(other.all.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, i) => `K${i + 1}`))
    expect(other.all).toEqual(cases.all)
    expect((await other.open(facts({ cause: 'next' }))).case.number).toBe('K13')
  })

  it('opens one case for one cause and person, however often and by whomever it is told', async () => {
    const both = await Promise.all([cases.open(facts()), cases.open(facts({ reason: '别的' }))])
    expect(both.map(({ case: { number } }) => number)).toEqual(['K1', 'K1'])
    expect(both.map(({ fresh }) => fresh).sort()).toEqual([false, true])
    expect((await (await reopened()).open(facts())).fresh).toBe(false)
    expect((await cases.open(facts({ member: 'other' }))).case.number).toBe('K2')
    expect(cases.all).toHaveLength(2)
  })

  it('keeps any text as it is, also one that looks like its own', async () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('"number":"?"', '%1 %0 %%', '{"number":"?"}', '\ud800', '\u2028"\\', '__proto__', 'K1'),
    )
    let count = 0
    await fc.assert(
      fc.asyncProperty(odd, odd, async (name, evidence) => {
        count += 1
        const cause = `m${count}|${name}`
        const { case: opened } = await cases.open(facts({ cause, name, evidence, reason: name }))
        expect(opened).toMatchObject({ name, evidence, reason: name })
        expect((await reopened()).get(opened.number)).toEqual(opened)
        expect(await cases.move(opened.number, ['acting', 'done'], { status: 'done' })).toMatchObject({
          name,
          evidence,
        })
      }),
      { numRuns: 60 },
    )
  })

  it('moves a case on from where it stands and from nowhere else; of several at once one wins', async () => {
    await cases.open(facts())
    expect(await cases.move('K1', ['open'], { status: 'done' })).toBeUndefined()
    expect(await cases.move('K9', ['open'], { status: 'done' })).toBeUndefined()
    const to: CaseStatus[] = ['done', 'undone', 'dismissed', 'failed']
    const moved = await Promise.all(to.map(status => cases.move('K1', ['acting'], { status })))
    expect(moved.filter(one => one !== undefined)).toHaveLength(1)
    const [winner] = moved.flatMap(one => one ?? [])
    expect(cases.get('K1')).toEqual(winner)
    expect((await reopened()).get('K1')).toEqual(winner)
  })

  it('takes its own success for one, when a broken connection sends it twice', async () => {
    await cases.open(facts())
    const send = store.redis.sendCommand.bind(store.redis)
    store.redis.sendCommand = (command, stream) => {
      if (!/^eval/.test(command.name)) return send(command, stream)
      store.redis.sendCommand = send
      // What ioredis does: the command again, and the answer to the second one.
      void send(new Command(command.name, command.args, { replyEncoding: 'utf8' }), stream)
      return send(command, stream)
    }
    expect(await cases.move('K1', ['acting'], { status: 'done' })).toMatchObject({ status: 'done' })
    expect((await reopened()).get('K1')?.status).toBe('done')
  })

  it('forgets the texts and what found nothing after seven days, and keeps how it was judged', async () => {
    const verdict = {
      verdict: 'ad' as const,
      score: 101.5,
      checks: [
        { name: '联系方式', hit: true, score: 60, evidence: '加薇xk8' },
        { name: '钱', hit: false, score: 0 },
      ],
    }
    await cases.open(facts({ evidence: '加薇xk8', verdict }))
    await cases.open(facts({ cause: 'm2', openedAt: DAY, evidence: '别的' }))
    await cases.dropOldEvidence(7 * DAY - 1)
    expect(cases.get('K1')?.evidence).toBe('加薇xk8')
    await cases.dropOldEvidence(7 * DAY)
    for (const book of [cases, await reopened()]) {
      expect(JSON.stringify(book.get('K1'))).not.toContain('加薇')
      expect(book.get('K1')?.verdict).toEqual({
        ...verdict,
        checks: [{ name: '联系方式', hit: true, score: 60 }],
      })
      expect(book.get('K2')?.evidence).toBe('别的')
    }
  })

  it('writes nothing where nothing is past, and forgets what an old case was given later', async () => {
    await cases.open(facts({ evidence: '加薇xk8' }))
    await cases.open(facts({ cause: 'm2', openedAt: 30 * DAY, evidence: '别的' }))
    await cases.dropOldEvidence(8 * DAY)
    await cases.move('K1', ['acting'], { evidence: '又一条' })
    for (const _ of [1, 2]) await cases.dropOldEvidence(9 * DAY)
    expect((await reopened()).all.map(({ evidence }) => evidence)).toEqual([undefined, '别的'])
    expect(await commandsDuring(() => cases.dropOldEvidence(9 * DAY))).toBe(0)
  })

  it('forgets the texts of a thousand cases at once, and of those only', async () => {
    for (let i = 1; i <= 1000; i += 1) await cases.open(facts({ cause: `m${i}`, evidence: `text ${i}` }))
    await cases.open(facts({ cause: 'young', openedAt: DAY, evidence: 'young' }))
    await cases.dropOldEvidence(7 * DAY)
    const left = [cases, await reopened()].map(book => book.all.flatMap(({ evidence }) => evidence ?? []))
    expect(left).toEqual([['young'], ['young']])
  })

  it('knows a person’s cases by community, oldest first', async () => {
    await cases.open(facts({ cause: 'a' }))
    await cases.open(facts({ cause: 'b', community: 'other' }))
    await cases.open(facts({ cause: 'c', member: 'other' }))
    await cases.open(facts({ cause: 'd' }))
    expect(cases.of('main', 'lu').map(({ cause }) => cause)).toEqual(['a', 'd'])
    expect(cases.of('main', 'nobody')).toEqual([])
  })

  it('knows them as they stand now, and those of two who are one', async () => {
    for (const member of ['lu', 'm7', 'other', 'lu', 'm7']) {
      await cases.open(facts({ cause: `${cases.all.length}`, member }))
    }
    await cases.move('K4', ['acting'], { status: 'undone', was: { joinedAt: 5, before: true } })
    expect(cases.of('main', 'lu').map(({ number, status }) => [number, status])).toEqual([
      ['K1', 'acting'],
      ['K4', 'undone'],
    ])
    expect(cases.standingBefore('g1', 'm7', 9)).toBeUndefined()
    await cases.merge('lu', 'm7')
    for (const book of [cases, await reopened()]) {
      expect(book.of('main', 'm7').map(({ number }) => number)).toEqual(['K1', 'K2', 'K4', 'K5'])
      expect(book.of('main', 'lu')).toEqual([])
      expect(book.standingBefore('g1', 'm7', 9)).toEqual({ joinedAt: 5, before: true })
      expect(book.standingBefore('g2', 'm7', 9)).toBeUndefined()
    }
  })
})

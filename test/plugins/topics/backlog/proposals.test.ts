import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  byVotes,
  dropOld,
  markTaken,
  openProposals,
  proposalOf,
  proposalPeople,
  propose,
  removeProposal,
  takeVoteBack,
  vote,
} from '../../../../plugins/topics/backlog/proposals.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
const DAY = 86_400_000
const age = { now: 1_000, keep: 90 * DAY, perPerson: 3 }
const store = () => storeAt(server.redis, 'qg:test', 'topics', 'g1')
const add = (title: string, by = '王敏', cause = title, now = age.now) =>
  propose(store(), { title, by, cause }, { ...age, now })

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('the pool', () => {
  it('makes one proposal of one message, however often it is handled', async () => {
    const first = await add('社群多少人最合适')
    expect(await add('社群多少人最合适')).toEqual(first)
    expect(await openProposals(store(), age)).toHaveLength(1)
    expect(first).toMatchObject({ kind: 'new', proposal: { number: 1, votes: { 王敏: age.now } } })
  })

  it('counts the same words as a vote, once a person', async () => {
    await add('社群多少人最合适')
    for (const cause of ['m2', 'm2', 'm3']) {
      expect(await add('社群多少人最合适呢', '赵磊', cause)).toMatchObject({ kind: 'same', proposal: { number: 1 } })
    }
    const [proposal] = await openProposals(store(), age)
    expect(Object.keys(proposal?.votes ?? {})).toEqual(['王敏', '赵磊'])
  })

  it('gives numbers that are never used again', async () => {
    await add('年会去哪')
    await removeProposal(store(), 1)
    expect(await add('线下聚会吃什么')).toMatchObject({ proposal: { number: 2 } })
  })

  it('takes so many of one person, those that were taken not counted', async () => {
    for (const title of ['年会去哪', '线下聚会吃什么', '红包发不发']) await add(title)
    expect(await add('群名换不换')).toMatchObject({ kind: 'enough' })
    await markTaken(store(), 1, 'T1')
    expect(await add('群名换不换')).toMatchObject({ kind: 'new' })
  })

  it('forgets what became too old', async () => {
    await add('年会去哪')
    const later = { ...age, now: age.now + 90 * DAY }
    expect(await openProposals(store(), { ...later, now: later.now - 1 })).toHaveLength(1)
    expect(await openProposals(store(), later)).toEqual([])
    await dropOld(store(), later)
    expect(await proposalOf(store(), 1)).toBeUndefined()
  })

  it('is in order of votes, of those who are here, then of age', async () => {
    for (const title of ['年会去哪', '线下聚会吃什么', '红包发不发']) await add(title)
    for (const who of ['赵磊', '走了的', '也走了']) await vote(store(), 2, who, 2_000)
    for (const who of ['赵磊', '阿豪']) await vote(store(), 3, who, 2_000)
    await takeVoteBack(store(), 1, '王敏')
    const here = (member: string) => !member.includes('走了')
    const sorted = byVotes(await openProposals(store(), age), here)
    expect(sorted.map(({ proposal, votes }) => [proposal.number, votes])).toEqual([
      [3, 3],
      [2, 2],
      [1, 0],
    ])
  })
})

describe('one person', () => {
  beforeEach(async () => {
    await add('年会去哪', '王敏')
    await add('红包发不发', '赵磊')
    await vote(store(), 2, '王敏', 2_000)
    await vote(store(), 1, '阿豪', 3_000)
  })

  it('gets what is his', async () => {
    expect(await proposalPeople.export(store(), '王敏')).toEqual({
      proposals: [{ number: 1, title: '年会去哪', at: age.now }],
      supports: [1, 2],
    })
    expect(await proposalPeople.export(store(), '别人')).toBeUndefined()
  })

  it('is one with whom he turns out to be, and votes once', async () => {
    await proposalPeople.merge(store(), '王敏', '阿豪')
    expect(await proposalOf(store(), 1)).toMatchObject({ by: '阿豪', votes: { 阿豪: age.now } })
    expect(Object.keys((await proposalOf(store(), 2))?.votes ?? {}).sort()).toEqual(['赵磊', '阿豪'])
  })

  it('leaves nothing behind, but a topic that is everybody’s', async () => {
    await markTaken(store(), 2, 'T1')
    await proposalPeople.erase(store(), '王敏')
    await proposalPeople.erase(store(), '赵磊')
    expect(await proposalOf(store(), 1)).toBeUndefined()
    expect(await proposalOf(store(), 2)).toMatchObject({ title: '红包发不发', topic: 'T1', votes: {} })
    expect(await proposalPeople.export(store(), '赵磊')).toBeUndefined()
  })
})

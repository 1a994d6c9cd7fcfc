import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capacityConfig } from '../../../../plugins/capacity/config.js'
import { type Candidate, type PlanInput, planSplit } from '../../../../plugins/capacity/split/plan.js'
import type { Role } from '../../../../src/kernel/plugin.js'

const NOW = Date.UTC(2030, 0, 7, 2)
const DAY = 86_400_000

function member(key: string, more: Partial<Candidate> & { days?: number } = {}): Candidate {
  const { days = 90, ...rest } = more
  return {
    key,
    role: 'member',
    friend: true,
    since: NOW - days * DAY,
    messages: 0,
    duty: false,
    away: false,
    unsure: false,
    declined: false,
    ...rest,
  }
}

function input(members: readonly Candidate[], more: Record<string, unknown> = {}): PlanInput {
  const config = capacityConfig.parse(more)
  return { members, size: members.length + 1, cap: 200, now: NOW, config }
}

const many = (from: number, count: number, more: (n: number) => Partial<Candidate> & { days?: number }) =>
  Array.from({ length: count }, (_, n) => member(`m${from + n}`, more(n)))

const keys = (chosen: readonly { key: string }[]) => chosen.map(({ key }) => key)

describe('whoever replaces a seed', () => {
  const seed = { seed: { count: 3, min: 3, minDays: 30 } }

  it('has been there long enough', () => {
    const { seeds, reserves } = planSplit(input([...many(1, 5, () => ({})), ...many(20, 3, () => ({ days: 0 }))], seed))
    expect(keys(seeds)).toHaveLength(3)
    expect(keys(reserves).sort()).toEqual(['m4', 'm5'])
  })

  it('is a newcomer only where the seeds must be', () => {
    const { reserves } = planSplit(input([...many(1, 2, () => ({})), ...many(20, 3, () => ({ days: 0 }))], seed))
    expect(reserves).toHaveLength(2)
  })
})

describe('seeds', () => {
  it('are all volunteers, then opinion leaders, then those who write most', () => {
    const { seeds, leader } = planSplit(
      input([
        member('lin', { role: 'owner', messages: 900 }),
        member('hao', { role: 'kol', messages: 45, offer: 'lead' }),
        member('fang', { role: 'kol', messages: 3 }),
        ...many(1, 2, () => ({ offer: 'go' })),
        ...many(10, 20, n => ({ messages: 100 - n })),
      ]),
    )
    expect(leader).toBe('hao')
    expect(keys(seeds)).toEqual(['hao', 'm1', 'm2', 'fang', ...Array.from({ length: 8 }, (_, n) => `m${10 + n}`)])
    expect(seeds[0]).toMatchObject({ why: ['leader', 'kol', 'active'], messages: 45, days: 90 })
    expect(seeds[1]).toMatchObject({ why: ['volunteer'] })
  })

  it('are not of one kind while there is another', () => {
    const { seeds } = planSplit(
      input([...many(1, 20, n => ({ role: 'kol', messages: n })), ...many(30, 20, n => ({ messages: 50 + n }))]),
    )
    expect(seeds.filter(({ why }) => why[0] === 'kol')).toHaveLength(8)
    expect(seeds.filter(({ why }) => why[0] === 'active')).toHaveLength(4)
  })

  it('where nobody writes are those who are there longest, first those who can be asked', () => {
    const { seeds } = planSplit(
      input([
        member('m1', { friend: false, days: 900 }),
        member('m2', { days: 40 }),
        member('m3', { days: 400 }),
        member('m4', { days: 3 }),
        ...many(10, 10, n => ({ days: 100 + n })),
      ]),
    )
    expect(keys(seeds)).toEqual(['m3', 'm19', 'm18', 'm17', 'm16', 'm15', 'm14', 'm13', 'm12', 'm11', 'm10', 'm2'])
    expect(seeds[0]?.why).toEqual(['senior'])
  })

  it('in a group that is younger than that are only as many as a new room needs', () => {
    const { seeds } = planSplit(input(many(1, 50, () => ({ days: 10 }))))
    expect(seeds).toHaveLength(8)
  })

  it('take in the owner, and who does a duty, only where the config says so', () => {
    const people = [member('lin', { role: 'owner' }), member('m1', { duty: true }), member('m2', { role: 'admin' })]
    expect(keys(planSplit(input(people)).seeds)).not.toContain('lin')
    const { seeds } = planSplit(input(people, { seed: { roles: ['owner', 'volunteer'] } }))
    expect(seeds).toMatchObject([{ key: 'm1', why: ['volunteer'] }, { key: 'lin', why: ['owner'] }, { key: 'm2' }])
  })

  it('who leave the old room are at most half of the ten who write most there', () => {
    const people = many(1, 40, n => ({ messages: 100 - n }))
    const first = new Set(people.slice(0, 10).map(({ key }) => key))
    const stay = planSplit(input(people)).seeds.filter(({ key }) => first.has(key))
    const go = planSplit(input(people, { keepInOld: false })).seeds.filter(({ key }) => first.has(key))
    expect([stay.length, go.length]).toEqual([10, 5])
  })
})

describe('who might move', () => {
  it('are friends without an office, who wrote last first and the long silent last', () => {
    const { movers, toMove } = planSplit(
      input(
        [
          member('hao', { role: 'kol', lastWrote: NOW }),
          member('fang', { role: 'kol', lastWrote: NOW }),
          member('gao', { role: 'kol', lastWrote: NOW }),
          member('zhou', { role: 'admin', lastWrote: NOW }),
          member('stranger', { friend: false, lastWrote: NOW }),
          member('silent', { days: 400 }),
          member('never', { days: 20 }),
          member('late', { lastWrote: NOW - DAY, messages: 1 }),
          member('early', { lastWrote: NOW - 9 * DAY, messages: 9 }),
          member('away', { away: true, lastWrote: NOW }),
        ],
        { seed: { count: 2, min: 2, roles: ['kol'] } },
      ),
    )
    expect(movers).toEqual(['late', 'early', 'silent', 'never'])
    expect(toMove).toBe(0)
  })

  it.each([
    [200, 200, 0.75, 50],
    [202, 200, 0.75, 52],
    [120, 200, 0.75, 0],
    [200, 148, 0.5, 126],
  ])('%d of %d down to %d: %d', (size, cap, target, toMove) => {
    expect(planSplit({ ...input([], { move: { target } }), size, cap }).toMove).toBe(toMove)
  })
})

const people = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 1, max: 9999 }).map(n => `m${n}`),
    role: fc.constantFrom<Role>('owner', 'admin', 'kol', 'trusted', 'member', 'newcomer'),
    friend: fc.boolean(),
    since: fc.oneof(fc.constant(0), fc.integer({ min: NOW - 1000 * DAY, max: NOW })),
    messages: fc.integer({ min: 0, max: 500 }),
    lastWrote: fc.integer({ min: NOW - 400 * DAY, max: NOW }),
    offer: fc.constantFrom<'lead' | 'go' | undefined>(undefined, undefined, undefined, 'go', 'lead'),
    duty: fc.boolean(),
    away: fc.boolean(),
    unsure: fc.boolean(),
    declined: fc.boolean(),
  }),
  { selector: ({ key }) => key, maxLength: 60 },
)
const asCandidates = (all: readonly (Omit<Candidate, 'offer'> & { offer: 'lead' | 'go' | undefined })[]) =>
  all.map(({ offer, ...rest }): Candidate => ({ ...rest, ...(offer ? { offer } : {}) }))

describe('whoever the people are', () => {
  it('the same plan comes of them in any order', () => {
    fc.assert(
      fc.property(people, fc.infiniteStream(fc.nat()), (all, draws) => {
        const members = asCandidates(all)
        const shuffled = members
          .map(each => [draws.next().value as number, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each)
        expect(planSplit(input(shuffled))).toEqual(planSplit(input(members)))
      }),
      { numRuns: 200 },
    )
  })

  it('nobody is there twice, nobody who does not fit, never more than asked for, and each has a reason', () => {
    fc.assert(
      fc.property(
        people,
        fc.record({ count: fc.integer({ min: 2, max: 20 }), keepInOld: fc.boolean() }),
        (all, { count, keepInOld }) => {
          const members = asCandidates(all)
          const given = input(members, { seed: { count, min: 2 }, keepInOld })
          const { seeds, reserves, movers, toMove, leader } = planSplit(given)
          const by = new Map(members.map(each => [each.key, each]))
          const chosen = [...keys(seeds), ...keys(reserves)]
          expect(new Set(chosen).size).toBe(chosen.length)
          expect(new Set(movers).size).toBe(movers.length)
          expect(seeds.length).toBeLessThanOrEqual(count)
          expect(toMove).toBeGreaterThanOrEqual(0)
          for (const { key, why } of [...seeds, ...reserves]) {
            expect(by.get(key)).toMatchObject({ unsure: false, away: false, declined: false })
            expect(by.get(key)?.role).not.toBe('owner')
            expect(why.length).toBeGreaterThan(0)
          }
          for (const key of movers) {
            expect(by.get(key)).toMatchObject({ friend: true, unsure: false })
            expect(['owner', 'admin', 'kol']).not.toContain(by.get(key)?.role)
            expect(keys(seeds)).not.toContain(key)
          }
          if (leader !== undefined) expect(by.get(leader)?.offer).toBe('lead')
          const volunteers = members.filter(
            each => each.offer && !each.unsure && !each.away && !each.declined && each.role !== 'owner',
          )
          if (keepInOld && volunteers.length <= count) {
            for (const { key } of volunteers) expect(keys(seeds)).toContain(key)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

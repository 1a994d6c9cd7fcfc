import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { without } from '../../src/kernel/people/saga-people.js'
import { causeOf, type SagaRecord, Sagas, type StepEnd } from '../../src/kernel/sagas.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let server: TestRedis
let now = 0
/** What steps did, by cause: an outbox that the same cause reaches twice acts once. */
let posted: Map<string, string>
/** Every run of a step, repeated ones too. */
let runs: string[]

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  now = Date.parse('2030-01-07T10:00:00+08:00')
  posted = new Map()
  runs = []
})
afterAll(() => server.stop())

type Steps = Record<string, (state: string[]) => StepEnd | Promise<StepEnd>>

/** A process with these steps; `crashAt` kills it before or after the n-th run of a step has acted. */
function process(steps: Steps, crashAt?: { run: number; when: 'before' | 'after' }): Sagas {
  let count = 0
  const runStep = async (record: SagaRecord): Promise<StepEnd> => {
    count += 1
    if (crashAt?.run === count && crashAt.when === 'before') throw new Error('killed')
    const step = steps[record.step]
    if (!step) throw new Error(`no step ${record.step}`)
    runs.push(record.step)
    posted.set(causeOf(record), record.step)
    const end = await step(record.state as string[])
    if (crashAt?.run === count && crashAt.when === 'after') throw new Error('killed')
    return end
  }
  const eraseFrom = async ({ state }: SagaRecord, member: string) => without(state, member)
  return new Sagas({ redis: server.redis, prefix: 'qg:test', now: () => now, runStep, eraseFrom })
}

const three: Steps = {
  draft: state => ({ next: 'ask', state: [...state, 'drafted'] }),
  ask: state => ({ next: 'report', state: [...state, 'asked'] }),
  report: state => ({ state: [...state, 'reported'] }),
}
const split = { id: 'split|g1|1', plugin: 'capacity', name: 'split', room: 'g1', step: 'draft', state: [] }
const rethrow = (error: unknown) => {
  throw error
}

describe('a saga', () => {
  it('runs its steps in order and is over', async () => {
    const sagas = process(three)
    expect(await sagas.start(split)).toBe(true)
    expect(runs).toEqual(['draft', 'ask', 'report'])
    expect(await sagas.underWay()).toEqual([])
    expect(await sagas.get(split.id)).toMatchObject({
      state: ['drafted', 'asked', 'reported'],
      doneAt: now,
      version: 4,
    })
  })

  it('starts once an id, also when it is over', async () => {
    const sagas = process(three)
    const both = await Promise.all([sagas.start(split), sagas.start({ ...split, state: ['other'] })])
    expect(both).toEqual([true, false])
    expect(await process(three).start(split)).toBe(false)
    expect(runs).toEqual(['draft', 'ask', 'report'])
  })

  it.each([1, 2, 3].flatMap(run => (['before', 'after'] as const).map(when => ({ run, when }))))(
    'killed $when its step $run acts, goes on and does everything once',
    async crashAt => {
      await expect(process(three, crashAt).start(split)).rejects.toThrow('killed')
      await process(three).recover(rethrow)
      expect([...posted.values()]).toEqual(['draft', 'ask', 'report'])
      const repeated = crashAt.when === 'after' ? 1 : 0
      expect(runs).toHaveLength(3 + repeated)
      await process(three).recover(rethrow)
      await process(three).start(split)
      expect(runs).toHaveLength(3 + repeated)
      expect(await process(three).get(split.id)).toMatchObject({ state: ['drafted', 'asked', 'reported'] })
    },
  )

  it('goes on when what started it comes again after a crash', async () => {
    await expect(process(three, { run: 2, when: 'after' }).start(split)).rejects.toThrow('killed')
    expect(await process(three).start(split)).toBe(false)
    expect([...posted.values()]).toEqual(['draft', 'ask', 'report'])
  })

  it('may change the state it is given', async () => {
    const sagas = process({
      draft: state => {
        state.push('changed in place')
        return { state }
      },
    })
    await sagas.start(split)
    expect(runs).toEqual(['draft'])
    expect(await sagas.get(split.id)).toMatchObject({ state: ['changed in place'] })
  })
})

describe('a saga that waits', () => {
  const waiting: Steps = {
    draft: state => ({ next: 'answers', state, wait: true }),
    answers: state => (state.length < 3 ? { state, wait: true } : { next: 'report', state }),
    report: state => ({ state }),
  }
  const answer = (name: string) => (state: unknown) => {
    const known = state as string[]
    return known.includes(name) ? known : [...known, name]
  }

  it('rests, also through a restart, until it is resumed', async () => {
    await process(waiting).start(split)
    await process(waiting).recover(rethrow)
    expect(runs).toEqual(['draft'])
    expect(await process(waiting).underWay()).toMatchObject([{ id: split.id, step: 'answers', waiting: true }])
    expect(await process(waiting).resume(split.id, answer('王敏'))).toBe(true)
    expect(runs).toEqual(['draft', 'answers'])
  })

  it('takes answers that come at once one after the other and loses none', async () => {
    const sagas = process(waiting)
    await sagas.start(split)
    await Promise.all(['王敏', '赵磊', '王敏', '阿豪'].map(name => sagas.resume(split.id, answer(name))))
    expect(await sagas.get(split.id)).toMatchObject({ state: ['王敏', '赵磊', '阿豪'], doneAt: now })
    expect(runs.filter(step => step === 'report')).toHaveLength(1)
  })

  it('keeps an answer whose step did not come to its end', async () => {
    await process(waiting).start(split)
    const killed = process(waiting, { run: 1, when: 'before' })
    await expect(killed.resume(split.id, answer('王敏'))).rejects.toThrow('killed')
    await process(waiting).recover(rethrow)
    expect(await process(waiting).get(split.id)).toMatchObject({ state: ['王敏'], waiting: true })
  })

  it('is not resumed when it is unknown or over', async () => {
    const sagas = process(three)
    expect(await sagas.resume('nobody')).toBe(false)
    expect(await sagas.get('nobody')).toBeUndefined()
    await sagas.start(split)
    expect(await sagas.resume(split.id, () => ['late'])).toBe(false)
    expect(await sagas.get(split.id)).toMatchObject({ state: ['drafted', 'asked', 'reported'] })
  })
})

describe('sagas', () => {
  it('go on although one of them cannot', async () => {
    await expect(
      process(three, { run: 1, when: 'before' }).start({ ...split, id: 'broken', step: 'nowhere' }),
    ).rejects.toThrow()
    await expect(process(three, { run: 2, when: 'before' }).start(split)).rejects.toThrow()
    const failed: string[] = []
    await process(three).recover((_, record) => failed.push(record.id))
    expect(failed).toEqual(['broken'])
    expect([...posted.values()]).toEqual(['draft', 'ask', 'report'])
  })

  it('are forgotten a week after they were over', async () => {
    await process(three).start(split)
    now += 7 * 86_400_000 - 1
    await process(three).recover(rethrow)
    expect(await process(three).get(split.id)).toBeDefined()
    now += 1
    await process(three).recover(rethrow)
    expect(await process(three).get(split.id)).toBeUndefined()
  })
})

describe('whose keys stand in a saga', () => {
  it('goes by the other key when two are one person, wherever he stands; what is known of that one stays', async () => {
    const rests: Steps = { draft: state => ({ next: 'ask', state, wait: true }), ask: state => ({ state }) }
    const state = { leader: 'm9', people: { m9: { step: 'yes' }, m1: { step: 'asked' } }, movers: ['m9', 'm1'], n: 9 }
    const sagas = process(rests)
    await sagas.start({ ...split, state })
    await sagas.merge('m9', 'm2')
    await sagas.merge('m9', 'm2')
    expect((await sagas.get(split.id))?.state).toEqual({
      leader: 'm2',
      people: { m1: { step: 'asked' }, m2: { step: 'yes' } },
      movers: ['m2', 'm1'],
      n: 9,
    })
    await sagas.merge('m1', 'm2')
    expect((await sagas.get(split.id))?.state).toEqual({
      leader: 'm2',
      people: { m2: { step: 'yes' } },
      movers: ['m2'],
      n: 9,
    })
  })

  it('goes by the other key also where his is a part of a word', async () => {
    const rests: Steps = { draft: state => ({ next: 'ask', state, wait: true }), ask: state => ({ state }) }
    const sagas = process(rests)
    await sagas.start({ ...split, state: { done: ['off|m9', 'off|m1', 'asked', 'm99'], topic: 'm9 群' } })
    await sagas.merge('m9', 'm1')
    expect((await sagas.get(split.id))?.state).toEqual({ done: ['off|m1', 'asked', 'm99'], topic: 'm9 群' })
  })

  it('is gone from it when his records are erased, wherever he stands, also where it is over; and it goes on', async () => {
    const rests: Steps = {
      draft: state => ({ next: 'ask', state, wait: true }),
      ask: state => ({ next: 'ask', state, wait: true }),
    }
    const sagas = process({ ...rests, over: state => ({ state }) })
    const state = { leader: 'm9', people: { m9: { step: 'yes' }, m1: { by: 'm9', n: 1 } }, done: ['off|m9', 'off|m1'] }
    await sagas.start({ ...split, state })
    await sagas.start({ ...split, id: 'over', step: 'over', state })
    runs = []
    await sagas.erase('m9')
    await sagas.erase('m9')
    const left = { people: { m1: { n: 1 } }, done: ['off|m1'] }
    expect(await sagas.get(split.id)).toMatchObject({ state: left, waiting: true })
    expect(await sagas.get('over')).toMatchObject({ state: left, doneAt: now })
    expect(runs).toEqual(['ask', 'ask'])
    expect((await server.redis.hvals('qg:test:sagas')).join('')).not.toContain('m9')
  })

  it('is called on when something that many wait for has changed', async () => {
    const rests: Steps = {
      draft: state => ({ next: 'ask', state, wait: true }),
      ask: state => ({ next: 'ask', state, wait: true }),
    }
    const sagas = process(rests)
    await sagas.start(split)
    await sagas.start({ ...split, id: 'other' })
    runs = []
    await sagas.wake(rethrow)
    expect(runs).toEqual(['ask', 'ask'])
  })
})

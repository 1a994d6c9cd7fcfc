import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PackedRows } from '../../src/redis/packed.js'
import { transaction } from '../../src/redis/transaction.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

interface Row {
  name: string
  at: number
}

const KEY = 'qg:main:rows'
const open = () =>
  new PackedRows<Row>(store.redis, KEY, {
    encode: ({ name, at }) => [name, at],
    decode: stored => {
      const [name, at] = stored as [string, number]
      return { name, at }
    },
  })

const put = async (rows: PackedRows<Row>, ...keys: string[]) => {
  for (const [at, key] of keys.entries()) rows.put(key, { name: key, at })
  await transaction(store.redis, step => rows.save(step, keys))
}

/** What the next process reads. */
async function loaded(): Promise<ReadonlyMap<string, Row>> {
  const rows = open()
  await rows.load()
  return rows.rows
}

/** Numbered ones, near ones that are not, and what a plain object would stumble over. */
const key = fc.oneof(
  fc.nat({ max: 100 }).map(n => `m${n}`),
  fc.constantFrom(
    'm00',
    'm01',
    'm1e3',
    'm-1',
    'M7',
    'mm7',
    'm',
    '7',
    '',
    '~3',
    'bot',
    'lin',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'm99999999999999',
    'm999999999999999',
    `m${'9'.repeat(30)}`,
    '张伟"\n',
    '\u{1F469}\u200d\u{1F467}',
    '\ud800',
  ),
  fc.string({ maxLength: 4 }),
)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), key, name: fc.string() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

describe('packed rows', () => {
  it('are a Map, in memory and in the next process, whatever is done to them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        await store.redis.flushall()
        const truth = new Map<string, Row>()
        let rows = open()
        for (const [at, one] of steps.entries()) {
          if (one.do === 'restart') {
            rows = open()
            await rows.load()
          } else if (one.do === 'clear') {
            truth.clear()
            await transaction(store.redis, all => rows.clear(all))
          } else {
            if (one.do === 'put') {
              truth.set(one.key, { name: one.name, at })
              rows.put(one.key, { name: one.name, at })
            } else expect(rows.drop(one.key)).toBe(truth.delete(one.key))
            await transaction(store.redis, all => rows.save(all, [one.key]))
          }
          expect(rows.rows).toEqual(truth)
        }
        expect(await loaded()).toEqual(truth)
      }),
      { numRuns: 150 },
    )
  })

  it('writes several changes in one step, of one field and of many', async () => {
    const rows = open()
    await put(rows, 'm1', 'm2', 'm31', 'm32', 'm900', 'lin')
    expect([...(await loaded()).keys()].sort()).toEqual(['lin', 'm1', 'm2', 'm31', 'm32', 'm900'])
    // m1, m2 and m31 are neighbours.
    expect(await store.redis.hlen(KEY)).toBe(4)
  })

  it('leaves no field behind when its last row went', async () => {
    const rows = open()
    await put(rows, 'm1', 'm2', 'lin')
    for (const gone of ['m1', 'm2', 'lin']) rows.drop(gone)
    await transaction(store.redis, all => rows.save(all, ['m1', 'm2', 'lin']))
    expect(await store.redis.exists(KEY)).toBe(0)
  })

  it('changes memory alone until it is saved', async () => {
    const rows = open()
    await put(rows, 'm1')
    rows.put('m1', { name: 'anders', at: 9 })
    rows.put('m40', { name: 'neu', at: 9 })
    expect(await loaded()).toEqual(new Map([['m1', { name: 'm1', at: 0 }]]))
    // A field is written as it is in memory: its rows are never half old and half new.
    await transaction(store.redis, all => rows.save(all, ['m40']))
    expect((await loaded()).get('m40')).toEqual({ name: 'neu', at: 9 })
    expect((await loaded()).get('m1')).toEqual({ name: 'm1', at: 0 })
  })

  it('keeps a Map of strangers apart that fall into one field', async () => {
    const rows = open()
    // 31 · 'A' + 'a' is 31 · 'B' + 'B': the same field.
    await put(rows, 'Aa', 'BB')
    expect(await store.redis.hlen(KEY)).toBe(1)
    rows.drop('Aa')
    await transaction(store.redis, all => rows.save(all, ['Aa']))
    expect([...(await loaded()).keys()]).toEqual(['BB'])
  })

  it('costs a member of a crowd a small part of a field of his own', async () => {
    const rows = open()
    const keys = Array.from({ length: 2_000 }, (_, at) => `m${at}`)
    await put(rows, ...keys)
    const bytes = Number(await store.redis.call('MEMORY', 'USAGE', KEY, 'SAMPLES', '0'))
    expect(bytes / keys.length).toBeLessThan(40)
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Impostors, openImpostors } from '../../../src/kernel/books/impostors.js'
import { likenessOf } from '../../../src/kernel/people/impostors.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

describe('a likeness', () => {
  it.each([
    ['林老师', '林老師'],
    ['林老师', '林\u200b老\u2060师'],
    ['林老师', ' 林 老 师 '],
    ['林老师', '林·老·师'],
    ['林老师', '【林老师】'],
    ['林老师', '林老师🌟'],
    ['林老师', '林\u202e老师'],
    ['Linda', 'ＬＩＮＤＡ'],
    ['Linda', 'L i n d a'],
    ['Linda', '𝓛𝓲𝓷𝓭𝓪'],
    ['Linda', 'lіnda'],
    ['🌟', '🌟'],
    ['小周', '<span class="emoji emoji1f31f"></span>小周'],
  ])('of %j is that of %j', (one, other) => expect(likenessOf(other)).toBe(likenessOf(one)))

  it.each([
    ['林老师', '林老'],
    ['林老师', '林老师二号'],
    ['林老师', '老林师'],
    ['Linda', 'Lind'],
    ['小周', '小洲'],
    ['🌟', '🌙'],
  ])('of %j is not that of %j', (one, other) => expect(likenessOf(other)).not.toBe(likenessOf(one)))

  it.each(['', ' ', '\u200b', '\u3000\u200b'])('of %j is none', name => expect(likenessOf(name)).toBe(''))
})

describe('the book', () => {
  let server: TestRedis
  let book: Impostors
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(async () => {
    await server.redis.flushall()
    book = await openImpostors(server.redis, 'qg:test')
  })
  afterAll(() => server.stop())

  it('knows who goes by whose name in a community, after a restart too', async () => {
    await book.note('main', 'lu', { of: 'lin', at: 1 })
    await book.note('main2', 'lu', { of: 'fang', at: 2 })
    book = await openImpostors(server.redis, 'qg:test')
    expect(book.in('main')).toEqual([{ member: 'lu', of: 'lin', at: 1 }])
    await book.forget('main', 'lu')
    expect(book.in('main')).toEqual([])
    expect(book.in('main2')).toHaveLength(1)
  })

  it('follows those who turn out to be another, and forgets them', async () => {
    await book.note('main', 'lu', { of: 'lin', at: 1 })
    await book.merge('lin', 'lin2')
    await book.merge('lu', 'lu2')
    expect(book.in('main')).toEqual([{ member: 'lu2', of: 'lin2', at: 1 }])
    // Two keys of one person are no impostor of each other.
    await book.merge('lu2', 'lin2')
    expect(book.in('main').filter(({ member, of }) => member === of)).toEqual([])
    await book.note('main', 'lu', { of: 'lin', at: 1 })
    expect(await book.export('lu')).toEqual({ main: { of: 'lin', at: 1 } })
    await book.erase('lin')
    expect(book.in('main')).toEqual([])
  })
})

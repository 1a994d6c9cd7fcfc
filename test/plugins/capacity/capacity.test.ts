import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import capacity from '../../../plugins/capacity/index.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let room: ReturnType<typeof pluginRoom>
const open = (config: Record<string, unknown> = {}) =>
  pluginRoom({ redis: server.redis, plugin: capacity, members: ['林老师'], config })
const says = (text: string) => room.says('林老师', text, '2030-01-07 10:00')

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => {
  room = open()
})
afterAll(() => server.stop())

describe('/上限', () => {
  it.each([
    '／上限　２００ ',
    '/ 上限 200',
    '@小助\u2005/上限 200',
    '／cap 200',
    '、上限 200',
    '/上限二百',
    '/上限 200人',
  ])('%j sets it and says so in one line', async text => {
    room = open({ cap: 120 })
    expect(await says(text)).toEqual(['上限 200 人'])
    expect(room.settings).toEqual({ cap: 200 })
    expect(await says('/上限')).toEqual(['现在上限 200 人，已有 1 人。用法：/上限 人数，例如 /上限 200'])
  })

  it.each([
    ['/上限 abc', /人数.*整数.*用法：\/上限.*例如 \/上限 200$/],
    ['/上限 1', /人数要写不小于 2 的整数.*例如 \/上限 200$/],
    ['/上限 -5', /例如 \/上限 200$/],
    ['/上限 2.5', /例如 \/上限 200$/],
    ['/上限 200 300', /例如 \/上限 200$/],
    ['/上限 501', /^最多 500 人。用法：\/上限 人数，例如 \/上限 200$/],
  ])('%s gets the usage with an example, and changes nothing', async (text, answer) => {
    expect(await says(text)).toEqual([expect.stringMatching(answer)])
    expect(room.settings).toEqual({})
  })

  it('without a number says what it is, by preset or by number', async () => {
    expect(await says('/上限')).toEqual(['现在上限 200 人（standard200），已有 1 人。用法：/上限 人数，例如 /上限 200'])
    room = open({ preset: 'dunbar148' })
    expect(await says('/cap')).toEqual([expect.stringContaining('上限 148 人')])
    room = open({ hard: 300 })
    expect(await says('/上限 301')).toEqual([expect.stringContaining('最多 300 人')])
    expect(await says('/上限 300')).toEqual(['上限 300 人'])
    expect(await says('/上限 2')).toEqual(['上限 2 人'])
  })

  it('in a sentence is talk', async () => {
    expect(await says('这个/上限 200是什么意思')).toEqual([])
    expect(await says('上限 200')).toEqual([])
  })
})

describe('the texts', () => {
  it('have every line in both languages', () => {
    expect(Object.keys(capacity.texts.en).sort()).toEqual(Object.keys(capacity.texts['zh-CN']).sort())
  })
})

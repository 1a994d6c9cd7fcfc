import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Audit, type AuditEntry, auditBook } from '../../../src/kernel/books/audit.js'
import { args, definePlugin, person, rest } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { type TestRedis, testRedis } from '../../support/redis.js'
import { bare } from '../../support/toy.js'

const DAY = 86_400_000
const at = Date.parse('2030-01-07T10:00:00+08:00')

describe('the book', () => {
  let server: TestRedis
  let audit: Audit
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(async () => {
    await server.redis.flushall()
    audit = auditBook(server.redis, 'qg:test')
  })
  afterAll(() => server.stop())

  const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
    id,
    at,
    by: 'zhou',
    role: 'admin',
    community: 'main',
    room: 'g1',
    command: '踢',
    targets: ['wang', 'K1'],
    outcome: 'done',
    ...more,
  })
  const ids = async (count = 10, community?: string) => (await audit.latest(count, community)).map(({ id }) => id)

  it('has the newest first, of one community or of all, and each once', async () => {
    await audit.record(entry('a'))
    await audit.record(entry('b', { at: at + 2, community: 'other' }))
    await audit.record(entry('c', { at: at + 1, outcome: 'refused' }))
    await audit.record(entry('a', { at: at + 5 }))
    expect(await ids()).toEqual(['b', 'c', 'a'])
    expect(await ids(10, 'main')).toEqual(['c', 'a'])
    expect(await ids(1)).toEqual(['b'])
  })

  it('keeps a thousand for half a year, and no flood of refusals drives out what was done', async () => {
    await audit.record(entry('first'))
    for (let i = 0; i < 300; i += 1) await audit.record(entry(`no${i}`, { at: at + i, outcome: 'refused', by: 'lu' }))
    expect(await ids(2000)).toHaveLength(201)
    expect(await ids(2000)).toContain('first')
    for (let i = 1; i <= 1000; i += 1) await audit.record(entry(`yes${i}`, { at: at + i }))
    expect(await ids(2000)).toHaveLength(1200)
    expect(await ids(2000)).not.toContain('first')
    await audit.record(entry('later', { at: at + 181 * DAY }))
    expect((await ids(2000)).filter(id => id.startsWith('yes'))).toEqual([])
  })

  it('follows a person who turns out to be another, hands out his own, and forgets him', async () => {
    await audit.record(entry('a'))
    await audit.record(entry('b', { by: 'wang', targets: ['lu'], at: at + 1 }))
    await audit.merge('wang', 'wang2')
    expect((await audit.latest(2)).map(({ by, targets }) => [by, targets])).toEqual([
      ['wang2', ['lu']],
      ['zhou', ['wang2', 'K1']],
    ])
    // What was done to him is his, who did it is not.
    expect(await audit.export('wang2')).toEqual([
      expect.objectContaining({ id: 'b', by: 'wang2' }),
      expect.not.objectContaining({ by: 'zhou' }),
    ])
    expect(await audit.export('nobody')).toBeUndefined()
    await audit.erase('wang2')
    expect(JSON.stringify(await audit.latest(2))).not.toContain('wang2')
    expect(await ids()).toEqual(['b', 'a'])
  })
})

describe('on record', () => {
  const open: Chat[] = []
  afterEach(async () => {
    for (const chat of open.splice(0)) await chat.close()
  })
  async function start(spec: ChatSpec = {}): Promise<Chat> {
    const chat = await openChat({
      people: { 林老师: { friend: true }, 小周: { friend: true }, 王敏: {}, 赵磊: {}, 小鹿: {} },
      rooms: { g1: { members: ['林老师', '小周', '王敏', '赵磊', '小鹿'], fill: 20 } },
      roles: { g1: { owner: '林老师', admin: ['小周'] } },
      ...spec,
    })
    open.push(chat)
    return chat
  }
  /** What the owner reads, oldest first, without the times. */
  async function record(chat: Chat): Promise<string[]> {
    chat.look()
    await chat.dms('林老师', '/操作记录')
    const [, ...lines] = (await chat.isTold('林老师', /操作/)).split('\n')
    return lines.map(line => line.replace(/^\S+ \S+ /, '')).reverse()
  }

  it('is what admins and the owner did, whom it concerned and how it ended', async () => {
    const chat = await start()
    await chat.says('小周', '/踢 @小鹿 说了些不该记下来的话')
    await chat.says('小周', '/踢 @林老师')
    await chat.says('小周', '/踢 @没有的人')
    await chat.says('小周', '/踢')
    await chat.says('小周', '/误判 K1')
    await chat.says('林老师', '/管理')
    await chat.says('林老师', '/管理 加 @王敏')
    await chat.says('林老师', '/配置 rules.ads.kickAt')
    await chat.says('林老师', '/配置 rules.ads.kickAt 95')
    await chat.dms('林老师', '/状态')
    await chat.says('赵磊', '/踢 @王敏')
    await chat.says('赵磊', '签到')
    expect(await record(chat)).toEqual([
      '小周 /踢 小鹿 K1',
      '小周 /踢 林老师（没办）',
      '小周 /踢（没办）',
      '小周 /误判 K1 小鹿',
      '林老师 /管理 王敏',
      '林老师 /配置 rules.ads.kickAt',
      '赵磊 /踢（没权限）',
    ])
  })

  it('is the last ten, for the owner alone; the terminal sees more, and its own', async () => {
    const chat = await start()
    for (let i = 0; i < 12; i += 1) await chat.says('小周', i % 2 ? '/信任 @王敏' : '/信任 @王敏 取消')
    expect(await record(chat)).toHaveLength(10)
    await chat.dms('小周', '/操作记录')
    await chat.isTold('小周', '只有群主')
    expect((await chat.stage.operator('/audit')).split('\n')).toHaveLength(14)
    await chat.stage.operator('/收群 7')
    expect(await chat.stage.operator('/操作记录')).toContain('运维 /收群')
  })

  it('is a decision of a case, and what waited for a number only when it was carried out', async () => {
    const ads = '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无'
    const chat = await start({
      people: { 林老师: { friend: true }, 小周: { friend: true }, a: { name: '张伟' }, b: { name: '张伟' }, 小鹿: {} },
      rooms: { g1: { members: ['林老师', '小周', 'a', 'b'], fill: 20 } },
      config: { plugins: { rules: { run: 'ask' } } },
    })
    await chat.joins('小鹿', { by: '小周' })
    await chat.says('小鹿', ads)
    await chat.isTold('小周', 'K1')
    await chat.dms('小周', '2')
    await chat.says('小周', '/踢 @张伟')
    await chat.hears('1. 张伟')
    await chat.says('小周', '2')
    expect((await record(chat)).map(line => line.replace('一位新成员', '小鹿'))).toEqual([
      '小周 /移出 小鹿 K1',
      '小周 /踢 张伟 K2',
    ])
  })

  it('is what failed, and no words that somebody typed', async () => {
    const plugin = definePlugin({
      ...bare('toy'),
      commands: [
        {
          names: ['坏'],
          who: 'admin',
          in: 'room',
          args: args({ who: person(), why: rest({ optional: true }) }),
          async run(ctx, { who }) {
            await ctx.whichOf(who)
            throw new Error('broken')
          },
        },
        { names: ['看'], who: 'admin', in: 'room', record: 'never', run: ctx => ctx.reply('看') },
      ],
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('小周', '/坏 @王敏 秘密')
    await chat.says('小周', '/看')
    expect(await record(chat)).toEqual(['小周 /坏 王敏（出错）'])
  })
})

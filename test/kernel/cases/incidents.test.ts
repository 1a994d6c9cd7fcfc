import { afterEach, describe, expect, it } from 'vitest'
import { definePlugin } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const HOUR = 3_600_000
const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

/** Wants whoever says 坏话 out, and bars him for an hour; 可疑 is put to the admins. Knows nothing of roles. */
const guard = definePlugin({
  ...bare('guard'),
  on: {
    message: {
      guard: async (ctx, message) => {
        const bad = { member: message.member, reason: '说坏话', evidence: message.text } as const
        if (message.text.includes('坏话')) await ctx.accuse({ ...bad, measure: 'remove', blockFor: HOUR })
        if (message.text.includes('可疑')) await ctx.accuse({ ...bad, measure: 'admins' })
      },
      // Whoever accuses twice for one message means one thing.
      activity: async (ctx, message) => {
        if (message.text.includes('坏话'))
          await ctx.accuse({ member: message.member, reason: '又说', measure: 'remove' })
      },
    },
  },
})
const people = ['甲', '乙', '丙', '丁']

async function start(spec: ChatSpec & { room?: Record<string, unknown> } = {}): Promise<Chat> {
  const { room, ...more } = spec
  const chat = await openChat({
    plugins: [guard],
    people: { 林老师: { friend: true }, 小周: { friend: true }, 甲: { friend: true } },
    rooms: { g1: { members: ['林老师', '小周', ...people], ...room } },
    roles: { g1: { owner: '林老师', admin: ['小周'] } },
    ...more,
  })
  open.push(chat)
  return chat
}

const statusOf = async (chat: Chat, number: string) => (await chat.case(number))?.status
const kicked = (chat: Chat) =>
  chat.stage.acts.flatMap(act => (act.act === 'kick' && act.refused === undefined ? [act.who] : []))

describe('a removal', () => {
  it('is one case, one kick and one line, whoever accuses how often for one message', async () => {
    const chat = await start()
    await chat.says('乙', '坏话')
    await chat.seesGo('乙')
    await chat.hears('已移出乙（说坏话，K1）')
    await chat.hearsNothing('20m')
    expect(await chat.stage.cases()).toHaveLength(1)
  })

  it('is announced at once, and what follows within ten minutes becomes one line', async () => {
    const chat = await start()
    await chat.sayAtOnce(people.map(who => [who, '坏话']))
    for (const who of people) await chat.seesGo(who)
    await chat.hears('已移出甲（说坏话，K1）')
    await chat.hearsNothing('8m')
    const line = await chat.hears('又移出3人', { within: '3m' })
    expect(line).toMatch(/K2、K3、K4/)
    await chat.hearsNothing('30m')
    expect((await chat.stage.cases()).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done'])
  })

  it('of one who runs the group is put to the owner, never done by itself', async () => {
    const chat = await start()
    await chat.says('小周', '坏话')
    await chat.isTold('林老师', /K1.*小周[\s\S]*1 放过/)
    expect(await statusOf(chat, 'K1')).toBe('open')
    await chat.wait('25h')
    expect(await statusOf(chat, 'K1')).toBe('dismissed')
    expect(kicked(chat)).toEqual([])
    // Nobody judges himself.
    chat.look()
    await chat.says('林老师', '坏话')
    await chat.alerted('K2')
    await chat.hearsNothing('25h')
  })

  it('is dropped when he was promoted before it left', async () => {
    const chat = await start()
    await chat.sayAtOnce([
      ['乙', '坏话'],
      ['丙', '坏话'],
      ['林老师', '/管理 加 @丙'],
    ])
    await chat.seesGo('乙')
    await chat.wait('10m')
    expect(kicked(chat)).toEqual(['乙'])
    expect(await statusOf(chat, 'K2')).toBe('dismissed')
    expect(chat.said.filter(act => /没有移出权限|已移出丙/.test(act.text))).toEqual([])
  })
})

describe('a removal that WeChat does not let happen', () => {
  const notOwner = { room: { owner: '林老师' } }

  it('is told to the room once an hour and to the staff each time, and waits for their hand', async () => {
    const chat = await start(notOwner)
    await chat.says('乙', '坏话')
    await chat.hears('没有移出权限')
    for (const who of ['林老师', '小周']) await chat.isTold(who, /K1.*乙/)
    expect(await statusOf(chat, 'K1')).toBe('open')
    await chat.says('丙', '坏话')
    for (const who of ['林老师', '小周']) await chat.isTold(who, /K2.*丙/)
    await chat.hearsNothing('10m')
    await chat.leaves('乙')
    await chat.hears('已移出乙', { within: '20m' })
    expect(await statusOf(chat, 'K1')).toBe('done')
    expect(await statusOf(chat, 'K2')).toBe('open')
    expect(chat.said.filter(act => act.text.includes('已移出丙'))).toEqual([])
  })

  it('rests when it is "too often", and is done later', async () => {
    const chat = await start()
    chat.world.refuse({ action: 'kick', code: 1205 })
    await chat.says('乙', '坏话')
    await chat.alerted(/1205/)
    expect(await statusOf(chat, 'K1')).toBe('acting')
    await chat.hearsNothing('25m')
    await chat.seesGo('乙', { within: '10m' })
    await chat.hears('已移出乙')
  })

  it('and happens all the same, is done once', async () => {
    const chat = await start()
    chat.world.refuse({ action: 'kick', code: 1205, delivered: true })
    await chat.says('乙', '坏话')
    await chat.seesGo('乙')
    await chat.hears('已移出乙')
    await chat.hearsNothing('1h')
    expect(kicked(chat)).toEqual(['乙'])
  })
})

describe('taking back', () => {
  it('a removal that waits: it does not happen, and nobody hears of it', async () => {
    const chat = await start()
    await chat.sayAtOnce([
      ['甲', '坏话'],
      ['乙', '坏话'],
      ['小周', '/撤销 K2'],
    ])
    await chat.seesGo('甲')
    await chat.hears(/K2 已撤销/)
    await chat.wait('20m')
    expect(kicked(chat)).toEqual(['甲'])
    expect(await statusOf(chat, 'K2')).toBe('undone')
    expect(chat.said.filter(act => act.text.includes('移出') && act.text.includes('乙'))).toEqual([])
  })

  it('one that is done asks a friend in again, with an apology', async () => {
    const chat = await start()
    await chat.says('甲', '坏话')
    await chat.hears('已移出甲')
    await chat.says('小周', '/撤销 K1')
    await chat.hears(/已撤销.*这就请他回来/)
    await chat.isTold('甲', /抱歉/)
    await chat.wait('5m')
    expect(chat.world.isMember('g1', '甲')).toBe(true)
    chat.look()
    await chat.says('小周', '/撤销 K1')
    await chat.hears(/已撤销过/)
    await chat.says('小周', '/撤销 K77')
    await chat.hears(/没有 K77/)
  })

  it('one of who is no friend says that others must bring him back', async () => {
    const chat = await start()
    await chat.says('乙', '坏话')
    await chat.seesGo('乙')
    await chat.hears('已移出乙')
    await chat.says('小周', '/撤销 K1')
    await chat.hears(/不是我的好友/)
    await chat.hearsNothing('10m')
  })

  it('a question that waits: nobody need answer any more', async () => {
    const chat = await start()
    await chat.says('乙', '可疑')
    await chat.isTold('林老师', /K1/)
    await chat.isTold('小周', /K1/)
    await chat.says('林老师', '/撤销 K1')
    await chat.hears(/K1 已撤销/)
    await chat.dms('小周', '2')
    await chat.isTold('小周', /已经了结/)
    await chat.wait('10m')
    expect(kicked(chat)).toEqual([])
    expect(await statusOf(chat, 'K1')).toBe('undone')
  })

  it('works in private too, and over a crash', async () => {
    const chat = await start()
    await chat.says('甲', '坏话')
    await chat.hears('已移出甲')
    await chat.crash()
    await chat.dms('小周', '/撤销 K1')
    await chat.isTold('小周', /已撤销/)
    await chat.isTold('甲', /抱歉/)
  })
})

describe('a question about a person', () => {
  it('is over when he leaves by himself', async () => {
    const chat = await start()
    await chat.says('乙', '可疑')
    await chat.isTold('小周', /K1/)
    await chat.leaves('乙')
    await chat.wait('16m')
    expect(await statusOf(chat, 'K1')).toBe('done')
    await chat.dms('小周', '2')
    await chat.isTold('小周', /已经了结/)
    expect(kicked(chat)).toEqual([])
  })
})

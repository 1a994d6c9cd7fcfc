import { afterEach, describe, expect, it } from 'vitest'
import { definePlugin } from '../../../src/kernel/plugin.js'
import { type Chat, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

/** Wants whoever says 坏话 out; tells 甲 in private what somebody says behind 悄悄. */
const guard = definePlugin({
  ...bare('guard'),
  on: {
    message: {
      guard: async (ctx, message) => {
        if (message.text === '坏话') await ctx.accuse({ member: message.member, reason: '说坏话', measure: 'remove' })
        const [, secret] = /^悄悄(.+)/.exec(message.text) ?? []
        const [first] = ctx.find('甲')
        if (secret !== undefined && first) await ctx.dm(first.key, secret)
      },
    },
  },
})

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(owner: string): Promise<Chat> {
  const chat = await openChat({
    plugins: [guard],
    people: { 林老师: { friend: true }, 小周: { friend: true }, 甲: { friend: true } },
    rooms: { g1: { topic: '夜跑1群', owner, members: ['林老师', '小周', '甲', '乙', '丙', '丁', '戊'] } },
    roles: { g1: { owner: '林老师', admin: ['小周'] } },
  })
  open.push(chat)
  return chat
}

const tries = (chat: Chat, who: string) => chat.stage.acts.filter(act => act.act === 'kick' && act.who === who).length
const lineOf = async (chat: Chat): Promise<string | undefined> => {
  await chat.dms('小周', '/状态')
  return /权限.*/.exec(await chat.isTold('小周', '待发'))?.[0]
}

describe('where the bot may not remove people', () => {
  it('it tries twice, then once, and like the first time after a day', async () => {
    const chat = await start('林老师')
    await chat.says('乙', '坏话')
    await chat.hears('我没有移出权限')
    expect(tries(chat, '乙')).toBe(2)
    await chat.says('丙', '坏话')
    await chat.isTold('小周', /K2.*丙/)
    expect(tries(chat, '丙')).toBe(1)
    await chat.wait('1d')
    await chat.says('丁', '坏话')
    await chat.isTold('小周', /K3.*丁/)
    expect(tries(chat, '丁')).toBe(2)
  })

  it('it tries as if for the first time once the room has another owner, and says what it sees then', async () => {
    const chat = await start('林老师')
    expect(await lineOf(chat)).toBe('权限：否（「夜跑1群」移出），群主是林老师')
    await chat.says('乙', '坏话')
    await chat.isTold('小周', /K1.*乙/)
    const room = chat.world.truth.room('g1')
    room.owner = '小周'
    expect(await lineOf(chat)).toBe('权限：否（「夜跑1群」移出），群主是小周')
    await chat.says('丙', '坏话')
    await chat.isTold('小周', /K2.*丙/)
    expect(tries(chat, '丙')).toBe(2)
    room.owner = 'bot'
    expect(await lineOf(chat)).toBe('权限：是（1 个群能移出）')
    await chat.says('丁', '坏话')
    await chat.hears('已移出丁')
    expect(await lineOf(chat)).toBe('权限：是（1 个群能移出）')
  })

  it('it remembers so over a restart', async () => {
    const chat = await start('林老师')
    await chat.says('乙', '坏话')
    await chat.hears('我没有移出权限')
    await chat.restart()
    await chat.says('丙', '坏话')
    await chat.isTold('小周', /K2.*丙/)
    expect(tries(chat, '丙')).toBe(1)
    await chat.wait('10m')
    expect(chat.said.filter(({ text }) => text.includes('移出权限'))).toHaveLength(1)
  })

  it('a removal that happens in spite of one try is done', async () => {
    const chat = await start('林老师')
    await chat.says('乙', '坏话')
    await chat.hears('我没有移出权限')
    chat.world.refuse({ action: 'kick', code: 1, delivered: true })
    chat.world.truth.room('g1').owner = 'bot'
    await chat.says('丙', '坏话')
    await chat.hears('已移出丙')
    expect(tries(chat, '丙')).toBe(1)
  })
})

describe('/能力', () => {
  it('shows what the puppet can and what was seen in each room, in private', async () => {
    const chat = await start('林老师')
    await chat.says('乙', '坏话')
    await chat.hears('我没有移出权限')
    chat.look()
    await chat.says('小周', '/能力')
    const told = await chat.isTold('小周', '能做')
    expect(told).toMatch(/能做：.*移出/)
    expect(told).toMatch(/做不了：.*@ 会响/)
    expect(told).toContain(
      '「夜跑1群」8人（刚看过），群主是林老师；移出不能（10:00，1）、拉人没试过、邀请卡没试过、改群名没试过、发言能（10:00）',
    )
    await chat.hears('已私信你')
    await chat.says('甲', '/abilities')
    await chat.hears('只有群主和管理员可以用')
  })
})

describe('a private text that WeChat does not take', () => {
  it('becomes one @ in the room without content, and an alert', async () => {
    const chat = await start('bot')
    chat.world.refuse({ action: 'dm', code: 1204, times: 2 })
    await chat.says('乙', '悄悄今晚跑十公里')
    const line = await chat.hears('有事私下请教')
    expect(line).toMatch(/^@甲/)
    expect(line).not.toContain('十公里')
    // Nor do the operators read it: it may quote a member.
    expect(await chat.alerted(/没送到甲/)).not.toContain('十公里')
    // Once a day is enough for the room.
    await chat.says('乙', '悄悄明天休息')
    await chat.alerted(/没送到甲/)
    await chat.hearsNothing('10m')
  })
})

describe('a session that is over', () => {
  it('costs nothing: what waits goes on after the login', async () => {
    const chat = await start('bot')
    chat.world.refuse({ action: 'kick', code: 1101, times: 'always' })
    await chat.says('乙', '坏话')
    await chat.alerted('1101')
    expect(tries(chat, '乙')).toBe(1)
    await chat.hearsNothing('3h')
    expect(tries(chat, '乙')).toBe(1)
    expect((await chat.case('K1'))?.status).toBe('acting')
    chat.world.refuse({ action: 'kick', code: 1101, times: 0 })
    await chat.restart()
    await chat.hears('已移出乙')
    expect(tries(chat, '乙')).toBe(2)
  })
})

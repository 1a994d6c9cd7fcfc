import { afterEach, describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../support/chat.js'
import { bare } from '../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

const verdict = (score: number) => ({ verdict: 'suspect' as const, score, checks: [] })

/**
 * 可疑 is put to the admins, 坏话 wants him out, 推广 is put to the owner who may have him reminded, and 到处 means that
 * somebody else writes from his account: whatever follows belongs to his last case.
 */
const guard = definePlugin({
  ...bare('guard'),
  on: {
    message: {
      guard: async (ctx, { member, text }) => {
        const last = ctx.casesOf(member).findLast(({ status }) => status === 'open' || status === 'acting')
        const into = last ? { into: last.number } : {}
        const bad = { member, evidence: text, ...into }
        if (text.includes('可疑')) await ctx.accuse({ ...bad, reason: '可疑', measure: 'admins', verdict: verdict(60) })
        if (text.includes('坏话'))
          await ctx.accuse({ ...bad, reason: '说坏话', measure: 'remove', verdict: verdict(90) })
        if (text.includes('推广'))
          await ctx.accuse({ ...bad, reason: '发了推广', measure: 'owner', text: '请先跟群主说' })
        if (text.includes('到处')) await ctx.accuse({ ...bad, reason: '到处发', measure: 'owner', as: 'stolen' })
      },
    },
  },
})

async function start(more: Partial<ChatSpec> = {}): Promise<Chat> {
  const chat = await openChat({
    plugins: [guard],
    people: { 林老师: { friend: true }, 小周: { friend: true }, 甲: { friend: true }, 乙: {} },
    rooms: { g1: { members: ['林老师', '小周', '甲', '乙'] }, g2: { members: ['林老师', '小周', '甲', '丙'] } },
    roles: { main: { owner: '林老师', admin: ['小周'] } },
    ...more,
  })
  open.push(chat)
  return chat
}

const kicks = (chat: Chat) =>
  chat.stage.acts.flatMap(act => (act.act === 'kick' && act.refused === undefined ? [`${act.room} ${act.who}`] : []))

describe('what belongs to a case', () => {
  it('is kept with it, and asks nobody again', async () => {
    const chat = await start()
    await chat.says('乙', '可疑一')
    await chat.isTold('小周', /K1[\s\S]*1 放过 {2}2 移出/)
    await chat.wait('1m')
    chat.look()
    await chat.says('乙', '可疑二')
    await chat.hearsNothing('10m')
    expect(await chat.stage.cases()).toHaveLength(1)
    expect(await chat.case('K1')).toMatchObject({ status: 'open' })
  })

  it('makes of a question a removal when it weighs more, and the question is over', async () => {
    const chat = await start()
    await chat.says('乙', '可疑')
    await chat.isTold('小周', /K1/)
    await chat.says('乙', '坏话')
    await chat.seesGo('乙')
    await chat.hears('已移出乙（说坏话，K1）')
    await chat.dms('小周', '1')
    await chat.wait('1h')
    expect(await chat.case('K1')).toMatchObject({ status: 'done' })
    expect(await chat.stage.cases()).toHaveLength(1)
    expect(kicks(chat)).toEqual(['g1 乙'])
  })

  it('does not make less of a removal', async () => {
    const chat = await start()
    await chat.sayAtOnce([
      ['乙', '坏话'],
      ['乙', '可疑'],
    ])
    await chat.seesGo('乙')
    await chat.wait('5m')
    expect(await chat.case('K1')).toMatchObject({ status: 'done' })
    expect(await chat.stage.cases()).toHaveLength(1)
  })

  it('goes on asking while everything is asked', async () => {
    const chat = await start({ config: { plugins: { guard: { run: 'ask' } } } })
    await chat.says('乙', '可疑')
    await chat.isTold('小周', /K1/)
    await chat.wait('1m')
    chat.look()
    await chat.says('乙', '坏话')
    await chat.hearsNothing('10m')
    expect(kicks(chat)).toEqual([])
    await chat.dms('小周', '2')
    await chat.seesGo('乙')
  })

  it('is the same after a crash, and asked about once', async () => {
    const chat = await start()
    await chat.says('甲', '推广')
    await chat.isTold('林老师', /K1.*甲发了推广[\s\S]*2 提醒他/)
    await chat.says('甲', '到处')
    await chat.isTold('林老师', /K1.*疑似被盗号[\s\S]*2 移出/)
    await chat.crash()
    await chat.wait('1h')
    expect(chat.said.filter(({ text }) => text.includes('疑似被盗号'))).toHaveLength(1)
    expect(await chat.case('K1')).toMatchObject({ status: 'open' })
  })
})

describe('a word by the owner’s choice', () => {
  it('is said in private, and nobody is removed', async () => {
    const chat = await start()
    await chat.says('甲', '推广')
    await chat.isTold('林老师', /1 放行 {2}2 提醒他/)
    await chat.dms('林老师', '2')
    await chat.isTold('甲', '请先跟群主说')
    await chat.wait('1h')
    expect(chat.said.filter(({ act }) => act === 'say')).toEqual([])
    expect(kicks(chat)).toEqual([])
    expect(await chat.case('K1')).toMatchObject({ status: 'done' })
  })

  it('is said in the room to who is no friend', async () => {
    const chat = await start()
    await chat.says('乙', '推广')
    await chat.isTold('林老师', /2 提醒他/)
    await chat.dms('林老师', '2')
    expect(await chat.hears('请先跟群主说')).toContain('@乙')
  })

  it('is none when he lets it pass', async () => {
    const chat = await start()
    await chat.says('甲', '推广')
    await chat.isTold('林老师', /1 放行/)
    await chat.dms('林老师', '1')
    await chat.wait('1h')
    expect(chat.said.filter(({ text }) => text.includes('请先跟群主说'))).toEqual([])
    expect(await chat.case('K1')).toMatchObject({ status: 'dismissed' })
  })
})

describe('a stolen account', () => {
  it('is removed from every room by the owner’s word, and not barred', async () => {
    const chat = await start()
    await chat.says('甲', '到处')
    await chat.isTold('林老师', /K1.*疑似被盗号/)
    await chat.dms('林老师', '2')
    await chat.seesGo('甲')
    await chat.wait('5m')
    expect(kicks(chat).sort()).toEqual(['g1 甲', 'g2 甲'])
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { type Chat, openChat } from '../support/chat.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(): Promise<Chat> {
  const chat = await openChat({
    people: {
      林老师: { friend: true },
      小周: { friend: true },
      王敏: { friend: true },
      别处: { name: '加V：xk88520', friend: true },
      郑老师: { friend: true },
    },
    rooms: {
      g1: { topic: '晨跑群', members: ['林老师', '小周', '王敏'] },
      g2: { topic: '读书群', members: ['郑老师', '别处', '赵磊'] },
    },
    roles: { g1: { owner: '林老师', admin: ['小周'] }, g2: { owner: '郑老师' } },
    config: {
      groups: {
        run: { charter: { goal: '跑' }, rooms: { g1: { topic: '晨跑群' } } },
        read: { charter: { goal: '读' }, rooms: { g2: { topic: '读书群' } } },
      },
    },
  })
  open.push(chat)
  return chat
}

/** A text to somebody of which nobody knows whether it left: the bot died in the middle. */
async function loses(chat: Chat, who: string): Promise<void> {
  chat.stage.armCrash('dm', 1)
  await chat.dms(who, '/帮助')
  await chat.isTold(who, '你在这里可以')
  await chat.stage.idle()
}

describe('/状态', () => {
  it('says in the room how the connection is, and the rest in private', async () => {
    const chat = await start()
    await chat.says('小周', '/状态')
    const told = await chat.isTold('小周', '上次收到消息')
    expect(told.split('\n').filter(line => !line.startsWith('权限'))).toEqual([
      '上次同步：刚刚，上次收到消息：刚刚',
      expect.stringMatching(/^会话：1天，已运行 /),
      '待发 0 条',
      '未知 0 条，失败 0 条',
      expect.stringMatching(/^定时 \d+ 个，照看 2 个群$/),
    ])
    await chat.hears('已私信你')
    await chat.wait('2h')
    expect(await chat.stage.operator('/状态')).toMatch(/^上次同步：.+，上次收到消息：2小时\d*秒?前\n/)
  })

  it('says until when it is silent, and which kinds of action WeChat paused until when', async () => {
    const chat = await start()
    chat.world.refuse({ action: 'kick', code: 1205 })
    await chat.says('林老师', '/踢 @王敏 广告')
    await chat.wait('1m')
    await chat.stage.operator('/静音 26h')
    expect(await chat.stage.operator('/状态')).toMatch(/待发 \d+ 条，静音到 01-08 12:01，暂停：移出到 10:3\d/)
  })

  it('names what got lost, newest last, each to the staff of its own community, without a word of the text', async () => {
    const chat = await start()
    await loses(chat, '王敏')
    await loses(chat, '别处')
    await chat.wait('5m')
    const all = await chat.stage.operator('/状态')
    expect(all).toContain('未知 2 条，失败 0 条\n· 不知道发出没有：私信 王敏，10:0')
    // A name that is an ad is not printed here either.
    expect(all).toMatch(/· 不知道发出没有：私信 一位新成员，10:0\d/)
    expect(all).not.toContain('xk88520')
    expect(all).not.toContain('你在这里可以')
    await chat.dms('小周', '/状态')
    const own = await chat.isTold('小周', '未知 2 条')
    expect(own).toContain('私信 王敏')
    expect(own).not.toContain('一位新成员')
  })
})

describe('/退出登录', () => {
  it('is no command on WeChat, whoever asks', async () => {
    const chat = await start()
    for (const text of ['/退出登录', '/退出登录 1234', '/logout-wechat', '@小助 退出登录']) {
      await chat.says('林老师', text)
      await chat.dms('小周', text)
    }
    await chat.wait('1m')
    expect(chat.said.filter(({ text }) => /登录|logout/.test(text))).toEqual([])
    await chat.dms('林老师', '/帮助')
    expect(await chat.isTold('林老师', '你在这里可以')).not.toContain('登录')
  })

  it('says so where the puppet cannot', async () => {
    const chat = await start()
    expect(await chat.stage.operator('/退出登录')).toContain('请在手机上退出')
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { args, definePlugin, person, rest } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

const done: string[] = []
const toy = definePlugin({
  ...bare('toy'),
  commands: [
    {
      names: ['换', 'swap'],
      who: 'admin',
      in: 'room',
      args: args({ one: person(), other: person(), why: rest({ optional: true }) }),
      async run(ctx, { one, other, why = '' }) {
        const first = await ctx.whichOf(one)
        if (!first) return
        const second = await ctx.whichOf(other)
        if (!second) return
        done.push(`${first.key}→${second.key} ${why}`.trim())
        await ctx.reply('换好了')
      },
    },
  ],
})

async function start(spec: ChatSpec = {}): Promise<Chat> {
  done.length = 0
  const chat = await openChat({
    people: {
      林老师: { friend: true },
      小周: { friend: true },
      a1: { name: '张伟' },
      a2: { name: '张伟' },
      b1: { name: 'Lucy Wang' },
      b2: { name: 'Lucy Wang' },
    },
    rooms: { g1: { members: ['林老师', '小周', 'a1', 'a2', 'b1', 'b2', '王敏'] } },
    roles: { g1: { owner: '林老师', admin: ['小周'] } },
    plugins: [toy],
    ...spec,
  })
  open.push(chat)
  return chat
}

describe('a name that is several people', () => {
  it('is asked for, one after the other, and the command keeps its words', async () => {
    const chat = await start()
    await chat.says('小周', '/换 @张伟\u2005 @Lucy Wang\u2005 因为请假')
    await chat.hears('2. 张伟')
    await chat.says('小周', '2')
    await chat.hears('2. Lucy Wang')
    await chat.says('小周', '1')
    await chat.hears('换好了')
    expect(done).toEqual(['a2→b1 因为请假'])
  })

  it('is nobody for who may not any more, or where the feature was switched off', async () => {
    const chat = await start()
    await chat.says('小周', '/换 @张伟\u2005 @王敏')
    await chat.hears('2. 张伟')
    await chat.says('林老师', '/管理 减 @小周')
    await chat.hears('不再有')
    await chat.says('小周', '2')
    await chat.says('林老师', '/换 @张伟\u2005 @王敏')
    await chat.hears('2. 张伟')
    await chat.says('林老师', '/关 toy')
    await chat.says('林老师', '2')
    await chat.wait('2m')
    expect(done).toEqual([])
  })

  it('in English', async () => {
    const chat = await start({ config: { bot: { locale: 'en' } } })
    await chat.says('小周', '/swap @张伟\u2005 @王敏')
    expect(await chat.hears('2. 张伟')).toMatch(
      /2 people go by that name.*\n1\. 张伟 · here before 2029\/10\/9 · never wrote/,
    )
    await chat.says('小周', '7')
    await chat.hears('1 to 2')
    await chat.wait('6m')
    await chat.hears('not carried out')
  })
})

describe('the last words of people of one name', () => {
  it('are those that may be printed, in memory alone, and gone when they are taken back', async () => {
    const chat = await start()
    await chat.says('a1', '我先说一句明天见')
    await chat.says('a2', '加我微信 zw8852341')
    await chat.says('小周', '/换 @张伟\u2005 @王敏')
    const list = await chat.hears('2. 张伟')
    expect(list).toContain('「我先说一句明天见」')
    expect(list).not.toContain('zw8852341')
    await chat.says('小周', '1')
    await chat.hears('换好了')
    chat.world.recall({ who: 'a1' })
    await chat.stage.idle()
    await chat.says('小周', '/换 @张伟\u2005 @王敏')
    expect(await chat.hears('2. 张伟')).not.toContain('明天见')
  })

  it('do not outlive the process', async () => {
    const chat = await start()
    await chat.says('a1', '我先说一句明天见')
    await chat.says('小周', '/换 @张伟\u2005 @王敏')
    expect(await chat.hears('2. 张伟')).toContain('明天见')
    await chat.crash()
    await chat.says('小周', '/换 @张伟\u2005 @王敏')
    expect(await chat.hears('2. 张伟')).toContain('上次发言 10:00')
    await chat.says('小周', '1')
    await chat.hears('换好了')
  })
})

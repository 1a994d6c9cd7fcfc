import { afterEach, describe, expect, it } from 'vitest'
import { args, type CommandCtx, definePlugin, rest, z } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

/** A plugin that founds rooms: its commands are the contract's functions, one each. */
const founder = definePlugin({
  ...bare('founder'),
  config: z.strictObject({ word: z.string().default('平常') }),
  opening: ctx => `开张：${ctx.config.word}`,
  on: {
    async settled(ctx, { action, outcome, code }) {
      if (action.act === 'create' && outcome === 'done') {
        await ctx.keepRoom(action.room)
        await ctx.at(action.room).say(ctx.at(action.room).opening().join('\n'))
      }
      if (action.act === 'kick') await ctx.say(`搬家 ${outcome} ${code ?? ''}`)
    },
    async held(ctx, { action, code }) {
      await ctx.say(`${action.act} 等着，${code}`)
    },
    async configured(ctx) {
      if (ctx.room.purpose !== undefined) await ctx.say(`我是为 ${ctx.room.purpose} 开的`, { once: 'purpose' })
    },
  },
  commands: [
    {
      names: ['开群', 'open'],
      who: 'owner',
      in: 'room',
      async run(ctx) {
        const { room, topic } = await ctx.awaitRoom('test', '社群实战2群')
        const members = ['王敏', '赵磊'].flatMap(name => ctx.find(name).map(({ key }) => key))
        await ctx.act({ act: 'create', room, topic, members }, { once: 'test|create' })
        await ctx.reply(`${room} ${topic}`)
      },
    },
    {
      names: ['搬走', 'move'],
      who: 'owner',
      in: 'room',
      args: args({ who: rest({ name: '谁' }) }),
      async run(ctx: CommandCtx, { who }: { who: string }) {
        const [member] = ctx.find(who)
        if (member) await ctx.seeOff(member.key, 'g2', { once: `move|${member.key}` })
      },
    },
    {
      names: ['改词', 'word'],
      who: 'owner',
      in: 'room',
      args: args({ to: rest({ name: '词' }) }),
      run: (ctx: CommandCtx, { to }: { to: string }) => ctx.set('word', to),
    },
    {
      names: ['盖上', 'lay'],
      who: 'owner',
      in: 'room',
      args: args({ to: rest({ name: '词', optional: true }) }),
      run: (ctx: CommandCtx, { to }: { to?: string }) =>
        ctx.overlay(to === undefined ? undefined : { founder: { word: to } }),
    },
    {
      names: ['词', 'say'],
      who: 'newcomer',
      in: 'room',
      run: ctx =>
        ctx.reply(
          `${(ctx.config as { word: string }).word}，${ctx.caller.role}，${ctx.mode}，${ctx.caller.memberSince > 0}`,
        ),
    },
    {
      names: ['撤', 'withdraw'],
      who: 'owner',
      in: 'room',
      run: ctx => ctx.withdraw('test|create'),
    },
  ],
})

async function start(spec: ChatSpec = {}): Promise<Chat> {
  const friend = { friend: true }
  const chat = await openChat({
    plugins: [founder],
    people: { 林老师: friend, 小周: friend, 王敏: friend, 赵磊: friend, 小鹿: friend },
    rooms: { g1: { topic: '社群实战1群', members: ['林老师', '小周', '王敏', '赵磊', '小鹿'], since: '1d' } },
    roles: { g1: { owner: '林老师', admin: ['小周'] } },
    config: { plugins: { founder: { trial: '1d' } } },
    ...spec,
  })
  open.push(chat)
  return chat
}

describe('a room that comes out of another', () => {
  it('is made once, kept under the next key, with roles, settings and a trial that is over', async () => {
    const chat = await start()
    await chat.says('林老师', '/改词 夜跑')
    await chat.says('林老师', '/开群')
    await chat.says('林老师', '/开群')
    await chat.hears('g2 社群实战2群')
    await chat.hears('g2 社群实战2群')
    await chat.hears('开张：夜跑', { room: '社群实战2群' })
    expect(chat.stage.acts.filter(({ act }) => act === 'create')).toHaveLength(1)
    await chat.says('王敏', '/词', { room: '社群实战2群' })
    await chat.hears('夜跑，member，enforce', { room: '社群实战2群' })
    await chat.crash()
    await chat.says('赵磊', '/词', { room: '社群实战2群' })
    await chat.hears('夜跑，member，enforce', { room: '社群实战2群' })
  })

  it('may be made by hand and bound, and nothing is made beside it', async () => {
    const chat = await start({
      rooms: {
        g1: { topic: '社群实战1群', members: ['林老师', '小周', '王敏', '赵磊', '小鹿'], since: '1d' },
        own: { topic: '社群实战2群', owner: '林老师', members: ['林老师', '王敏'], managed: false, absent: true },
      },
    })
    chat.world.refuse({ action: 'create', code: 1205, times: 1 })
    await chat.says('林老师', '/开群')
    await chat.hears(/create 等着/, { within: '5m' })
    chat.world.pull({ room: 'own', by: '林老师' })
    await chat.stage.idle()
    await chat.says('林老师', '/绑定 g2', { room: 'own' })
    await chat.hears('就是 g2', { room: 'own' })
    await chat.hears('我是为 test 开的', { room: 'own' })
    await chat.wait('26h')
    expect(chat.stage.acts.filter(({ act, refused }) => act === 'create' && refused === undefined)).toHaveLength(0)
  })
})

describe('who moves', () => {
  it('is taken out of the old room while he is in the new one, and no other is', async () => {
    const chat = await start()
    await chat.says('林老师', '/开群')
    await chat.hears('开张：平常', { room: '社群实战2群', within: '5m' })
    await chat.says('林老师', '/搬走 小鹿')
    await chat.hears('搬家 expired absent')
    expect(chat.world.isMember('g1', '小鹿')).toBe(true)
    await chat.says('林老师', '/搬走 王敏')
    await chat.seesGo('王敏')
    await chat.hears('搬家 done')
    expect(await chat.case('K1')).toBeUndefined()
  })
})

describe('what is laid over the settings', () => {
  it('holds until it is taken away, also over a restart; the owner’s last word is under it no more', async () => {
    const chat = await start()
    const word = async () => {
      await chat.says('王敏', '/词')
      return (await chat.hears(/member/)).split('，')[0]
    }
    await chat.says('林老师', '/改词 自己的')
    await chat.says('林老师', '/盖上 一阵子')
    expect(await word()).toBe('一阵子')
    await chat.restart()
    expect(await word()).toBe('一阵子')
    await chat.says('林老师', '/改词 最后的')
    expect(await word()).toBe('最后的')
    await chat.says('林老师', '/盖上')
    expect(await word()).toBe('最后的')
  })
})

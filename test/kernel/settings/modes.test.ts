import { afterEach, describe, expect, it } from 'vitest'
import { args, type CommandCtx, definePlugin, person, z } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const HOUR = 3_600_000
const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

/**
 * A guard of the test's own: it accuses whoever says 坏话, reminds whoever says 粗话, greets, digests, asks, stores, and
 * has one command for everybody and one for admins.
 */
const guard = definePlugin({
  ...bare('guard'),
  config: z.strictObject({ word: z.string().default('坏话'), at: z.int().default(10) }),
  on: {
    message: {
      guard: async (ctx, message) => {
        if (message.text.includes(ctx.config.word)) {
          await ctx.accuse({
            member: message.member,
            reason: '说坏话',
            measure: 'remove',
            blockFor: HOUR,
            evidence: message.text,
          })
          return 'stop'
        }
        if (message.text.includes('粗话')) {
          await ctx.accuse({ member: message.member, reason: '说粗话', measure: 'remind', text: '请好好说' })
        }
        if (message.text.includes('问问')) {
          await ctx.ask({
            to: ['林老师'],
            text: '行吗？',
            options: ['不行', '行'],
            about: 'may',
            expires: ctx.now() + HOUR,
          })
        }
        if (message.text.includes('告诉')) await ctx.tell('林老师', '有人说告诉')
        if (message.text !== '几句') await ctx.store.hash<string>('said').set(message.id, message.text)
        return undefined
      },
    },
    joined: async (ctx, { members }) => {
      await ctx.say(`欢迎${members.map(key => ctx.member(key).name).join('、')}`)
    },
  },
  commands: [
    {
      names: ['几句', 'count'],
      bare: true,
      who: 'member',
      in: 'room',
      run: async ctx => ctx.reply(`${(await ctx.store.hash('said').all()).size} 句`),
    },
    {
      names: ['请走', 'out'],
      who: 'admin',
      in: 'room',
      args: args({ who: person() }),
      run: async (ctx: CommandCtx, { who }: { who: string }) => {
        const [member] = ctx.find(who)
        if (member) await ctx.accuse({ member: member.key, reason: '请走', measure: 'remove', by: ctx.caller.key })
      },
    },
  ],
  timers: {
    hourly: {
      at: (config, after) => Math.floor(after / HOUR + 1) * HOUR + config.at * 60_000,
      missed: 'skip',
      run: ctx => ctx.say('整点了', { manner: 'unasked' }),
    },
  },
})

async function start(spec: ChatSpec & { run?: string; trial?: string; since?: string } = {}): Promise<Chat> {
  const { run = 'enforce', trial, since, ...more } = spec
  const chat = await openChat({
    plugins: [guard],
    people: { 林老师: { friend: true }, 小周: { friend: true }, 阿芳: { friend: true } },
    rooms: { g1: { members: ['林老师', '小周', '阿芳', '王敏', '小鹿'], ...(since === undefined ? {} : { since }) } },
    roles: { g1: { owner: '林老师', admin: ['小周', '阿芳'] } },
    config: { plugins: { guard: { run, ...(trial === undefined ? {} : { trial }) } } },
    ...more,
  })
  open.push(chat)
  return chat
}

const statusOf = async (chat: Chat, number: string) => (await chat.case(number))?.status

describe('enforce', () => {
  it('acts: one removal, one line, the case done', async () => {
    const chat = await start()
    await chat.says('小鹿', '坏话')
    await chat.seesGo('小鹿')
    await chat.hears(/已移出小鹿（说坏话，K1）/)
    expect(await statusOf(chat, 'K1')).toBe('done')
    await chat.hearsNothing('5m')
  })
})

describe('ask', () => {
  it('puts what would be done to a person to the admins, and does what the first one says', async () => {
    const chat = await start({ run: 'ask' })
    await chat.says('小鹿', '坏话')
    for (const who of ['林老师', '小周', '阿芳']) await chat.isTold(who, /K1.*小鹿.*说坏话[\s\S]*1 放过 {2}2 移出/)
    expect(await statusOf(chat, 'K1')).toBe('open')
    await chat.dms('小周', '2')
    await chat.seesGo('小鹿')
    await chat.isTold('小周', /K1：移出/)
    await chat.hears(/已移出小鹿/)
    await chat.dms('阿芳', '1')
    await chat.isTold('阿芳', '已由小周处理')
    expect(await statusOf(chat, 'K1')).toBe('done')
    await chat.hearsNothing('5m')
  })

  it('lets go who is let go, and whom nobody decides about in a day', async () => {
    const chat = await start({ run: 'ask' })
    await chat.says('小鹿', '坏话')
    await chat.isTold('小周', /K1/)
    await chat.dms('小周', '1')
    await chat.isTold('小周', /放过/)
    expect(await statusOf(chat, 'K1')).toBe('dismissed')
    await chat.says('小鹿', '坏话')
    await chat.wait('25h')
    expect(await statusOf(chat, 'K2')).toBe('dismissed')
    chat.look()
    expect(chat.world.isMember('g1', '小鹿')).toBe(true)
  })

  it('still reminds, welcomes and tells the hour', async () => {
    const chat = await start({ run: 'ask' })
    await chat.says('小鹿', '粗话')
    await chat.hears('请好好说')
    await chat.joins('新人', { by: '小周' })
    await chat.hears('欢迎新人')
    await chat.hears('整点了', { within: '2h' })
  })

  it('does not ask whether an admin’s own order may be carried out', async () => {
    const chat = await start({ run: 'ask' })
    await chat.says('小周', '/请走 @小鹿')
    await chat.seesGo('小鹿')
  })
})

describe('observe', () => {
  it('decides and records, and nobody hears of it', async () => {
    const chat = await start({ run: 'observe' })
    await chat.says('小鹿', '坏话')
    await chat.says('小鹿', '粗话')
    await chat.says('小鹿', '问问')
    await chat.says('小鹿', '告诉')
    await chat.joins('新人', { by: '小周' })
    await chat.hearsNothing('3h')
    expect(chat.stage.acts).toEqual([])
    expect((await chat.stage.cases()).map(({ status, reason }) => `${reason} ${status}`)).toEqual([
      '说坏话 observed',
      '说粗话 observed',
    ])
    expect(chat.world.isMember('g1', '小鹿')).toBe(true)
  })

  it('answers commands, and carries out orders', async () => {
    const chat = await start({ run: 'observe' })
    await chat.says('王敏', '你好')
    await chat.says('王敏', '几句')
    await chat.hears('1 句')
    await chat.says('小周', '/请走 @小鹿')
    await chat.seesGo('小鹿')
  })

  it('keeps what it learned apart, and forgets it when it becomes earnest', async () => {
    const chat = await start({ run: 'observe' })
    await chat.says('王敏', '你好')
    await chat.says('王敏', '你好吗')
    await chat.says('王敏', '几句')
    await chat.hears('2 句')
    await chat.says('林老师', '/开 guard')
    await chat.hears(/已打开/)
    await chat.says('王敏', '几句')
    await chat.hears('0 句')
    await chat.says('小鹿', '坏话')
    await chat.seesGo('小鹿')
    await chat.says('林老师', '/配置 guard.run observe')
    await chat.hears(/run：.*observe/)
    await chat.says('王敏', '几句')
    await chat.hears('0 句')
  })
})

describe('off', () => {
  it('is as if it were not there, until the owner says so; its timers follow', async () => {
    const chat = await start({ run: 'off' })
    await chat.says('小鹿', '坏话')
    await chat.says('王敏', '几句')
    await chat.says('小周', '/请走 @小鹿')
    await chat.joins('新人', { by: '小周' })
    await chat.hearsNothing('3h')
    expect(await chat.stage.cases()).toEqual([])
    await chat.says('林老师', '/开 guard功能')
    await chat.hears(/已打开/)
    await chat.hears('整点了', { within: '2h' })
    await chat.says('林老师', '/关 guard')
    await chat.hears(/已关闭/)
    await chat.says('小鹿', '坏话')
    await chat.hearsNothing('3h')
    await chat.crash()
    await chat.hearsNothing('3h')
  })
})

describe('the trial of a room', () => {
  it('asks while it lasts, and acts when it is over', async () => {
    const chat = await start({ trial: '2d', since: '1d' })
    await chat.says('小鹿', '坏话')
    await chat.isTold('小周', /1 放过/)
    await chat.wait('25h')
    chat.look()
    await chat.says('小鹿', '坏话')
    await chat.seesGo('小鹿')
  })

  it('is at most ask: what only observes goes on observing', async () => {
    const chat = await start({ run: 'observe', trial: '2d', since: '1d' })
    await chat.says('小鹿', '坏话')
    await chat.hearsNothing('10m')
    expect(await statusOf(chat, 'K1')).toBe('observed')
  })

  it('ends by agreement: after five in a row the owner is asked whether to go on alone', async () => {
    const people = ['甲', '乙', '丙', '丁', '戊', '己', '庚']
    const chat = await start({
      run: 'ask',
      rooms: { g1: { members: ['林老师', '小周', '阿芳', ...people] } },
    })
    for (const [index, who] of people.slice(0, 6).entries()) {
      await chat.says(who, '坏话')
      await chat.isTold('小周', new RegExp(`K${index + 1}「`))
      // The second one is let go: the row begins anew.
      await chat.dms('小周', index === 0 ? '1' : '2')
      await chat.wait('12m')
    }
    const offer = await chat.isTold('林老师', /以后我直接来/)
    expect(offer).toMatch(/1 还是先问 {2}2 直接来/)
    await chat.dms('林老师', '2')
    chat.look()
    await chat.says('庚', '坏话')
    await chat.seesGo('庚')
  })
})

describe('what an owner sets by command', () => {
  it('goes over the YAML, is shown with the layer it comes from, and moves timers at once', async () => {
    const chat = await start({ config: { plugins: { guard: { word: '脏话' } } } })
    await chat.says('林老师', '/配置 guard.word')
    await chat.hears(/word：.*脏话/)
    await chat.says('林老师', '/配置 guard.word 怪话')
    const shown = await chat.hears(/word：.*怪话/)
    expect(shown).not.toContain('脏话')
    await chat.says('小鹿', '脏话')
    await chat.hearsNothing('1m')
    await chat.says('小鹿', '怪话')
    await chat.seesGo('小鹿')
    await chat.hears(/已移出/)
    await chat.says('林老师', '/配置 guard.at 40')
    await chat.hears(/at：40/)
    // It would have been at 11:10.
    await chat.wait('11:39')
    await chat.hearsNothing('30s')
    await chat.hears('整点了', { within: '1m' })
  })

  it('is refused with the nearest right thing, and changes nothing', async () => {
    const chat = await start()
    await chat.says('林老师', '/配置 guard.wort 怪话')
    await chat.hears(/word/)
    await chat.says('林老师', '/配置 guard.at 很多')
    await chat.hears(/at/)
    await chat.says('林老师', '/配置 gard.word')
    await chat.hears(/guard/)
    await chat.says('小鹿', '坏话')
    await chat.seesGo('小鹿')
  })

  it('holds in that room alone, and over a restart', async () => {
    const chat = await start({
      rooms: { g1: { members: ['林老师', '小鹿'] }, g2: { members: ['林老师', '王敏'] } },
      roles: { main: { owner: '林老师' } },
    })
    await chat.says('林老师', '/关 guard')
    await chat.hears(/已关闭/)
    await chat.crash()
    await chat.says('小鹿', '坏话')
    await chat.hearsNothing('1m')
    await chat.says('王敏', '坏话', { room: 'g2' })
    await chat.seesGo('王敏', { room: 'g2' })
  })
})

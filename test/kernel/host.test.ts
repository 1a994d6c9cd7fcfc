import { afterEach, describe, expect, it } from 'vitest'
import { type Ctx, definePlugin, type MessageEvent, z } from '../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../support/chat.js'
import { bare, keptLog } from '../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(spec: ChatSpec): Promise<Chat> {
  const chat = await openChat({
    people: { 林老师: { friend: true } },
    rooms: { g1: { members: ['林老师', '王敏', '赵磊'] }, g2: { members: ['林老师', '钱多'] } },
    roles: { g1: { owner: '林老师' } },
    ...spec,
  })
  open.push(chat)
  return chat
}

const said = (message: MessageEvent) => message.text

describe('messages', () => {
  it('of one room are handled in their order, one after the other', async () => {
    const seen: string[] = []
    let inside = 0
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          activity: async (ctx, message) => {
            inside += 1
            expect(inside).toBe(1)
            await ctx.store.hash<number>('x').set('a', seen.length)
            seen.push(said(message))
            inside -= 1
          },
        },
      },
    })
    const chat = await start({ plugins: [plugin] })
    const lines = Array.from({ length: 200 }, (_, i) => `${i}`)
    await chat.sayAtOnce(lines.map(line => ['王敏', line]))
    expect(seen).toEqual(lines)
  })

  it('of one room wait for no other room', async () => {
    const seen: string[] = []
    let release = () => {}
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          activity: async (_, message) => {
            if (said(message) === 'slow') await new Promise<void>(resolve => (release = resolve))
            seen.push(said(message))
            if (said(message) === 'quick') release()
          },
        },
      },
    })
    const chat = await start({ plugins: [plugin] })
    await chat.sayAtOnce([
      ['王敏', 'slow'],
      ['钱多', 'quick', 'g2'],
    ])
    expect(seen).toEqual(['quick', 'slow'])
  })

  it('go through gate, guard, command and activity, in the order of the plugins, and stop where one says so', async () => {
    const seen: string[] = []
    const watcher = (name: string, stops?: 'gate' | 'guard') =>
      definePlugin({
        ...bare(name),
        on: {
          message: {
            gate: async (_, message) => {
              seen.push(`${name} gate`)
              return stops === 'gate' && said(message) === 'stop' ? 'stop' : undefined
            },
            guard: async (_, message) => {
              seen.push(`${name} guard`)
              return stops === 'guard' && said(message) === 'halt' ? 'stop' : undefined
            },
            activity: async () => void seen.push(`${name} activity`),
          },
        },
        commands: [
          {
            names: [`命令${name}`],
            bare: true,
            who: 'member',
            in: 'room',
            run: async () => void seen.push(`${name} command`),
          },
        ],
      })
    const chat = await start({ plugins: [watcher('a', 'gate'), watcher('b', 'guard'), watcher('c')] })
    await chat.says('王敏', 'hello')
    expect(seen.splice(0)).toEqual([
      'a gate',
      'b gate',
      'c gate',
      'a guard',
      'b guard',
      'c guard',
      'a activity',
      'b activity',
      'c activity',
    ])
    await chat.says('王敏', 'stop')
    expect(seen.splice(0)).toEqual(['a gate'])
    await chat.says('王敏', 'halt')
    expect(seen.splice(0)).toEqual(['a gate', 'b gate', 'c gate', 'a guard', 'b guard'])
    await chat.says('王敏', '命令b')
    expect(seen.splice(0)).toEqual(['a gate', 'b gate', 'c gate', 'a guard', 'b guard', 'c guard', 'b command'])
  })

  it('that come twice are handled once, also over a restart and a crash', async () => {
    const seen: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      on: { message: { activity: async (_, message) => void seen.push(said(message)) } },
    })
    const chat = await start({ plugins: [plugin] })
    const id = await chat.says('王敏', 'once')
    await chat.saysAs(id, '王敏', 'once')
    await chat.restart()
    await chat.saysAs(id, '王敏', 'once')
    await chat.wait('20h')
    await chat.crash()
    await chat.saysAs(id, '王敏', 'once')
    expect(seen).toEqual(['once'])
    expect(await chat.says('王敏', 'another')).not.toBe(id)
    expect(seen).toEqual(['once', 'another'])
  })

  it('of a room that is not kept reach no plugin', async () => {
    const seen: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      on: { message: { gate: async (_, message) => void seen.push(said(message)) } },
    })
    const chat = await start({
      plugins: [plugin],
      rooms: { g1: { members: ['林老师'] }, g9: { managed: false, members: ['王敏'] } },
    })
    await chat.says('王敏', '/帮助', { room: 'g9' })
    expect(seen).toEqual([])
    await chat.hearsNothing()
  })
})

describe('what one handler says', () => {
  it('several times, in several phases and by command, is all heard', async () => {
    const talk = async (ctx: Ctx, phase: string) => {
      await ctx.say(`${phase} 1`, { manner: 'reply' })
      await ctx.say(`${phase} 2`, { manner: 'reply' })
    }
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          gate: ctx => talk(ctx, 'gate'),
          guard: ctx => talk(ctx, 'guard'),
          activity: ctx => talk(ctx, 'activity'),
        },
      },
      commands: [
        {
          names: ['说'],
          bare: true,
          who: 'member',
          in: 'room',
          run: async ctx => {
            await talk(ctx, 'command')
            await ctx.reply('reply 1')
            await ctx.reply('reply 2')
          },
        },
      ],
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', 'hello')
    await chat.wait('5m')
    const texts = () => chat.said.map(act => act.text)
    expect(texts().sort()).toEqual(['gate 1', 'gate 2', 'guard 1', 'guard 2', 'activity 1', 'activity 2'].sort())
    chat.look()
    await chat.says('王敏', '说')
    for (const text of ['gate 1', 'gate 2', 'guard 1', 'guard 2', 'command 1', 'command 2', 'reply 1', 'reply 2']) {
      await chat.hears(text)
    }
    await chat.hearsNothing()
  })

  it('draws chances that are its own', async () => {
    const drawn: number[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          guard: async ctx => void drawn.push(ctx.random(), ctx.random()),
          activity: async ctx => void drawn.push(ctx.random()),
        },
      },
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', 'a')
    await chat.says('王敏', 'a')
    expect(new Set(drawn).size).toBe(6)
    expect(drawn.every(one => one >= 0 && one < 1)).toBe(true)
  })
})

describe('a plugin that throws', () => {
  const thrower = (where: string) => {
    const fail = async (_: unknown, message?: { text?: string }) => {
      if (message === undefined || message.text === undefined || message.text.includes(where))
        throw new Error(`broken ${where}`)
    }
    return definePlugin({
      ...bare('broken'),
      on: {
        message: {
          gate: async (_, message) => (message.text === 'gate' ? fail(_, { text: 'gate' }) : undefined),
          guard: async (_, message) => (message.text === 'guard' ? fail(_, { text: 'guard' }) : undefined),
          activity: async (_, message) => (message.text === 'activity' ? fail(_, { text: 'activity' }) : undefined),
        },
        joined: () => fail(undefined),
        settled: () => fail(undefined),
      },
      commands: [{ names: ['坏'], bare: true, who: 'member', in: 'room', run: () => fail(undefined) }],
      timers: {
        soon: {
          at: (_, after) => (Math.floor(after / 600_000) + 1) * 600_000,
          missed: 'run',
          run: () => fail(undefined),
        },
      },
      jobs: { job: { data: z.null(), run: () => fail(undefined) } },
    })
  }

  it.each(['gate', 'guard', 'activity'])('in %s hurts no other and nobody after him', async where => {
    const seen: string[] = []
    const witness = definePlugin({
      ...bare('witness'),
      on: { message: { activity: async (_, message) => void seen.push(said(message)) } },
    })
    const { log, lines } = keptLog()
    const chat = await start({ plugins: [thrower(where), witness], log })
    await chat.sayAtOnce([
      ['王敏', where],
      ['赵磊', 'next'],
    ])
    expect(seen).toEqual([where, 'next'])
    const errors = lines.filter(({ level }) => level === 'error')
    expect(errors).toHaveLength(1)
    expect(errors[0]?.about).toMatchObject({ plugin: 'broken', id: expect.stringMatching(/^[0-9a-f]{8}$/) })
  })

  it('in a command, a timer, a job or at an event leaves the rest as it is; the operators hear of it when it repeats', async () => {
    let runs = 0
    const seen: string[] = []
    const witness = definePlugin({
      ...bare('witness'),
      on: { joined: async (_, { members }) => void seen.push(`${members.length} joined`) },
      timers: {
        soon: {
          at: (_, after) => (Math.floor(after / 600_000) + 1) * 600_000,
          missed: 'run',
          run: async () => {
            runs += 1
          },
        },
      },
    })
    const { log, lines } = keptLog()
    const chat = await start({ plugins: [thrower('x'), witness], log })
    await chat.says('王敏', '坏')
    await chat.joins('小鹿', { by: '王敏' })
    await chat.wait('35m')
    expect(seen).toEqual(['1 joined'])
    // Two rooms, every ten minutes.
    expect(runs).toBe(6)
    const ids = lines.filter(({ level }) => level === 'error').map(({ about }) => about['id'])
    expect(new Set(ids).size).toBe(ids.length)
    const alerts = chat.stage.acts.flatMap(act => (act.act === 'alert' ? [act.text] : []))
    expect(alerts.filter(text => text.includes('broken'))).toHaveLength(1)
    expect(alerts.find(text => text.includes('broken'))).toMatch(/[0-9a-f]{8}/)
  })

  it('tells whoever typed the command that it did not work, with the id', async () => {
    const { log, lines } = keptLog()
    const chat = await start({ plugins: [thrower('x')], log })
    await chat.says('王敏', '坏')
    const text = await chat.hears(/没办成/)
    const id = lines.find(({ level }) => level === 'error')?.about['id']
    expect(text).toContain(String(id))
  })
})

describe('a plugin that asks to be told of its config', () => {
  const told: string[] = []
  const plugin = definePlugin({
    ...bare('toy'),
    config: z.strictObject({ word: z.string().default('早') }),
    on: {
      configured: async ctx => {
        told.push(`${ctx.room.key} ${ctx.config.word}`)
      },
      message: {
        activity: async (ctx, message) => {
          if (said(message) === 'look') ctx.look()
          else await ctx.set('word', said(message))
        },
      },
    },
  })

  it('hears of a start, a reload and a setting, room by room, behind what is before it in the lane', async () => {
    const chat = await start({ plugins: [plugin] })
    expect(new Set(told.splice(0))).toEqual(new Set(['g1 早', 'g2 早']))
    await chat.stage.reload({ plugins: { toy: { word: '午' } } })
    await chat.stage.idle()
    expect(told.splice(0).sort()).toEqual(['g1 午', 'g2 午'])
    await chat.says('王敏', '晚')
    expect(told.splice(0)).toContain('g1 晚')
  })

  it('has a room looked at, and hears behind itself what that found', async () => {
    const seen: string[] = []
    const looking = definePlugin({
      ...bare('toy'),
      on: {
        message: {
          activity: async ctx => {
            ctx.look()
            seen.push('asked')
          },
        },
        cardChanged: async (_, { to }) => {
          seen.push(to)
        },
      },
    })
    const chat = await start({ plugins: [looking] })
    chat.world.setCard({ room: 'g1', who: '赵磊', card: '深圳-产品-赵磊' })
    await chat.says('王敏', 'look')
    expect(seen).toEqual(['asked', '深圳-产品-赵磊'])
  })
})

describe('odd messages', () => {
  it.each([
    ['a megabyte', '长'.repeat(350_000)],
    ['a megabyte of one line of digits', '1'.repeat(1_000_000)],
    ['a megabyte of slashes', '/'.repeat(1_000_000)],
    ['a megabyte of spaces', ' '.repeat(1_000_000)],
    ['a megabyte of mentions', '@小助\u2005'.repeat(200_000)],
    ['control characters', Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('')],
    ['unpaired surrogates', '\ud800 签到 \udc00\ud800'],
    ['direction marks', '\u202e到签\u202c\u2066x\u2069'],
    ['nothing', ''],
    ['XML that is none', '<msg><appmsg></msg>&lt;&#x0;&amp'],
    ['a prototype', '__proto__'],
  ])('of %s hold nobody up, and break nothing', async (_, text) => {
    const { log, lines } = keptLog()
    const chat = await openChat({ log, roles: { g1: { owner: '林老师' } } })
    open.push(chat)
    await chat.says('王敏', text)
    chat.world.rename({ who: '王敏', name: text.slice(0, 1000) })
    await chat.says('林老师', '/帮助')
    await chat.hears(/\/帮助/)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

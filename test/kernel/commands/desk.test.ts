import { afterEach, describe, expect, it } from 'vitest'
import { args, definePlugin, integer } from '../../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from '../../support/chat.js'
import { bare } from '../../support/toy.js'

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(spec: ChatSpec = {}): Promise<Chat> {
  const chat = await openChat({
    people: { 林老师: { friend: true }, 小周: { friend: true }, 王敏: { friend: true }, 路人: { friend: true } },
    rooms: { g1: { members: ['林老师', '小周', '王敏', '赵磊'] } },
    roles: { g1: { owner: '林老师', admin: ['小周'] } },
    ...spec,
  })
  open.push(chat)
  return chat
}

/** Commands `做1` … for members, `管1` … for admins, each with a line of help. */
const many = definePlugin({
  ...bare('many'),
  commands: Array.from({ length: 12 }, (_, i) => [
    {
      names: [`做${i}`] as [string],
      who: 'member' as const,
      in: 'room' as const,
      help: `做 ${i}`,
      run: async () => {},
    },
    {
      names: [`管${i}`] as [string],
      who: 'admin' as const,
      in: 'anywhere' as const,
      help: `管 ${i}`,
      run: async () => {},
    },
  ]).flat(),
})
const lines = (help: string) => help.split('\n').filter(line => line.startsWith('/'))

describe('/帮助', () => {
  it.each(['林老师', '小周', '王敏'])('shows %s at most eight things, and only what he may do here', async who => {
    const chat = await start({ plugins: [many] })
    await chat.says(who, '/帮助')
    const help = lines(await chat.isTold(who, '你在这里可以'))
    expect(help.length).toBeGreaterThan(0)
    expect(help.length).toBeLessThanOrEqual(8)
    if (who === '王敏') expect(help.filter(line => line.startsWith('/管'))).toEqual([])
    await chat.dms(who, '帮助')
    const inPrivate = lines(await chat.isTold(who, '你在这里可以'))
    expect(inPrivate.length).toBeLessThanOrEqual(8)
    // What is for the room alone is of no use in private.
    expect(inPrivate.filter(line => line.startsWith('/做'))).toEqual([])
  })

  it('every line of it works as it is shown', async () => {
    const chat = await start()
    for (const who of ['林老师', '小周', '王敏']) {
      await chat.says(who, '/帮助')
      for (const line of lines(await chat.isTold(who, '你在这里可以'))) {
        chat.look()
        await chat.says(who, line.split(' ')[0] ?? '')
        await chat.wait('2m')
        expect(
          chat.unseen.filter(act => 'text' in act && /可以用|你是不是想发/.test(act.text)),
          line,
        ).toEqual([])
      }
    }
  })
})

describe('who may not', () => {
  it('is told so once a minute, whatever he tries, and others meanwhile', async () => {
    const chat = await start({ plugins: [many] })
    for (let i = 0; i < 4; i += 1) await chat.says('王敏', `/管${i}`)
    await chat.hears(/只有群主和管理员可以用 \/管0/)
    await chat.says('赵磊', '/管1')
    await chat.hears(/\/管1/)
    await chat.hearsNothing('50s')
    await chat.wait('11s')
    await chat.says('王敏', '/管5')
    await chat.hears(/\/管5/)
    await chat.hearsNothing('10m')
  })

  it('does nothing by it, in the room, in private, or from outside', async () => {
    const done: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      commands: [{ names: ['做'], who: 'admin', in: 'anywhere', run: async ctx => void done.push(ctx.caller.key) }],
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', '/做')
    await chat.dms('王敏', '/做')
    await chat.dms('路人', '/做')
    await chat.leaves('小周')
    await chat.wait('16m')
    expect(done).toEqual([])
    await chat.says('林老师', '/做')
    await chat.dms('林老师', '/做')
    expect(done).toEqual(['林老师', '林老师'])
  })
})

describe('what is no command', () => {
  it('is answered with the nearest one, once a minute; bare words never', async () => {
    const chat = await start({ plugins: [many] })
    await chat.says('王敏', '/做111')
    await chat.says('王敏', '/状太')
    await chat.says('王敏', '/帮住')
    await chat.wait('1m')
    const suggested = chat.said.filter(act => act.text.includes('你是不是想发'))
    expect(suggested).toHaveLength(1)
    chat.look()
    for (const text of [
      '帮住',
      '做1',
      '管1',
      '这个/做1是什么意思',
      '/不知道什么东西',
      '/',
      '//',
      '/ ',
      '、',
      '@小助',
      '@小助 你好',
    ]) {
      await chat.says('赵磊', text)
    }
    await chat.hearsNothing('5m')
  })

  it('nor is what somebody quotes', async () => {
    const done: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      commands: [
        { names: ['做'], bare: true, who: 'member', in: 'room', run: async ctx => void done.push(ctx.message.text) },
      ],
    })
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', '这是什么', { quote: { who: '林老师', text: '/做' } })
    expect(done).toEqual([])
    await chat.says('王敏', '/做', { quote: { who: '林老师', text: '这是什么' } })
    expect(done).toHaveLength(1)
  })
})

describe('arguments', () => {
  const plugin = definePlugin({
    ...bare('toy'),
    commands: [
      {
        names: ['上限'],
        who: 'member',
        in: 'room',
        args: args({ cap: integer({ min: 2, max: 500, name: '人数' }) }),
        example: '/上限 200',
        run: (ctx, { cap }: { cap: number }) => ctx.reply(`上限 ${cap}`),
      },
    ],
  })
  it.each([
    ['/上限 200', '上限 200'],
    ['／上限　２００', '上限 200'],
    ['/上限 二百', '上限 200'],
    ['/上限', '/上限 200'],
    ['/上限 abc', '/上限 200'],
    ['/上限 1', '/上限 200'],
    ['/上限 501', '/上限 200'],
    ['/上限 200 300', '/上限 200'],
    ['/上限 NaN', '/上限 200'],
    ['/上限 1e2', '/上限 200'],
  ])('%s → …%s…', async (text, answer) => {
    const chat = await start({ plugins: [plugin] })
    await chat.says('王敏', text)
    await chat.hears(answer)
  })
})

describe('an old command', () => {
  it('that is handed out late does nothing any more, unless it counts by its own time', async () => {
    const done: string[] = []
    const plugin = definePlugin({
      ...bare('toy'),
      commands: [
        { names: ['踢他'], who: 'member', in: 'room', run: async () => void done.push('踢他') },
        { names: ['签个到'], who: 'member', in: 'room', evenLate: true, run: async () => void done.push('签个到') },
      ],
    })
    const chat = await start({ plugins: [plugin] })
    const late = { sentAt: chat.now - 5 * 60_000 - 1 }
    await chat.says('王敏', '/踢他', late)
    await chat.says('王敏', '/签个到', late)
    expect(done).toEqual(['签个到'])
    await chat.says('王敏', '/踢他', { sentAt: chat.now - 5 * 60_000 })
    expect(done).toEqual(['签个到', '踢他'])
  })
})

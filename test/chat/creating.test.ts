import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { log, type Puppet } from 'wechaty-puppet'
import { definePlugin } from '../../src/kernel/plugin.js'
import { type Door, sandboxDoor } from '../../src/sandbox/door.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import type { TheatreOptions } from '../../src/sandbox/theatre.js'
import type { World } from '../../src/sandbox/world.js'
import { type Chat, openChat } from '../support/chat.js'
import { bare } from '../support/toy.js'
import { webDoor } from '../web-wechat/sandbox-door.js'

const TOPIC = '夜跑2群'
const friends = ['甲', '乙', '丙', '丁', '戊', '己', '庚']

/** 「开群」: makes a room with the first two friends; when it is there, the others are added one by one. */
const builder = definePlugin({
  ...bare('builder'),
  on: {
    message: {
      activity: async (ctx, message) => {
        if (message.text !== '开群') return
        const people = ctx.members().filter(member => member.friend)
        await ctx.act(
          { act: 'create', room: 'new', topic: TOPIC, members: people.slice(0, 2).map(({ key }) => key) },
          { id: 'room' },
        )
      },
    },
    settled: async (ctx, settled) => {
      await ctx.store
        .hash<string>('ends')
        .set(settled.id, `${settled.action.act} ${settled.outcome} ${settled.code ?? ''}`)
      const { action, outcome } = settled
      if (action.act !== 'create' || outcome !== 'done') return
      const rest = ctx.members().filter(({ friend, key }) => friend && !action.members.includes(key))
      for (const { key } of rest) await ctx.act({ act: 'add', room: 'new', member: key }, { id: key })
    },
  },
})

const open: Chat[] = []
afterEach(async () => {
  for (const chat of open.splice(0)) await chat.close()
})

async function start(makeDoor: NonNullable<TheatreOptions['makeDoor']> = sandboxDoor): Promise<Chat> {
  const chat = await openChat({
    plugins: [builder],
    people: Object.fromEntries(friends.map(name => [name, { friend: true }])),
    rooms: { g1: { members: friends } },
    makeDoor,
  })
  open.push(chat)
  return chat
}

const made = (chat: Chat) => chat.stage.acts.filter(act => act.act === 'create' && act.refused === undefined)
const tried = (chat: Chat) => chat.stage.acts.filter(act => act.act === 'create')
const added = (chat: Chat) =>
  chat.stage.acts.flatMap(act => (act.act === 'add' && act.refused === undefined ? [act.who] : []))
const inside = (chat: Chat) => (made(chat).length === 0 ? [] : friends.filter(who => chat.world.isMember(TOPIC, who)))

/** Whatever the puppet says of a new room; the room is there all the same. */
function answers(chat: Chat, answer: (id: string) => unknown): void {
  const { bot } = chat.world
  const create = bot.create.bind(bot)
  bot.create = (ids, topic) => answer(create(ids, topic)) as string
}

describe('a new room', () => {
  it('gets the key that asked for it, and people are added under it', async () => {
    const chat = await start()
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(made(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it.each([
    ['the whole answer for an id (S24 a)', (id: string) => ({ ChatRoomName: id, MemberCount: 3, BlackList: '' })],
    ['an answer without any id', () => ({ BaseResponse: { Ret: 0 } })],
    ['nothing', () => undefined],
    ['an id that means nothing', () => 'mock_room_id'],
  ])('is found where the puppet gives %s', async (_, answer) => {
    const chat = await start()
    answers(chat, answer)
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it.each([1, -1, 1205])('is found where WeChat said %i and made it all the same', async code => {
    const chat = await start()
    chat.world.refuse({ action: 'create', code, delivered: true })
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it('is not taken for another of that topic that was there before', async () => {
    const chat = await start()
    chat.world.truth.addRoom(TOPIC, ['甲', '乙', '丙'])
    await chat.wait('20m')
    answers(chat, () => undefined)
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(friends.every(who => chat.world.isMember(`${TOPIC} (2)`, who))).toBe(true)
  })

  it('is made once where it comes into sight late, also over a crash', async () => {
    for (const crash of [false, true]) {
      const chat = await start()
      const late = chat.now + 100_000
      const list = SandboxPuppet.prototype.roomList
      const hidden = vi.spyOn(SandboxPuppet.prototype, 'roomList').mockImplementation(async function (
        this: SandboxPuppet,
      ) {
        const ids = await list.call(this)
        return chat.now < late ? ids.slice(0, 1) : ids
      })
      onTestFinished(() => hidden.mockRestore())
      answers(chat, () => undefined)
      if (crash) chat.stage.armCrash('create', 1)
      await chat.says('甲', '开群')
      await chat.wait('20m')
      expect(tried(chat)).toHaveLength(1)
      expect(inside(chat)).toEqual(friends)
      hidden.mockRestore()
    }
  })

  it('is there once after a crash right behind it', async () => {
    const chat = await start()
    chat.stage.armCrash('create', 1)
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it('gets everybody once, over a crash right behind the third who was added (S23 b)', async () => {
    const chat = await start()
    chat.stage.armCrash('add', 3)
    await chat.says('甲', '开群')
    await chat.wait('30m')
    expect(tried(chat)).toHaveLength(1)
    expect(added(chat).sort()).toEqual(friends.slice(2).sort())
    expect(inside(chat)).toEqual(friends)
  })

  it('waits for the next day at 10:00 where WeChat says 明日 (S24 b), whatever was made within 24 hours', async () => {
    const chat = await start()
    chat.world.refuse({ action: 'create', code: -1, message: '创建群聊的频率过快，请明日再试' })
    await chat.wait('21:00')
    await chat.says('甲', '开群')
    await chat.alerted('太频繁', { within: '5m' })
    await chat.wait('09:59')
    expect(made(chat)).toHaveLength(0)
    await chat.wait('30m')
    expect(made(chat)).toHaveLength(1)
    expect(new Date(made(chat)[0]?.at ?? 0).toISOString()).toBe('2030-01-08T02:00:00.000Z')
    expect(inside(chat)).toEqual(friends)
  })

  it('waits half an hour where WeChat says "too often"', async () => {
    const chat = await start()
    chat.world.refuse({ action: 'create', code: 1205 })
    await chat.says('甲', '开群')
    await chat.wait('29m')
    expect(made(chat)).toHaveLength(0)
    await chat.wait('20m')
    expect(made(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it('is not given up where adding is "too often": the others follow half an hour later (S24 d)', async () => {
    const chat = await start()
    await chat.says('甲', '开群')
    await chat.wait('2m')
    const before = added(chat).length
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(5)
    chat.world.refuse({ action: 'add', code: 1205 })
    await chat.wait('29m')
    expect(added(chat)).toHaveLength(before)
    await chat.wait('30m')
    expect(inside(chat)).toEqual(friends)
    expect(new Set(added(chat)).size).toBe(added(chat).length)
  })

  it('that WeChat never made is not asked for again after its yes, and the plugin hears so', async () => {
    const chat = await start()
    chat.world.bot.create = () => ''
    await chat.says('甲', '开群')
    await chat.wait('10m')
    expect(inside(chat)).toEqual([])
    expect(added(chat)).toEqual([])
  })
})

/** The real client, which makes a room as the unmodified package does: it gives the whole answer for an id. */
const unguarded = async (world: World): Promise<Door> => {
  const door = await webDoor(world)
  return {
    close: () => door.close(),
    async open() {
      const client = await door.open()
      const { createRoom: _, ...link } = client.link
      const puppet = link.puppet as Puppet & { roomCreate: Puppet['roomCreate'] }
      puppet.roomCreate = Object.getPrototypeOf(puppet).roomCreate
      return { ...client, link }
    },
  }
}

describe('a new room on Web WeChat, with the real client', () => {
  beforeAll(() => {
    vi.stubEnv('WECHATY_LOG', 'silent')
    log.level('silent')
  })
  afterAll(() => vi.unstubAllEnvs())

  it('is found where the puppet gives the whole answer for an id (S24 a)', async () => {
    const chat = await start(unguarded)
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it.each([1, 1205])('is found where WeChat said %i and made it all the same', async code => {
    const chat = await start(webDoor)
    chat.world.refuse({ action: 'create', code, delivered: true })
    await chat.says('甲', '开群')
    await chat.wait('20m')
    expect(tried(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })

  it.each(['together', 'later', 'asked'] as const)('is there once over two crashes (S23 b), told %s', async news => {
    const chat = await start(world => webDoor(world, { news }))
    chat.stage.armCrash('create', 1)
    await chat.says('甲', '开群')
    await chat.wait('5m')
    chat.stage.armCrash('add', 2)
    await chat.wait('30m')
    expect(tried(chat)).toHaveLength(1)
    expect(added(chat).sort()).toEqual(friends.slice(2).sort())
  })

  it('waits for tomorrow, then half an hour for the others (S24 b, d)', async () => {
    const chat = await start(webDoor)
    chat.world.refuse({ action: 'create', code: -1, message: '创建群聊的频率过快，请明日再试' })
    await chat.says('甲', '开群')
    await chat.alerted('太频繁', { within: '5m' })
    chat.world.refuse({ action: 'add', code: 1205 })
    await chat.wait('23h')
    expect(made(chat)).toHaveLength(0)
    await chat.wait('2h')
    expect(made(chat)).toHaveLength(1)
    expect(inside(chat)).toEqual(friends)
  })
})

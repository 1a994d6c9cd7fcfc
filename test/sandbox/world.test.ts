import { AssertionError } from 'node:assert'
import { beforeEach, describe, expect, it } from 'vitest'
import { readWebMessage } from '../../src/chat/read-message.js'
import type { WebMessage } from '../../src/chat/web-message.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import type { WebRefusal } from '../../src/sandbox/refusals.js'
import { World } from '../../src/sandbox/world.js'

const start = Date.parse('2030-01-07T10:00:00+08:00')

let now: number
let world: World
let acts: ActRecord[]
let received: WebMessage[]

beforeEach(() => {
  now = start
  world = new World({
    now: () => now,
    spec: {
      people: {
        lin: { name: '林老师', friend: true },
        zhou: { name: '小周', friend: true },
        hao: { name: '阿豪', friend: true },
        lu: { name: '小鹿' },
        zhang1: { name: '张伟' },
        zhang2: { name: '张伟' },
      },
      rooms: {
        g1: { topic: '社群实战1群', members: ['lin', 'zhou', { who: 'hao', card: '深圳-产品-阿豪', joined: '60d' }] },
        big: { topic: '大群', members: ['lin'], fill: 41 },
        theirs: { topic: '别人的群', owner: 'lin', members: ['zhang1'] },
        away: { topic: '没进的群', members: ['zhou', 'lu'], absent: true },
      },
      roles: { g1: { owner: 'lin', admin: ['zhou'], kol: ['wang'] } },
    },
  })
  acts = []
  received = []
  world.onAct(record => acts.push(record))
  world.connect({ receive: message => received.push(message), loggedOut: () => {}, loggedIn: () => {} })
})

const id = (who: string) => world.contactId(who)
const room = (key: string) => world.roomId(key)
const read = (message: WebMessage | undefined) => {
  if (!message) throw new Error('nothing was received')
  return readWebMessage(message, { selfId: id('bot'), botNames: () => ['小助'] })
}
const lastRead = () => read(received.at(-1))
const notice = () => lastRead().notice
const refusalOf = (act: () => unknown): WebRefusal => {
  try {
    act()
  } catch (error) {
    return error as WebRefusal
  }
  throw new Error('WeChat said yes')
}
const codeOf = (act: () => unknown) => refusalOf(act).response?.data.BaseResponse.Ret
const who = (key: string) => world.members(key).map(member => member.who)

describe('who and what there is', () => {
  it('has the bot in its rooms, and everybody named anywhere', () => {
    expect(who('g1')).toEqual(['lin', 'zhou', 'hao', 'bot'])
    expect(who('away')).toEqual(['zhou', 'lu'])
    expect(world.name('bot')).toBe('小助')
    expect(world.hasPerson('wang')).toBe(true)
    expect(world.ownerOf('g1')).toBe('bot')
    expect(world.ownerOf('away')).toBe('zhou')
  })

  it('has members come 90 days ago unless said otherwise', () => {
    const joined = world.members('g1').map(member => (start - member.joined) / 86_400_000)
    expect(joined).toEqual([90, 90, 60, 90])
  })

  it('finds a room by its topic too', () => {
    expect(world.findRoom('社群实战1群')).toBe('g1')
    expect(world.hasRoom('没有的群')).toBe(false)
  })

  it('tells keys and ids of this session apart', () => {
    expect(id('lin')).toMatch(/^@[0-9a-f]{32}$/)
    expect(room('g1')).toMatch(/^@@[0-9a-f]{64}$/)
    expect(world.keyOfContact(id('lin'))).toBe('lin')
    expect(world.keyOfRoom(room('g1'))).toBe('g1')
    expect(world.keyOfContact(room('g1'))).toBeUndefined()
    expect(world.keyOfRoom('@@nothing')).toBeUndefined()
  })

  it('draws the same ids from the same seed, and others from another', () => {
    const spec = { people: { lin: {} } }
    const idWith = (seed: number) => new World({ now: () => 0, seed, spec }).contactId('lin')
    expect(idWith(7)).toBe(idWith(7))
    expect(idWith(7)).not.toBe(idWith(8))
  })
})

describe('what people say', () => {
  it('reaches the bot as a raw message', () => {
    const message = world.say({ room: 'g1', who: 'hao', text: '早<安>&\n大家' })
    expect(received.at(-1)).toMatchObject({
      MsgId: message,
      MsgType: 1,
      FromUserName: room('g1'),
      ToUserName: id('bot'),
      OriginalContent: `${id('hao')}:<br/>早&lt;安&gt;&amp;<br/>大家`,
      Content: '深圳-产品-阿豪:\n早<安>&amp;\n大家',
      CreateTime: start / 1000,
    })
  })

  it('carries the time it was sent at', () => {
    world.say({ room: 'g1', who: 'lin', text: '签到', sentAt: start - 7000 })
    expect(lastRead().sentAt).toBe(start - 7000)
  })

  it('writes mentions: the bot in front, others behind, none twice', () => {
    world.say({ room: 'g1', who: 'lin', text: '/踢 发广告', mention: ['bot', 'zhou'] })
    expect(received.at(-1)?.OriginalContent).toBe(`${id('lin')}:<br/>@小助\u2005/踢 发广告 @小周\u2005`)
    world.say({ room: 'g1', who: 'lin', text: '/踢 @小周', mention: ['zhou'] })
    expect(lastRead().text).toBe('/踢 @小周')
  })

  it('quotes', () => {
    world.say({ room: 'g1', who: 'lin', text: '这是广告', quote: { who: 'lu', text: '日结500' } })
    expect(lastRead()).toMatchObject({
      text: '这是广告',
      parts: [
        { kind: 'quote', name: '小鹿', text: '日结500' },
        { kind: 'text', text: '这是广告' },
      ],
    })
  })

  it('is recalled by its writer, newest first', () => {
    const first = world.say({ room: 'g1', who: 'lin', text: '一' })
    const second = world.say({ room: 'g1', who: 'lin', text: '二' })
    expect([world.recall({ who: 'lin' }), lastRead().recalled]).toEqual([second, second])
    expect(world.recall({ who: 'lin' })).toBe(first)
    expect(() => world.recall({ who: 'lin' })).toThrow('撤回')
  })

  it('cannot be said by who is not in the room, and not written by a stranger', () => {
    expect(() => world.say({ room: 'g1', who: 'lu', text: 'x' })).toThrow(
      expect.objectContaining({ code: 'NOT_IN_ROOM' }),
    )
    expect(() => world.dm({ who: 'lu', text: 'x' })).toThrow(expect.objectContaining({ code: 'NO_CONTACT' }))
    expect(() => world.dm({ who: 'nobody', text: 'x' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_PERSON' }))
    expect(() => world.say({ room: 'g9', who: 'lin', text: 'x' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_ROOM' }),
    )
  })

  it('is lost where the bot is not, or while it is away', async () => {
    world.say({ room: 'away', who: 'lu', text: 'x' })
    await world.logOut()
    world.say({ room: 'g1', who: 'lin', text: 'x' })
    expect(received).toEqual([])
  })

  it('comes in other kinds', () => {
    world.image({ dm: true, who: 'lin', picture: { qr: 'https://weixin.qq.com/g/A' } })
    expect(lastRead().parts).toEqual([{ kind: 'image' }])
    expect(world.picture(lastRead().id)?.subarray(1, 4).toString()).toBe('PNG')
    world.card({ room: 'g1', who: 'lin', of: 'lu' })
    expect(lastRead().parts).toEqual([{ kind: 'card', name: '小鹿', official: false }])
    world.card({ room: 'g1', who: 'lin', official: '读书会' })
    expect(lastRead().parts).toEqual([{ kind: 'card', name: '读书会', official: true }])
    world.voice({ room: 'g1', who: 'lin', seconds: 40 })
    expect(lastRead().parts).toEqual([{ kind: 'voice', seconds: 40 }])
  })
})

describe('coming and going', () => {
  it('is told by display name: an invitation names several at once', () => {
    world.join({ room: 'g1', who: ['lu', 'zhang1'], by: 'hao', via: 'invite' })
    expect(notice()).toMatchObject({
      kind: 'joined',
      inviter: '深圳-产品-阿豪',
      names: ['小鹿', '张伟'],
      via: 'invite',
    })
    expect(who('g1')).toEqual(['lin', 'zhou', 'hao', 'bot', 'lu', 'zhang1'])
  })

  it('names one at a time who scanned a code', () => {
    world.join({ room: 'g1', who: ['lu', 'zhang1'], by: 'bot', via: 'qr' })
    expect(received.map(message => read(message).notice)).toMatchObject([
      { names: ['小鹿'], byBot: true, via: 'qr' },
      { names: ['张伟'], byBot: true, via: 'qr' },
    ])
  })

  it('may go unseen, or be garbled', () => {
    world.join({ room: 'g1', who: ['lu'], by: 'zhou', event: 'unseen' })
    expect(received).toEqual([])
    world.join({ room: 'g1', who: ['zhang1'], by: 'zhou', event: 'garbled' })
    expect(notice()).toMatchObject({ inviter: '小周', names: ['*'] })
    expect(world.isMember('g1', 'lu') && world.isMember('g1', 'zhang1')).toBe(true)
  })

  it('says nothing of those who are in already, of leaving, cards and names', () => {
    world.join({ room: 'g1', who: ['lin'], by: 'zhou' })
    world.leave({ room: 'g1', who: 'lin' })
    world.setCard({ room: 'g1', who: 'zhou', card: '北京-运营-小周' })
    world.rename({ who: 'zhou', name: '周老板' })
    expect(received).toEqual([])
    expect(world.members('g1')[0]).toMatchObject({ who: 'zhou', card: '北京-运营-小周' })
    expect(world.name('zhou')).toBe('周老板')
  })

  it('passes an owner’s room on when he leaves', () => {
    world.leave({ room: 'theirs', who: 'lin' })
    expect(world.ownerOf('theirs')).toBe('zhang1')
  })

  it('tells a new topic', () => {
    world.topic({ room: 'g1', who: 'lin', topic: '夜跑群' })
    expect(notice()).toEqual({ kind: 'topic', by: '林老师', byBot: false, topic: '夜跑群' })
    expect(world.findRoom('夜跑群')).toBe('g1')
  })

  it('brings the bot into a room it was not in', () => {
    world.pull({ room: 'away', by: 'lu' })
    expect(notice()).toMatchObject({ kind: 'joined', inviter: '小鹿', bot: true })
    expect(() => world.pull({ room: 'away', by: 'lu' })).toThrow('已经在')
  })
})

describe('what the bot does', () => {
  it('says: recorded with whom the text mentions', () => {
    world.bot.say(room('g1'), '@小周\u2005@深圳-产品-阿豪 看这里', [id('zhou')])
    expect(acts).toEqual([
      { act: 'say', room: 'g1', text: '@小周\u2005@深圳-产品-阿豪 看这里', mentions: ['zhou', 'hao'], at: start },
    ])
    expect(received).toEqual([])
  })

  it('mentions everybody of a name unless an id says who', () => {
    world.join({ room: 'g1', who: ['zhang1', 'zhang2'], event: 'unseen' })
    world.bot.say(room('g1'), '@张伟 在吗')
    world.bot.say(room('g1'), '@张伟 在吗', [id('zhang2')])
    expect(acts).toMatchObject([{ mentions: ['zhang1', 'zhang2'] }, { mentions: ['zhang2'] }])
  })

  it('removes people only from rooms it owns', () => {
    world.join({ room: 'g1', who: ['lu'], event: 'unseen' })
    world.bot.kick(room('g1'), id('lu'))
    expect(world.isMember('g1', 'lu')).toBe(false)
    expect(notice()).toEqual({ kind: 'removed', names: ['小鹿'] })
    expect(codeOf(() => world.bot.kick(room('theirs'), id('zhang1')))).toBe(1)
    expect(codeOf(() => world.bot.kick(room('g1'), id('lu')))).toBe(1)
    expect(acts).toEqual([
      { act: 'kick', room: 'g1', who: 'lu', at: start },
      { act: 'kick', room: 'theirs', who: 'zhang1', at: start, refused: '1' },
      { act: 'kick', room: 'g1', who: 'lu', at: start, refused: '1' },
    ])
  })

  it('adds friends at once up to 40 members, and sends a card above', () => {
    world.leave({ room: 'big', who: 'r001' })
    expect(world.members('big')).toHaveLength(40)
    expect(world.bot.add(room('big'), id('zhou'))).toBe('add')
    expect(notice()).toMatchObject({ kind: 'joined', byBot: true, names: ['小周'] })
    expect(world.bot.add(room('big'), id('hao'))).toBe('invite')
    expect([world.isMember('big', 'hao'), world.pendingCard('big', 'hao')]).toEqual([false, true])
    world.accept({ room: 'big', who: 'hao' })
    expect([world.isMember('big', 'hao'), world.pendingCard('big', 'hao')]).toEqual([true, false])
    expect(() => world.accept({ room: 'big', who: 'hao' })).toThrow(expect.objectContaining({ code: 'NO_CARD' }))
    expect(acts.map(({ act }) => act)).toEqual(['add', 'invite'])
  })

  it('sends a card in a small room too when asked to; it may be declined', () => {
    expect(world.bot.add(room('theirs'), id('zhou'), true)).toBe('invite')
    world.decline({ room: 'theirs', who: 'zhou' })
    expect(world.pendingCard('theirs', 'zhou')).toBe(false)
    expect(() => world.accept({ room: 'theirs', who: 'zhou' })).toThrow('卡片')
  })

  it('reaches no stranger', () => {
    expect(codeOf(() => world.bot.add(room('g1'), id('lu')))).toBe(1204)
    expect(codeOf(() => world.bot.dm(id('lu'), '你好'))).toBe(1204)
    expect(codeOf(() => world.bot.say(room('away'), '你好'))).toBe(1)
    expect(codeOf(() => world.bot.dm('@gone', '你好'))).toBe(-2)
  })

  it('makes a room with two friends and not with fewer; it is known by its topic', () => {
    expect(codeOf(() => world.bot.create([id('lin'), id('bot')], '2群'))).toBe(1)
    expect(codeOf(() => world.bot.create([id('lin'), id('lu')], '2群'))).toBe(1204)
    const made = world.bot.create([id('lin'), id('zhou')], '2群')
    expect(world.keyOfRoom(made)).toBe('2群')
    expect(who('2群')).toEqual(['bot', 'lin', 'zhou'])
    expect(acts.at(-1)).toEqual({ act: 'create', topic: '2群', who: ['lin', 'zhou'], at: start })
    expect(world.keyOfRoom(world.bot.create([id('lin'), id('zhou')], '2群'))).toBe('2群 (2)')
  })

  it('accepts a friend request once', () => {
    const request = world.friend({ who: 'lu', hello: '我是小鹿' })
    expect(lastRead().request).toMatchObject({ contactId: id('lu'), name: '小鹿', hello: '我是小鹿' })
    world.dm({ who: 'lu', text: '在吗' })
    expect(codeOf(() => world.bot.dm(id('lu'), '在'))).toBe(1204)
    world.bot.befriend(request)
    expect(world.isFriend('lu')).toBe(true)
    expect(lastRead()).toMatchObject({ notice: { kind: 'befriended', name: '小鹿' } })
    expect(codeOf(() => world.bot.befriend(request))).toBe(-14)
  })

  it('sends files and images, told apart by their ending', () => {
    world.bot.file(room('g1'), { name: '纪要.md', bytes: Buffer.from('# 纪要') })
    world.bot.file(id('lin'), { name: 'board.png', bytes: Buffer.from([0x89, 0]) })
    expect(acts).toEqual([
      { act: 'file', room: 'g1', name: '纪要.md', text: '# 纪要', at: start },
      { act: 'image', who: 'lin', name: 'board.png', at: start },
    ])
  })
})

describe('WeChat’s refusals', () => {
  it('have the shape of wechat4u’s errors', () => {
    world.refuse({ action: 'say', code: 1205, message: '太频繁' })
    const refusal = refusalOf(() => world.bot.say(room('g1'), 'x'))
    expect(refusal).toBeInstanceOf(AssertionError)
    expect(refusal).toMatchObject({
      message: '1205 == 0',
      tips: '发送文本信息失败',
      response: { data: { BaseResponse: { Ret: 1205, ErrMsg: '太频繁' } } },
    })
    expect(acts).toEqual([{ act: 'say', room: 'g1', text: 'x', mentions: [], at: start, refused: '1205' }])
  })

  it('meet as many acts as ordered, and only those of their kind', () => {
    world.refuse({ action: 'say', code: 1205, times: 2 })
    world.bot.dm(id('lin'), 'x')
    expect([codeOf(() => world.bot.say(room('g1'), 'x')), codeOf(() => world.bot.say(room('g1'), 'x'))]).toEqual([
      1205, 1205,
    ])
    world.bot.say(room('g1'), 'x')
    world.refuse({ action: 'say', code: 1205, times: 'always' })
    world.refuse({ action: 'say', code: 1205, times: 0 })
    world.bot.say(room('g1'), 'x')
    expect(acts.filter(({ refused }) => refused)).toHaveLength(2)
  })

  it('may come although it happened', () => {
    world.refuse({ action: 'create', code: 1205, delivered: true })
    expect(codeOf(() => world.bot.create([id('lin'), id('zhou')], '2群'))).toBe(1205)
    expect(who('2群')).toEqual(['bot', 'lin', 'zhou'])
    expect(acts).toEqual([{ act: 'create', topic: '2群', who: ['lin', 'zhou'], at: start }])
  })

  it('of a topic lose their code, as wechat4u loses it', () => {
    world.refuse({ action: 'topic', code: 1205 })
    const refusal = refusalOf(() => world.bot.topic(room('g1'), '夜跑群'))
    expect(refusal).not.toHaveProperty('response')
    expect(refusal.message).toBe('更新群名失败')
  })
})

describe('a new session', () => {
  it('gives every person and room another id, and changes made meanwhile are true', async () => {
    const before = { lin: id('lin'), g1: room('g1') }
    await world.logOut()
    world.topic({ room: 'g1', who: 'lin', topic: '改了名' })
    await world.logIn()
    expect(id('lin')).not.toBe(before.lin)
    expect(room('g1')).not.toBe(before.g1)
    expect(world.keyOfContact(before.lin)).toBeUndefined()
    expect(codeOf(() => world.bot.say(before.g1, 'x'))).toBe(-2)
    expect(received).toEqual([])
    world.say({ room: 'g1', who: 'lin', text: '早' })
    expect(lastRead()).toMatchObject({ talkerId: id('lin'), roomId: room('g1') })
    expect(world.topicOf('g1')).toBe('改了名')
  })
})

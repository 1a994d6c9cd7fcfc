import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWebWechat, type WebWechat } from '../../web-wechat/server.js'
import type { RoomSpec, WorldSpec } from '../../web-wechat/world.js'
import { asked, type BotAt, botAt, newDir } from './bot-at.js'

describe('people and rooms on wechat4u', () => {
  let wechat: WebWechat
  let bot: BotAt
  let remove: () => Promise<void> = async () => {}

  async function start(spec: WorldSpec, options: Parameters<typeof botAt>[2] = {}): Promise<void> {
    wechat = await startWebWechat({ ...spec, autoConfirm: true })
    const made = await newDir()
    remove = made.remove
    bot = await botAt(wechat, made.dir, options)
    await bot.sees('login')
    await wechat.listening()
  }
  afterEach(async () => {
    await bot.stop()
    await wechat.stop()
    await remove()
  })

  const batches = () =>
    wechat.requests
      .filter(request => request.name === 'webwxbatchgetcontact')
      .map(request => (request.body as { List: { UserName: string }[] }).List.length)

  describe('of members', () => {
    beforeEach(async () => {
      const crowd = Array.from({ length: 300 }, (_, index) => `人${index}`)
      await start({
        people: { lin: { name: '林老师', friend: true, remark: '林' }, hao: { name: '阿豪😄' } },
        rooms: { g1: { topic: '晨跑群', members: ['lin', { who: 'hao', card: '深圳-阿豪' }, ...crowd] } },
      })
      await bot.sees('ready')
    })

    it('stay in the list of their room, and nobody is asked for', async () => {
      const { puppet } = bot.wechat4u
      const people = [wechat.world.personId('lin'), wechat.world.personId('bot'), 'filehelper']
      expect(new Set(await puppet.contactList())).toEqual(new Set(people))
      expect(batches()).toEqual([])
      expect(await puppet.roomMemberList(wechat.world.roomId('g1'))).toHaveLength(303)
    })

    it('are known all the same: as contacts, as speakers, as those who are mentioned', async () => {
      const { puppet } = bot.wechat4u
      const [hao, room] = [wechat.world.personId('hao'), wechat.world.roomId('g1')]
      expect(bot.wechat4u.contact(hao)).toMatchObject({
        UserName: hao,
        NickName: '阿豪😄',
        DisplayName: '',
        ContactFlag: 0,
      })
      expect(await puppet.contactPayload(hao)).toMatchObject({ name: '阿豪😄', friend: false })
      expect(await puppet.roomMemberPayload(room, hao)).toMatchObject({ roomAlias: '深圳-阿豪' })
      for (const name of ['深圳-阿豪', '阿豪😄']) expect(await puppet.roomMemberSearch(room, name)).toEqual([hao])
      expect(await puppet.roomMemberSearch(room, '林')).toEqual([wechat.world.personId('lin')])
      expect(await puppet.roomMemberSearch(room, '没有这个人')).toEqual([])
      const id = await wechat.says('g1', 'hao', '@人5\u2005 早')
      await bot.hears('@人5\u2005 早')
      expect(await puppet.messagePayload(id)).toMatchObject({
        talkerId: hao,
        mentionIdList: [wechat.world.personId('人5')],
      })
      expect(batches()).toEqual([])
    })

    it('show a new name and are gone when they left', async () => {
      const { puppet } = bot.wechat4u
      const hao = wechat.world.personId('hao')
      expect((await puppet.contactPayload(hao)).name).toBe('阿豪😄')
      await wechat.renames('hao', '豪哥')
      await wechat.listening()
      await expect.poll(async () => (await puppet.contactPayload(hao)).name).toBe('豪哥')
      await wechat.leaves('g1', 'hao')
      await expect.poll(() => bot.wechat4u.contact(hao)).toBeUndefined()
    })

    it('who are unknown are asked for once, not for 51 seconds', async () => {
      await expect(bot.wechat4u.puppet.contactPayload('@nobody')).rejects.toThrow('nobody by this id')
      expect(batches()).toEqual([1])
    })
  })

  it('lose a remark that was taken away, and a room keeps what an answer leaves out', async () => {
    await start({
      people: { lin: { name: '林老师', friend: true, remark: '林' } },
      rooms: { g1: { topic: '晨跑群', owner: 'lin', members: ['lin'] } },
    })
    await bot.sees('ready')
    const [lin, room] = [wechat.world.personId('lin'), wechat.world.roomId('g1')]
    expect(bot.wechat4u.contact(lin)).toMatchObject({ RemarkName: '林' })
    wechat.world.person('lin').remark = ''
    await wechat.renames('lin', '林校长')
    await expect.poll(() => bot.wechat4u.contact(lin)).toMatchObject({ RemarkName: '', NickName: '林校长' })
    expect(bot.wechat4u.contact(room)).toMatchObject({ ChatRoomOwner: lin })
    await bot.wechat4u.refreshRoom(room)
    expect(bot.wechat4u.contact(room)).toMatchObject({ ChatRoomOwner: lin })
    // Now and then a change comes without any members: the room is asked for, and not empty meanwhile.
    const client: { updateContacts(records: object[]): void } = Reflect.get(bot.wechat4u.puppet, 'wechat4u')
    client.updateContacts([{ UserName: room, NickName: '晨跑群', MemberCount: 0, MemberList: [] }])
    expect(bot.wechat4u.contact(room)?.MemberList).toHaveLength(2)
    await expect.poll(() => batches()).toEqual([1, 1])
  })

  describe('of saved rooms', () => {
    const rooms = Object.fromEntries(
      Array.from({ length: 45 }, (_, index): [string, RoomSpec] => [
        `g${index}`,
        { topic: `第${index}群`, members: ['lin', `m${index}`], listed: 'saved' },
      ]),
    )
    const people = { lin: { name: '林老师', friend: true } }

    it('come in small batches with pauses between them, and then everything is ready', async () => {
      await start({ people, rooms })
      await bot.sees('ready')
      expect(batches()).toEqual([20, 20, 5])
      const times = wechat.requests.filter(({ name }) => name === 'webwxbatchgetcontact').map(({ at }) => at)
      expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2 * 20 * 0.75)
      expect(bot.wechat4u.contact(wechat.world.personId('m44'))).toMatchObject({ NickName: 'm44' })
    })

    it('wait when WeChat says that it was too often, longer each time', async () => {
      await start({ people, rooms }, { thresholds: { contactGap: 100, contactRests: [200, 400] } })
      wechat.refuse('webwxbatchgetcontact', 1205, { times: 2 })
      await bot.sees('ready')
      expect(bot.wechat4u.contact(wechat.world.personId('m44'))).toMatchObject({ NickName: 'm44' })
      const requests = wechat.requests.filter(({ name }) => name === 'webwxbatchgetcontact')
      const rests = requests.flatMap(({ ret, at }, index) =>
        ret === 1205 ? [(requests[index + 1]?.at ?? 0) - at] : [],
      )
      expect(rests).toHaveLength(2)
      expect(rests[0]).toBeGreaterThanOrEqual(200 * 0.75)
      expect(rests[1]).toBeGreaterThanOrEqual(400 * 0.75)
    })

    it('survive a network that goes away while they are asked for', async () => {
      await start({ people, rooms }, { thresholds: { contactGap: 100 } })
      await expect.poll(() => asked(wechat, 'webwxbatchgetcontact')).toBeGreaterThan(0)
      const up = wechat.goesDown('cut')
      await bot.told('offline')
      up()
      await bot.sees('ready')
      expect(bot.wechat4u.contact(wechat.world.personId('m44'))).toMatchObject({ NickName: 'm44' })
    })
  })

  it('refuses who must know at once while it rests', async () => {
    await start(
      { people: { lin: { friend: true } }, rooms: { g1: { topic: '晨跑群', members: ['lin'] } } },
      { thresholds: { contactRests: [20_000] } },
    )
    await bot.sees('ready')
    const room = wechat.world.roomId('g1')
    wechat.refuse('webwxbatchgetcontact', 1205)
    await expect(bot.wechat4u.refreshRoom(room)).rejects.toMatchObject({ ret: 1205 })
    await expect(bot.wechat4u.refreshRoom(room)).rejects.toMatchObject({ ret: 1205 })
    expect(batches()).toHaveLength(1)
  })

  it('hears a room that cannot be looked up, in order, and without asking for every message', async () => {
    await start({
      people: { lin: { friend: true } },
      rooms: { g9: { topic: '陌生群', members: ['lin', 'hao'], listed: 'unlisted' } },
    })
    await bot.sees('ready')
    wechat.refuse('webwxbatchgetcontact', { status: 502 }, { times: 3 })
    wechat.refuse('webwxbatchgetcontact', -1, { times: 2 })
    await wechat.says('g9', 'hao', '一')
    await wechat.says('g9', 'lin', '二')
    await wechat.says('g9', 'hao', '三')
    await bot.hears('三')
    expect(bot.heard).toEqual(['一', '二', '三'])
    await expect.poll(() => bot.wechat4u.contact(wechat.world.roomId('g9'))?.MemberList?.length).toBe(3)
    // Five refusals and the answer; who comes while one is on its way wants what is true later, and may add one.
    expect(batches().length).toBeLessThanOrEqual(6 + 2)
  })

  it('learns of the chats that the phone has open', async () => {
    await start({
      people: { lin: { friend: true } },
      rooms: { g9: { topic: '陌生群', members: ['lin', 'hao'], listed: 'unlisted' } },
    })
    await bot.sees('ready')
    const room = wechat.world.roomId('g9')
    await wechat.dmPosts('bot', { MsgType: 51, StatusNotifyCode: 4, StatusNotifyUserName: `filehelper,${room}` })
    await expect.poll(() => bot.wechat4u.contact(room)?.MemberList?.length).toBe(3)
  })

  it('hears the rest when something is not as it should be', async () => {
    await start({ people: { lin: { friend: true } }, rooms: { g1: { topic: '晨跑群', members: ['lin'] } } })
    const client: { handleSync(news: object): void } = Reflect.get(bot.wechat4u.puppet, 'wechat4u')
    const message = {
      MsgId: '1',
      MsgType: 1,
      FromUserName: wechat.world.personId('lin'),
      ToUserName: wechat.world.personId('bot'),
      Content: '在',
      CreateTime: Math.ceil(Date.now() / 1000),
    }
    client.handleSync({
      ModContactList: [{ NickName: '没有 id' }, null, { UserName: '@@x' }, { UserName: '@y', NickName: 5 }],
      AddMsgList: [null, {}, { MsgId: '2', Content: '' }, { ...message, MsgId: '3', Content: undefined }, message],
    })
    await bot.hears('在')
  })

  it('passes a message on when WeChat will not tell of its room', async () => {
    await start({
      people: { lin: { friend: true } },
      rooms: { g9: { topic: '陌生群', members: ['lin'], listed: 'unlisted' } },
    })
    await bot.sees('ready')
    wechat.refuse('webwxbatchgetcontact', 1, { times: Infinity })
    await wechat.says('g9', 'lin', '有人吗')
    await bot.hears('有人吗')
    expect(bot.wechat4u.contact(wechat.world.roomId('g9'))).toBeUndefined()
  })
})

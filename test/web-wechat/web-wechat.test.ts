import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Child, startChild } from './child.js'
import { startWebWechat, type WebWechat } from './server.js'

const client = fileURLToPath(new URL('client.mjs', import.meta.url))

/** One life of one client, told in order: each step stands on those before it. */
describe('the unmodified wechaty-puppet-wechat4u at the stand-in', () => {
  let wechat: WebWechat
  let dir: string
  let bot: Child
  const start = (): Child => startChild([client, join(dir, 'bot')], { env: wechat.env, cwd: dir })

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'wechat4u-'))
    wechat = await startWebWechat({
      people: {
        lin: { name: '林老师😄', friend: true },
        hao: { name: '阿豪' },
        ad: { name: '推广小王' },
        mei: { name: '小美' },
      },
      rooms: { g1: { topic: '晨跑群', members: ['lin', { who: 'hao', card: '深圳-阿豪' }, 'ad'] } },
    })
    bot = start()
  })
  afterAll(async () => {
    await bot.end()
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('logs in by QR code, the second when the first grew old', async () => {
    await bot.sees('scan')
    await wechat.expire()
    const { url } = await bot.sees('scan')
    expect(url).toBe(`https://login.weixin.qq.com/l/${await wechat.scan()}`)
    await wechat.confirm()
    expect(await bot.sees('login')).toMatchObject({ name: '小助', id: wechat.world.personId('bot') })
    expect(wechat.logins).toBe(1)
  })

  it('hears a member, by id, with the text as it was typed', async () => {
    await wechat.says('g1', 'hao', '早 <b>& 晨跑\n打卡 😄')
    expect(await bot.sees('message')).toMatchObject({
      room: '晨跑群',
      talker: '阿豪',
      talkerId: wechat.world.personId('hao'),
      // wechat4u leaves &amp; as it is (docs/platform.md)
      text: '早 <b>&amp; 晨跑\n打卡 😄',
      self: false,
    })
  })

  it('speaks, and the stand-in hears it', async () => {
    bot.tell({ command: 'say', room: '晨跑群', text: '@林老师 早上好' })
    await bot.sees('done')
    expect(await wechat.said('g1', '早上好')).toMatchObject({ text: '@林老师 早上好' })
  })

  it('removes a member, who is gone', async () => {
    bot.tell({ command: 'remove', room: '晨跑群', name: '推广小王' })
    await bot.sees('done')
    await wechat.kicked('g1', 'ad')
    const request = await wechat.saw(
      ({ name, query }) => name === 'webwxupdatechatroom' && query['fun'] === 'delmember',
    )
    expect(request.body).toMatchObject({
      ChatRoomName: wechat.world.roomId('g1'),
      DelMemberList: wechat.world.personId('ad'),
    })
    expect([...wechat.world.room('g1').members.keys()]).toEqual(['bot', 'lin', 'hao'])
    await bot.sees('room-leave')
    bot.tell({ command: 'members', room: '晨跑群' })
    expect((await bot.sees('done'))['answer']).not.toContain('推广小王')
  })

  it('is told of joins, a friend request and a new name of the room', async () => {
    await wechat.joins('g1', 'mei', { by: 'hao' })
    expect(await bot.sees('room-join')).toMatchObject({ room: '晨跑群', who: ['小美'], by: '阿豪' })
    await wechat.joins('g1', 'ad', { by: 'mei', via: 'qr' })
    expect(await bot.sees('room-join')).toMatchObject({ who: ['推广小王'], by: '小美' })
    await wechat.asksToBefriend('mei', '我是小美')
    expect(await bot.sees('friendship')).toMatchObject({ who: '小美', hello: '我是小美' })
    await wechat.acted({ act: 'befriend', who: 'mei' })
    await wechat.setsTopic('g1', 'mei', '晨跑一群')
    expect(await bot.sees('room-topic')).toMatchObject({ topic: '晨跑一群', by: '小美' })
  })

  it('is refused with the code that the test asked for', async () => {
    wechat.refuse('kick', 1205)
    bot.tell({ command: 'remove', room: '晨跑一群', name: '推广小王' })
    expect(await bot.sees('failed')).toMatchObject({ ret: 1205 })
    expect(wechat.acts.at(-1)).toMatchObject({ act: 'kick', who: 'ad', refused: '1205' })
    expect(wechat.world.room('g1').members.has('ad')).toBe(true)
  })

  it('comes back after a kill without a new QR code, to the same ids', async () => {
    await bot.end('SIGKILL')
    await wechat.says('g1', 'hao', '没人听见', { away: true })
    bot = start()
    expect(await bot.sees('login')).toMatchObject({ id: wechat.world.personId('bot') })
    await wechat.says('g1', 'lin', '欢迎回来')
    expect(await bot.sees('message', event => event['text'] === '欢迎回来')).toMatchObject({
      talkerId: wechat.world.personId('lin'),
    })
    expect(wechat).toMatchObject({ logins: 1, codes: 2, strangers: [], faults: [] })
  })
})

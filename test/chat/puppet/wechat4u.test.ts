import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { FileBox } from 'file-box'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Message, WechatyBuilder } from 'wechaty'
import { makeWechat4uPuppet, type Wechat4u } from '../../../src/chat/puppet/wechat4u.js'
import { retOf, WechatRefusal } from '../../../src/chat/puppet/wechat4u-client.js'
import type { WebMessage } from '../../../src/chat/web-message.js'
import { silent } from '../../../src/redis/log.js'
import { routeTo } from '../../web-wechat/route-to.js'
import { startWebWechat, type WebWechat } from '../../web-wechat/server.js'

type Bot = ReturnType<typeof WechatyBuilder.build>

/** One login, told in order: each step stands on those before it. */
describe('wechaty-puppet-wechat4u behind its guards', () => {
  let wechat: WebWechat
  let dir: string
  let bot: Bot
  let wechat4u: Wechat4u
  const raw: WebMessage[] = []
  const errors: unknown[] = []

  /** The next event of that name. */
  function once(event: 'login' | 'logout'): Promise<void> {
    return new Promise(resolve => bot.once(event as 'login', () => resolve()))
  }

  /** The message with that text; after a reconnect one may come twice. */
  function hears(text: string): Promise<Message> {
    return new Promise(resolve => {
      const listener = (message: Message): void => {
        if (!message.text().startsWith(text)) return
        bot.off('message', listener)
        resolve(message)
      }
      bot.on('message', listener)
    })
  }

  async function start(): Promise<void> {
    wechat4u = await makeWechat4uPuppet({ dir, account: 'main', log: silent })
    wechat4u.onMessage(message => {
      raw.push(message)
    })
    routeTo(wechat4u.puppet, wechat)
    bot = WechatyBuilder.build({ name: wechat4u.memory, puppet: wechat4u.puppet })
    bot.on('error', error => {
      errors.push(error)
    })
    const login = once('login')
    await bot.start()
    await login
    await wechat.listening()
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'wechat4u-'))
    wechat = await startWebWechat({
      autoConfirm: true,
      people: {
        lin: { name: '林老师😄', friend: true, remark: '林', alias: 'lin_2000', province: '广东' },
        zhou: { name: '小周', friend: true },
        hao: { name: '阿豪' },
      },
      rooms: {
        g1: { topic: '晨跑群', members: ['lin', 'zhou', { who: 'hao', card: '深圳-<阿豪>' }] },
        g2: { topic: '没说过话的群', members: ['lin', 'zhou'], listed: 'unlisted' },
      },
    })
    await start()
  })
  afterAll(async () => {
    await bot.stop()
    await wechat.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('leaves uncaught errors of the process to its owner', () => {
    const shown = process.listeners('uncaughtException').map(String)
    expect(shown.filter(listener => listener.includes('console.log'))).toEqual([])
  })

  it('keeps the session in the given directory, for the owner alone', async () => {
    const file = `${wechat4u.memory}.memory-card.json`
    expect(file).toBe(join(dir, 'main.memory-card.json'))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await expect.poll(() => readFile(file, 'utf8')).toContain('wxsid')
  })

  it('gives the raw message beside the event', async () => {
    const message = hears('hi')
    const id = await wechat.says('g1', 'hao', 'hi:\n第二行 & <三>')
    expect((await message).id).toBe(id)
    const heard = await wechat4u.message(id)
    expect(heard.OriginalContent).toBe(`${wechat.world.personId('hao')}:<br/>hi:<br/>第二行 &amp; &lt;三&gt;`)
    expect(raw.at(-1)).toBe(heard)
  })

  it('hears a room that it never heard of', async () => {
    const message = hears('在吗')
    await wechat.says('g2', 'zhou', '在吗')
    expect(await (await message).room()?.topic()).toBe('没说过话的群')
  })

  it('knows what is raw of people and rooms', () => {
    expect(wechat4u.contact(wechat.world.personId('lin'))).toMatchObject({
      RemarkName: '林',
      Alias: 'lin_2000',
      Province: '广东',
    })
    const room = wechat4u.contact(wechat.world.roomId('g1'))
    expect(room?.MemberList?.find(member => member.UserName === wechat.world.personId('hao'))).toMatchObject({
      DisplayName: '深圳-&lt;阿豪&gt;',
      AttrStatus: expect.any(Number),
    })
  })

  it('stays when somebody sends the three moons, and gives them as a message', async () => {
    const message = hears('🌚 🌝🌚 🌝🌚 🌝')
    await wechat.dms('lin', '🌚 🌝🌚 🌝🌚 🌝')
    expect((await message).text()).toBe('🌚 🌝🌚 🌝🌚 🌝')
    const note = hears('退出wechat4u')
    await wechat.dmPosts('bot', { ToUserName: 'filehelper', body: '退出wechat4u' })
    await note
    await wechat.listening()
    expect(wechat.requests.filter(request => request.name === 'webwxlogout')).toEqual([])
    expect(wechat4u.health()).toMatchObject({ state: 'login' })
  })

  it('shows a changed name and topic at once', async () => {
    const id = wechat.world.personId('lin')
    expect((await wechat4u.puppet.contactPayload(id)).name).toContain('林老师')
    await wechat.renames('lin', '林校长')
    await wechat.setsTopic('g1', 'lin', '晨跑一群')
    await wechat.listening()
    expect((await wechat4u.puppet.contactPayload(id)).name).toBe('林校长')
    expect((await wechat4u.puppet.roomPayload(wechat.world.roomId('g1'))).topic).toBe('晨跑一群')
  })

  it('asks for a room anew in one request, what was cleared included', async () => {
    const hao = wechat.world.personId('hao')
    wechat.world.room('g1').members.set('hao', '')
    wechat.world.room('g1').members.delete('zhou')
    const room = await wechat4u.refreshRoom(wechat.world.roomId('g1'))
    expect(room.MemberList?.map(member => member.UserName)).not.toContain(wechat.world.personId('zhou'))
    expect(room.MemberList?.find(member => member.UserName === hao)).toMatchObject({ DisplayName: '' })
    wechat.world.room('g1').members.set('zhou', '')
  })

  it('makes a room and gives its id', async () => {
    const members = [wechat.world.personId('lin'), wechat.world.personId('zhou')]
    expect(await wechat4u.createRoom('新群', members)).toBe(wechat.world.roomId('新群'))
    await wechat.acted({ act: 'create', topic: '新群', who: ['lin', 'zhou'] })
    const strangers = [wechat.world.personId('lin'), wechat.world.personId('hao')]
    await expect(wechat4u.puppet.roomCreate(strangers, '另一个')).rejects.toThrow(new WechatRefusal(1204))
  })

  it('rejects with the code of WeChat', async () => {
    await wechat4u.setTopic(wechat.world.roomId('g1'), '晨跑二群')
    await wechat.acted({ act: 'topic', room: 'g1', topic: '晨跑二群' })
    wechat.refuse('topic', 1205)
    await expect(wechat4u.setTopic(wechat.world.roomId('g1'), '三群')).rejects.toMatchObject({ ret: 1205 })
    wechat.refuse('say', -1)
    await expect(wechat4u.say(wechat.world.roomId('g1'), '你好')).rejects.toMatchObject({ ret: -1 })
    wechat.refuse('kick', 1)
    const error = await wechat4u.puppet
      .roomDel(wechat.world.roomId('g1'), wechat.world.personId('hao'))
      .catch(reason => reason)
    expect(retOf(error)).toBe(1)
    expect(retOf(new Error('ECONNRESET'))).toBeUndefined()
  })

  it('puts neither cookies nor texts into errors', async () => {
    wechat.refuse('say', 1205)
    const error = await wechat4u.puppet.messageSendText(wechat.world.roomId('g1'), '秘密').catch(reason => reason)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/秘密|wxsid|webwx_data_ticket/)
    wechat.refuse('say', 'cut')
    const cut = await wechat4u.puppet.messageSendText(wechat.world.roomId('g1'), '秘密').catch(reason => reason)
    expect(cut.message).toMatch(/socket hang up/)
    expect(inspect(cut, { depth: 9, showHidden: true })).not.toMatch(/秘密|wxsid|webwx_data_ticket/)
  })

  it('sends files, also in pieces, and is heard', async () => {
    const bytes = Buffer.alloc(700_000, 'x')
    await wechat4u.puppet.messageSendFile(wechat.world.personId('lin'), FileBox.fromBuffer(bytes, '名单.csv'))
    const act = await wechat.acted({ act: 'file', who: 'lin', name: '名单.csv' })
    expect(act).toMatchObject({ text: bytes.toString() })
    await wechat4u.puppet.messageSendFile(
      wechat.world.roomId('g1'),
      FileBox.fromBuffer(Buffer.from('png'), 'board.png'),
    )
    await wechat.acted({ act: 'image', room: 'g1', name: 'board.png' })
    expect(await wechat4u.say(wechat.world.roomId('g1'), '@林校长\u2005 早')).toMatch(/^\d+$/)
    expect(await wechat.said('g1', '早')).toMatchObject({ mentions: ['lin'] })
  })

  it('stops without logging out, and the next start needs no QR code', async () => {
    await bot.stop()
    await start()
    expect(wechat.requests.filter(request => request.name === 'webwxlogout')).toEqual([])
    expect(wechat).toMatchObject({ codes: 1, logins: 1 })
  })

  it('takes a reconnect within the session for no second login', async () => {
    const client: { restart(): Promise<void> } = Reflect.get(wechat4u.puppet, 'wechat4u')
    await client.restart()
    const message = hears('又回来了')
    await wechat.says('g1', 'lin', '又回来了')
    await message
    expect(errors).toEqual([])
  })

  it('survives the reset of a watchdog', async () => {
    const left: { request(options: object): Promise<unknown> } = Reflect.get(wechat4u.puppet, 'wechat4u')
    const login = once('login')
    await wechat4u.puppet.reset()
    await login
    await expect(left.request({ url: 'https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxinit' })).rejects.toThrow('left')
    const message = hears('还在吗')
    await wechat.says('g1', 'lin', '还在吗')
    await message
    expect(wechat).toMatchObject({ codes: 1, logins: 1 })
  })

  it('logs out when it is told to, and in the next session nothing has its old id', async () => {
    const before = wechat.world.personId('lin')
    const [logout, login] = [once('logout'), once('login')]
    wechat4u.logout()
    await logout
    await login
    await wechat.listening()
    await wechat.saw(request => request.name === 'webwxlogout')
    expect(wechat).toMatchObject({ codes: 2, logins: 2, faults: [], strangers: [] })
    expect(wechat4u.contact(before)).toBeUndefined()
    expect(wechat.world.personId('lin')).not.toBe(before)
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { App } from '../../src/app.js'
import { wechat4uLink } from '../../src/cli/puppet-link.js'
import { loadConfig } from '../../src/config/load.js'
import type { QunguanEvent } from '../../src/domain/events.js'
import { authoredText, definePlugin, type MessageEvent, z } from '../../src/kernel/plugin.js'
import { schemas } from '../../src/plugin-schemas.js'
import { silent } from '../../src/redis/log.js'
import { type TestRedis, testRedis } from '../support/redis.js'
import { routeTo } from '../web-wechat/route-to.js'
import { startWebWechat, type WebWechat } from '../web-wechat/server.js'

/** How long an event may take, in milliseconds. */
const PATIENCE = 10_000

const events: QunguanEvent[] = []

/** Sees what a plugin of ours would see, before anybody acts upon it. */
const listener = definePlugin({
  name: 'listener',
  config: z.strictObject({}),
  texts: { 'zh-CN': { title: '听' }, en: { title: 'listen' } },
  on: {
    message: {
      async gate(_, message) {
        events.push(message)
        return undefined
      },
    },
    async joined(_, event) {
      events.push(event)
    },
    async recalled(_, event) {
      events.push(event)
    },
  },
})

/**
 * What is said on the stand-in, through the unmodified client and everything of ours, as plugins get it. Each of these
 * is known to be cut, swallowed, delayed or doubled by the puppet's own reading (docs/platform.md).
 */
describe('messages by the real client', () => {
  let wechat: WebWechat
  let store: TestRedis
  let dir: string
  let app: App

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qunguan-'))
    const files = {
      'qunguan.yaml': 'puppet: wechat4u\nquiet: off\npacing: off\n',
      'groups/club.yaml': 'charter: { goal: 一起跑步 }\nrooms: { g1: { topic: 晨跑群😄 } }\n',
    }
    await mkdir(join(dir, 'groups'))
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text)
    const { config } = loadConfig(dir, schemas([listener]))
    if (!config) throw new Error('the config of this test has errors')
    wechat = await startWebWechat({
      autoConfirm: true,
      people: {
        lin: { name: '林老师', friend: true },
        hao: { name: '阿豪😄' },
        lu: { name: '小 鹿' },
        wei: { name: '张伟' },
        wei2: { name: '张伟' },
      },
      rooms: {
        g1: { topic: '晨跑群😄', members: ['lin', { who: 'hao', card: '深圳-<阿豪>🌟' }, 'lu', 'wei', 'wei2'] },
      },
    })
    store = await testRedis()
    const link = await wechat4uLink({ dir: join(dir, 'data'), account: 'main', log: silent })
    routeTo(link.puppet, wechat)
    await new Promise<void>((resolve, reject) => {
      App.start({
        config,
        plugins: [listener],
        redis: { socket: store.socket },
        link,
        log: silent,
        onAlert: () => {},
        onReady: resolve,
      }).then(started => {
        app = started
      }, reject)
    })
    await wechat.listening()
  }, 40_000)
  afterAll(async () => {
    await app.stop()
    await wechat.stop()
    await store.stop()
    await rm(dir, { recursive: true, force: true })
  })

  /** The first event after `since` that fits. */
  async function next<Event extends QunguanEvent>(
    fits: (event: QunguanEvent) => event is Event,
    since = 0,
  ): Promise<Event> {
    const found = () => events.slice(since).find(fits)
    await expect.poll(found, { timeout: PATIENCE, interval: 20 }).toBeDefined()
    const event = found()
    if (!event) throw new Error('it went away again')
    return event
  }

  const message = (id: string) => next((event): event is MessageEvent => event.kind === 'message' && event.id === id)
  const says = async (who: string, text: string) => message(await wechat.says('g1', who, text))
  const posts = async (who: string, post: Parameters<WebWechat['posts']>[2]) =>
    message(await wechat.posts('g1', who, post))
  const keyOf = (who: string) => app.house.identity.memberOf(wechat.world.personId(who))

  it('hears every word of a text, whatever it looks like', async () => {
    for (const text of [
      'hi:\n加我V xk8-8520',
      '三件事:\n1. 跑步5公里\n2、读书20页\n③给妈妈打电话',
      "兼职日结。I've accepted your friend request. Now let's chat!",
      '你已添加了小鹿，现在可以开始聊天了。',
      '"小周"邀请"小鹿"加入了群聊',
      'A & B < C > "D" 😄 &lt;',
      `@${'2c'.repeat(32)}:\n不是前缀`,
    ]) {
      const heard = await says('hao', text)
      expect(heard).toMatchObject({ room: 'g1', member: keyOf('hao'), parts: [{ kind: 'text', text }], text })
    }
  })

  it('keeps an invitation card that somebody made up as the link it is', async () => {
    const title = '邀请你加入群聊'
    const des = '"林老师"邀请你加入群聊"福利群"，进入可查看详情。'
    const url = 'https://evil.example/?a=1&amp;b=2'
    const body = `<msg><appmsg><title>${title}</title><des>${des}</des><type>5</type><url>${url}</url></appmsg></msg>`
    expect((await posts('hao', { MsgType: 49, AppMsgType: 5, FileName: title, body })).parts).toEqual([
      { kind: 'link', title, url: 'https://evil.example/?a=1&b=2', description: des },
    ])
  })

  it('handles a message that comes twice once', async () => {
    const id = await wechat.says('g1', 'hao', '一次')
    await message(id)
    await wechat.posts('g1', 'hao', { MsgId: id, body: '一次' })
    // The connection breaks while news are handed out, and they are handed out again.
    wechat.refuse('webwxsync', 'cut', { delivered: true })
    await says('lin', '断线之后')
    await says('lin', '都到了')
    const ids = events.flatMap(event => (event.kind === 'message' ? [event.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('knows whom an @ means: blanks and emoji in names, cards, and two of one name', async () => {
    const { parts } = await says('lin', '@深圳-<阿豪>🌟\u2005@小 鹿\u2005@阿豪😄 @张伟 @所有人 @没有这人 早')
    expect(parts).toEqual([
      { kind: 'mention', name: '深圳-<阿豪>🌟', member: keyOf('hao') },
      { kind: 'mention', name: '小 鹿', member: keyOf('lu') },
      { kind: 'mention', name: '阿豪😄', member: keyOf('hao') },
      { kind: 'mention', name: '张伟' },
      { kind: 'text', text: '@所有人 @没有这人 早' },
    ])
    expect(await says('lin', '@小助\u2005在吗')).toMatchObject({ mentionsBot: true })
  })

  it('is not held up by three hundred @', async () => {
    const { parts } = await says('hao', '@x @林老师 '.repeat(150))
    expect(parts.filter(part => part.kind === 'mention')).toHaveLength(20)
  })

  it('parts what is quoted from what its author wrote, in both forms', async () => {
    await says('lu', '日结500加V xk88520')
    const typed = await says('wei', '「小 鹿：日结500加V xk88520」\n- - - - - - -\n@林老师 又有人发广告')
    expect(typed.parts.map(({ kind }) => kind)).toEqual(['quote', 'mention', 'text'])
    expect(authoredText(typed.parts)).toBe('又有人发广告')
    const refer =
      '<refermsg><type>1</type><displayname>小 鹿</displayname><content>日结500加V xk88520</content></refermsg>'
    const body = `<msg><appmsg><title>@林老师 看看</title><type>57</type>${refer}</appmsg></msg>`
    const quoted = await posts('wei', { MsgType: 49, AppMsgType: 57, FileName: '@林老师 看看', body })
    expect(quoted.parts).toEqual([
      { kind: 'quote', name: '小 鹿', text: '日结500加V xk88520' },
      { kind: 'mention', name: '林老师', member: keyOf('lin') },
      { kind: 'text', text: '看看' },
    ])
  })

  it.each([
    [49, '<msg><appmsg><title>加V', 'malformed app message'],
    [49, 'no xml', 'malformed app message'],
    [42, '<msg nickname="', 'malformed card'],
    [10002, '<sysmsg', 'malformed system message'],
  ])('takes broken XML of type %i (%s) for a part', async (MsgType, body, why) => {
    expect((await posts('hao', { MsgType, body })).parts).toEqual([{ kind: 'unreadable', why }])
  })

  it('knows what is a card, a voice message, a location, money', async () => {
    const card = '<msg username="wxid_law" nickname="律师" certflag="0" />'
    expect((await posts('hao', { MsgType: 42, body: card, RecommendInfo: { NickName: '律师' } })).parts).toEqual([
      { kind: 'card', name: '律师', official: false },
    ])
    expect((await posts('hao', { MsgType: 34, VoiceLength: 4_000, body: '<msg/>' })).parts).toEqual([
      { kind: 'voice', seconds: 4 },
    ])
    const Url = 'http://apis.map.qq.com/?coord=22.5,113.9'
    const map = '深圳湾公园:\n/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=x&msgid=1'
    expect((await posts('hao', { SubMsgType: 48, Url, body: map })).parts).toEqual([
      { kind: 'link', title: '深圳湾公园', url: Url, description: '[位置]' },
    ])
    const money = '<msg><appmsg><title>微信转账</title><type>2000</type></appmsg></msg>'
    expect((await posts('hao', { MsgType: 49, AppMsgType: 2000, body: money })).parts).toEqual([
      { kind: 'unreadable', why: 'transfer' },
    ])
  })

  it('hears that a message was recalled, and of which', async () => {
    const id = await wechat.says('g1', 'hao', '说错了')
    await message(id)
    await wechat.recalls(id, 'hao', 'g1')
    const recalled = await next(
      (event): event is Extract<QunguanEvent, { kind: 'recalled' }> => event.kind === 'recalled',
    )
    expect(recalled).toMatchObject({ room: 'g1', member: keyOf('hao'), message: id })
  })

  it('sees who came and by whom, with emoji and 、 in their names', async () => {
    const since = events.length
    wechat.meets('tom', { name: 'Tom 🦊' })
    wechat.meets('mei', { name: '小美、小丽' })
    await wechat.joins('g1', ['tom', 'mei'], { by: 'hao' })
    const joined = await next(
      (event): event is Extract<QunguanEvent, { kind: 'joined' }> => event.kind === 'joined',
      since,
    )
    expect(joined.by).toBe(keyOf('hao'))
    expect(new Set(joined.members)).toEqual(new Set([keyOf('tom'), keyOf('mei')]))
  })
})

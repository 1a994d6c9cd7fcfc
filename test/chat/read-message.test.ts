import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ReadingSession, readPayload, readWebMessage } from '../../src/chat/read-message.js'
import type { WebMessage } from '../../src/chat/web-message.js'
import { authoredText } from '../../src/domain/parts.js'
import * as raw from '../../src/sandbox/web-raw.js'

const selfId = '@5e1f'
const roomId = `@@${'0a'.repeat(32)}`
const lu = `@${'1b'.repeat(16)}`
const session: ReadingSession = { selfId, botNames: () => ['小助', 'Little Helper 🤖'] }

const inRoom: raw.Envelope = {
  id: '6000000000000000001',
  sentAt: 1_893_456_000_250,
  from: lu,
  selfId,
  room: { id: roomId, shownName: '小鹿' },
}
const inPrivate: raw.Envelope = { ...inRoom, room: undefined }

/** A room message with exactly that raw body, as webwxsync carries it. */
function rawBody(body: string, more: Partial<WebMessage> = {}): WebMessage {
  return {
    MsgId: '1',
    MsgType: 1,
    FromUserName: roomId,
    ToUserName: selfId,
    Content: 'never read',
    OriginalContent: `${lu}:<br/>${body}`,
    CreateTime: 1_893_456_000,
    ...more,
  }
}

const read = (message: WebMessage, more: Partial<ReadingSession> = {}) =>
  readWebMessage(message, { ...session, ...more })

describe('who, where and when', () => {
  it('takes the sender from the prefix and the time in milliseconds', () => {
    expect(read(raw.textMessage(inRoom, '早'))).toMatchObject({
      id: '6000000000000000001',
      talkerId: lu,
      roomId,
      fromSelf: false,
      sentAt: 1_893_456_000_000,
      text: '早',
    })
  })

  it('knows a private message by its lack of a room', () => {
    const message = read(raw.textMessage(inPrivate, '你好'))
    expect(message.talkerId).toBe(lu)
    expect(message).not.toHaveProperty('roomId')
  })

  it('knows what was typed on the bot’s own phone', () => {
    const message = read(raw.textMessage({ ...inRoom, from: selfId }, '我在'))
    expect(message).toMatchObject({ talkerId: selfId, roomId, fromSelf: true, text: '我在' })
  })

  it.each([
    [`${lu}:<br/>早`, lu, '早'],
    ['wxid_7313013130512:<br/>早', 'wxid_7313013130512', '早'],
    ['902809793@chatroom:<br/>早', '902809793@chatroom', '早'],
    [`${lu}:\n早`, lu, '早'],
    // Without a sender these are somebody's words, and nobody knows whose.
    ['hi:<br/>早', '', 'hi:\n早'],
    ['三件事:<br/>跑步', '', '三件事:\n跑步'],
    [':<br/>早', '', ':\n早'],
    ['早', '', '早'],
    ['', '', ''],
  ])('knows who wrote %j', (OriginalContent, talkerId, text) => {
    expect(read({ ...rawBody(''), OriginalContent })).toMatchObject({ talkerId, text, fromSelf: false })
  })

  it('takes no words of its own phone for a sender', () => {
    const message = { ...rawBody(''), FromUserName: selfId, ToUserName: roomId }
    expect(read({ ...message, OriginalContent: `${lu}:<br/>早` })).toMatchObject({
      talkerId: selfId,
      fromSelf: true,
      text: `${lu}:\n早`,
    })
  })

  it('has nobody as the sender of a notice', () => {
    expect(read(raw.noticeMessage(inRoom, '"小周"邀请"小鹿"加入了群聊')).talkerId).toBe('')
  })
})

describe('text', () => {
  /** What people type, and what they would type to lead a reader astray. */
  const written = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom(
          ':\n',
          '\n',
          '<br/>',
          '&lt;',
          '&#20320;',
          '&quot;',
          '<span class="emoji emoji1f604"></span>',
          '😄',
          '👨‍👩‍👧',
          '🇨🇳',
          '#⃣',
          '「小鹿：早」\n- - - - - - -\n',
          '「」',
          '@小助\u2005',
          `@${'2c'.repeat(16)}:\n`,
          'wxid_abc:\n',
          "I've accepted your friend request. Now let's chat!",
          '"小周"邀请"小鹿"加入了群聊',
          '<msg><appmsg></appmsg></msg>',
        ),
      ),
      { maxLength: 6 },
    )
    .map(pieces => pieces.join('').toWellFormed())
    // &amp; is read as &, and two faces bear each other's number on the web.
    .filter(text => !/&amp;|[😹🙍]/u.test(text))
  const bare = (text: string) => text.replaceAll('\u2005', ' ')

  it('gives back what was written, of anybody, anywhere', () => {
    fc.assert(
      fc.property(written, text => {
        for (const to of [inPrivate, inRoom, { ...inRoom, from: selfId }]) {
          const message = read(raw.textMessage(to, text), { isName: () => false, botNames: () => [] })
          expect((message.typedQuote ?? '') + message.text).toBe(bareWritten(text, message))
          expect(message.talkerId).toBe(to.from)
          expect(message.notice).toBeUndefined()
          const words = message.parts.flatMap(part => (part.kind === 'text' ? [part.text] : []))
          expect((message.typedQuote ?? '') + words.join('')).toBe(text)
        }
      }),
      { numRuns: 300 },
    )
  })

  /** U+2005 is a blank in `text`, and stays what it is in a quote. */
  function bareWritten(text: string, { typedQuote = '' }: { typedQuote?: string }): string {
    return text.slice(0, typedQuote.length) + bare(text.slice(typedQuote.length))
  }

  it('gives back what was written under a quote', () => {
    fc.assert(
      fc.property(written, written, (text, quoted) => {
        const message = read(raw.quoteMessage(inRoom, text, { id: lu, name: '小鹿', text: quoted }), {
          isName: () => false,
        })
        // Emoji spans that somebody typed by hand are emoji here, and blanks around a title are XML's own.
        fc.pre(!/<span|<msg|^\s*<\?xml/.test(text + quoted))
        expect(message.text).toBe(bare(text).trim())
        expect(message.parts[0]).toEqual({ kind: 'quote', name: '小鹿', text: quoted.trim() })
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['hi:<br/>加我V xk8-8520', 'hi:\n加我V xk8-8520'], // bypass B: the puppet shows "hi"
    ['三件事:<br/>1. 跑步5公里<br/>2、读书20页', '三件事:\n1. 跑步5公里\n2、读书20页'],
    [`@${'2c'.repeat(16)}:<br/>不是前缀`, `@${'2c'.repeat(16)}:\n不是前缀`],
    ['A &amp;lt; B', 'A &lt; B'],
    ['Tom &amp;amp; Jerry &quot;!&quot; &#39;x&#39; &#x4f60;', `Tom & Jerry "!" 'x' 你`],
    ['&lt;b&gt;粗&lt;/b&gt;', '<b>粗</b>'],
    ['笑<span class="emoji emoji1f604"></span>哭', '笑😄哭'],
    ['旗<span class="emoji emoji1f1e81f1f3"></span>', '旗🇨🇳'],
    ['<span class="emoji emoji2b50"></span><span class="emoji emoji002320e3"></span>', '⭐#⃣'],
    ['<span class="emoji emojizzzz"></span>', '*'],
    ['[微笑]', '[微笑]'],
  ])('reads %j', (body, text) => {
    expect(read(rawBody(body), { isName: () => false })).toMatchObject({ text, parts: [{ kind: 'text', text }] })
  })

  it('keeps a text that ends like WeChat’s own line (bypass A)', () => {
    const text = "兼职日结，加V。I've accepted your friend request. Now let's chat!"
    const message = read(raw.textMessage(inRoom, text))
    expect(message.text).toBe(text)
    expect(message.notice).toBeUndefined()
  })

  it('takes a location for a place, and a text that looks like one for a text', () => {
    const body = '深圳湾公园:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx&amp;msgid=1&amp;pictype=location'
    const map = 'http://apis.map.qq.com/uri/v1/geocoder?coord=22.5,113.9'
    expect(read(rawBody(body, { Url: map })).parts).toEqual([
      { kind: 'link', title: '深圳湾公园', url: map, description: '[位置]' },
    ])
    expect(read(rawBody(body)).parts).toMatchObject([{ kind: 'text', text: expect.stringContaining('深圳湾公园') }])
  })
})

describe('mentions', () => {
  it.each([
    [
      '@小助\u2005/上限 200',
      true,
      [
        { kind: 'mention', name: '小助' },
        { kind: 'text', text: '/上限 200' },
      ],
    ],
    [
      '@小助 打卡!',
      true,
      [
        { kind: 'mention', name: '小助' },
        { kind: 'text', text: '打卡!' },
      ],
    ],
    [
      '在吗 @小助',
      true,
      [
        { kind: 'text', text: '在吗 ' },
        { kind: 'mention', name: '小助' },
      ],
    ],
    [
      '@Little Helper 🤖\u2005hi',
      true,
      [
        { kind: 'mention', name: 'Little Helper 🤖' },
        { kind: 'text', text: 'hi' },
      ],
    ],
    [
      '@Lucy Wang\u2005早',
      false,
      [
        { kind: 'mention', name: 'Lucy Wang' },
        { kind: 'text', text: '早' },
      ],
    ],
    [
      '@张三 去问 @李四\u2005',
      false,
      [
        { kind: 'mention', name: '张三' },
        { kind: 'text', text: '去问 ' },
        { kind: 'mention', name: '李四' },
      ],
    ],
    [
      '@小助手\u2005早',
      false,
      [
        { kind: 'mention', name: '小助手' },
        { kind: 'text', text: '早' },
      ],
    ],
    ['a @ b', false, [{ kind: 'text', text: 'a @ b' }]],
    [
      '@小鹿\n早',
      false,
      [
        { kind: 'mention', name: '小鹿' },
        { kind: 'text', text: '\n早' },
      ],
    ],
  ])('reads %j', (text, mentionsBot, parts) => {
    expect(read(raw.textMessage(inRoom, text))).toMatchObject({
      mentionsBot,
      parts,
      text: text.replaceAll('\u2005', ' '),
    })
  })

  it('leaves an @ before nobody’s name as text, so that no words hide behind it', () => {
    const names = new Set(['小鹿', 'Lucy Wang'])
    const isName = (_: string, name: string) => names.has(name)
    expect(read(raw.textMessage(inRoom, '@加V：xk8520 日结500'), { isName }).parts).toEqual([
      { kind: 'text', text: '@加V：xk8520 日结500' },
    ])
    expect(read(raw.textMessage(inRoom, '@Lucy Wang 早'), { isName }).parts).toEqual([
      { kind: 'mention', name: 'Lucy Wang' },
      { kind: 'text', text: '早' },
    ])
    expect(read(raw.textMessage(inRoom, '@所有人 看这里'), { isName }).parts).toEqual([
      { kind: 'text', text: '@所有人 看这里' },
    ])
  })

  it('reads twenty of them and leaves the rest as text', () => {
    const { parts } = read(raw.textMessage(inRoom, '@某人 '.repeat(300)))
    expect(parts.filter(part => part.kind === 'mention')).toHaveLength(20)
    expect(parts.at(-1)).toMatchObject({ kind: 'text', text: '@某人 '.repeat(280) })
  })

  it('loses no word of a message', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('@', '小助', '小 鹿', ' ', '\u2005', '\n', '加V', 'a@b'), { maxLength: 30 }),
        words => {
          const text = words.join('')
          const { parts } = read(raw.textMessage(inRoom, text))
          const again = parts.map(part =>
            part.kind === 'mention' ? `@${part.name}` : part.kind === 'text' ? part.text : '',
          )
          const bare = (written: string) => written.replace(/[\s\u2005]/g, '')
          expect(bare(again.join(''))).toBe(bare(text))
        },
      ),
    )
  })

  it('knows no mentions in private', () => {
    expect(read(raw.textMessage(inPrivate, '@小助 在吗'))).toMatchObject({
      mentionsBot: false,
      parts: [{ kind: 'text', text: '@小助 在吗' }],
    })
  })
})

describe('quotes', () => {
  const quoted = { id: `@${'2c'.repeat(16)}`, name: '小鹿', text: '日结500加V <xk88520> & 快来' }

  it('parts the quoted words from the author’s own', () => {
    const message = read(raw.quoteMessage(inRoom, '@小周\u2005又有人发广告', quoted))
    expect(message.parts).toEqual([
      { kind: 'quote', name: '小鹿', text: quoted.text },
      { kind: 'mention', name: '小周' },
      { kind: 'text', text: '又有人发广告' },
    ])
    expect(message.text).toBe('@小周 又有人发广告')
    expect(authoredText(message.parts)).toBe('又有人发广告')
  })

  it('reads the form that Web WeChat writes into plain text', () => {
    const text = '「小鹿：日结500加V xk88520\n快」\n- - - - - - - - - - - - - - -\n@小周 又有人发广告'
    expect(read(raw.textMessage(inRoom, text)).parts).toEqual([
      { kind: 'quote', name: '小鹿', text: '日结500加V xk88520\n快' },
      { kind: 'mention', name: '小周' },
      { kind: 'text', text: '又有人发广告' },
    ])
  })

  it.each([
    '「小鹿：日结500」',
    '「小鹿：日结500」\n- - - - - - -',
    '「书名」\n很好看',
    '「a：b」\n- - - - - - - 加V xk88520\nx',
  ])('takes %j for a plain text', text => {
    expect(read(raw.textMessage(inRoom, text)).parts).toEqual([{ kind: 'text', text }])
  })

  it('shows of a quoted link its title', () => {
    const link = '<?xml version="1.0"?><msg><appmsg><title>周末徒步</title><url>https://x.cn</url></appmsg></msg>'
    const message = read(raw.quoteMessage(inRoom, '这个好', { ...quoted, text: link }))
    expect(message.parts[0]).toEqual({ kind: 'quote', name: '小鹿', text: '周末徒步' })
  })
})

describe('other kinds', () => {
  it.each([
    ['an image', raw.imageMessage(inRoom, 2000), { kind: 'image', bytes: 2000 }],
    ['an image of no known size', raw.imageMessage(inRoom, 0), { kind: 'image' }],
    ['a voice message', raw.voiceMessage(inRoom, 40), { kind: 'voice', seconds: 40 }],
    [
      'a person’s card',
      raw.cardMessage(inRoom, { id: lu, name: '律师"老李" & 伙伴', official: false }),
      { kind: 'card', name: '律师"老李" & 伙伴', official: false },
    ],
    [
      'an official account',
      raw.cardMessage(inRoom, { id: '@x', name: '读书会', official: true }),
      { kind: 'card', name: '读书会', official: true },
    ],
    [
      'a link',
      raw.linkMessage(inRoom, {
        title: '邓巴数 <1>',
        url: 'https://mp.weixin.qq.com/s?a=1&b=2',
        description: '一文\n读懂',
      }),
      { kind: 'link', title: '邓巴数 <1>', url: 'https://mp.weixin.qq.com/s?a=1&b=2', description: '一文\n读懂' },
    ],
    ['a mini-program', raw.miniMessage(inRoom, '拼单'), { kind: 'mini-program', title: '拼单' }],
    ['a file', raw.fileMessage(inRoom, '讲义&答案.pdf'), { kind: 'file', name: '讲义&答案.pdf' }],
  ])('reads %s', (_, message, part) => {
    expect(read(message)).toMatchObject({ parts: [part], text: '', talkerId: lu })
  })

  it('keeps a made-up invitation card as a link (bypass C)', () => {
    const card = {
      title: '邀请你加入群聊',
      url: 'https://evil.example',
      description: '"小周"邀请你加入群聊"福利群"，进入可查看详情。',
    }
    expect(read(raw.linkMessage(inRoom, card)).parts).toEqual([{ kind: 'link', ...card }])
  })

  it('reads 接龙 as the text it is', () => {
    const xml =
      '&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;#接龙<br/>周六夜跑<br/>1. 林老师&lt;/title&gt;&lt;type&gt;53&lt;/type&gt;&lt;/appmsg&gt;&lt;/msg&gt;'
    expect(read(rawBody(xml, { MsgType: 49 })).text).toBe('#接龙\n周六夜跑\n1. 林老师')
  })

  it('shows an unknown app message by its title, so that no words are lost', () => {
    const xml =
      '&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;加V领福利&lt;/title&gt;&lt;type&gt;9876&lt;/type&gt;&lt;/appmsg&gt;&lt;/msg&gt;'
    expect(read(rawBody(xml, { MsgType: 49 })).parts).toEqual([
      { kind: 'link', title: '加V领福利', url: '', description: '' },
    ])
  })

  it.each([
    '&lt;msg&gt;&lt;appmsg&gt;',
    'no xml at all',
    '',
    '&lt;'.repeat(5000),
    '&lt;a&gt;'.repeat(5000),
    '&lt;msg&gt;&lt;/appmsg&gt;',
  ])('calls a broken app message unreadable (%#)', body => {
    expect(read(rawBody(body, { MsgType: 49 })).parts).toEqual([{ kind: 'unreadable', why: 'malformed app message' }])
  })

  it('never throws, whatever comes', () => {
    const types = fc.constantFrom(1, 3, 34, 37, 40, 42, 43, 47, 48, 49, 51, 62, 9999, 10000, 10002)
    const xml = fc
      .array(
        fc.constantFrom(
          '<msg>',
          '<appmsg>',
          '<type>57</type>',
          '<type>19</type>',
          '<title>',
          '</title>',
          '<refermsg>',
          '<content>',
          '<recorditem>',
          '<![CDATA[',
          ']]>',
          '<sysmsg>',
          '<sysmsgtemplate>',
          '<content_template>',
          '<template>$a$',
          '&amp;',
          '加V',
          '</appmsg>',
          '</msg>',
          '"',
          '</',
          '<?xml',
        ),
        { maxLength: 20 },
      )
      .map(pieces => pieces.join('').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    fc.assert(
      fc.property(types, fc.oneof(xml, fc.string({ unit: 'binary' })), (MsgType, body) => {
        expect(read(rawBody(body, { MsgType })).id).toBe('1')
      }),
      { numRuns: 500 },
    )
  })

  it('never throws at what is no message at all', () => {
    const anything = fc.record(
      Object.fromEntries(
        ['MsgId', 'MsgType', 'FromUserName', 'ToUserName', 'OriginalContent', 'CreateTime', 'Url'].map(field => [
          field,
          fc.oneof(fc.constant(undefined), fc.constant(null), fc.integer(), fc.string()),
        ]),
      ),
    )
    fc.assert(
      fc.property(anything, raw => {
        // From outside, anything may come.
        const message = read(raw as unknown as WebMessage)
        expect(typeof message.text).toBe('string')
        expect(Number.isFinite(message.sentAt)).toBe(true)
      }),
    )
  })

  it('tells which message a recall takes back', () => {
    expect(read(raw.recallMessage(inRoom, '6000000000000000007', '小"鹿'))).toMatchObject({
      recalled: '6000000000000000007',
      talkerId: lu,
      parts: [],
    })
  })

  it('reads a friend request', () => {
    const request = { id: lu, name: '李想 & 她', hello: '我是"夜跑"群的', ticket: 'v2_x@stranger' }
    expect(read(raw.requestMessage(inPrivate, request)).request).toEqual({
      contactId: lu,
      name: request.name,
      hello: request.hello,
      ticket: request.ticket,
    })
  })
})

describe('messages of puppets without raw ones', () => {
  const base = { id: 'm1', talkerId: lu, timestamp: 1_893_456_000, roomId }

  it('reads text, mentions and quotes', () => {
    const message = readPayload({ ...base, type: 7, text: '「小鹿：日结500」\n- - - - - - -\n@小助 看看' }, session)
    expect(message).toMatchObject({
      talkerId: lu,
      roomId,
      sentAt: 1_893_456_000_000,
      mentionsBot: true,
      text: '@小助 看看',
    })
    expect(message.parts.map(part => part.kind)).toEqual(['quote', 'mention', 'text'])
  })

  it.each([
    [6, {}, { kind: 'image' }],
    [2, {}, { kind: 'voice', seconds: 0 }],
    [1, { filename: 'a.pdf' }, { kind: 'file', name: 'a.pdf' }],
    [15, {}, { kind: 'unreadable', why: 'video' }],
    [14, { text: 'https://x.cn' }, { kind: 'unreadable', why: 'malformed app message' }],
    [
      14,
      { text: '<msg><appmsg><title>T</title><type>5</type><url>https://x.cn</url></appmsg></msg>' },
      { kind: 'link', title: 'T', url: 'https://x.cn', description: '' },
    ],
  ])('reads a message of type %i', (type, more, part) => {
    expect(readPayload({ ...base, ...more, type }, session).parts).toEqual([part])
  })

  it('takes the mock puppet’s milliseconds for what they are', () => {
    expect(readPayload({ ...base, type: 7, text: 'x', timestamp: 1_893_456_000_123 }, session).sentAt).toBe(
      1_893_456_000_123,
    )
  })
})

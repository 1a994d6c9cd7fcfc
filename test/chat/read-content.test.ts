import { describe, expect, it } from 'vitest'
import { readWebMessage } from '../../src/chat/read-message.js'
import type { WebMessage } from '../../src/chat/web-message.js'

const lu = `@${'1b'.repeat(16)}`
const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What is read of a room message of that type with that XML, as 小鹿 sends it. */
function read(MsgType: number, xml: string, more: Partial<WebMessage> = {}) {
  const message: WebMessage = {
    MsgId: '1',
    MsgType,
    FromUserName: `@@${'0a'.repeat(32)}`,
    ToUserName: '@5e1f',
    Content: '',
    OriginalContent: `${lu}:<br/>${escapeXml(xml).replaceAll('\n', '<br/>')}`,
    CreateTime: 0,
    ...more,
  }
  return readWebMessage(message, { selfId: '@5e1f', botNames: () => ['小助'], isName: () => false })
}
const app = (type: number, inner: string, more?: Partial<WebMessage>) =>
  read(49, `<?xml version="1.0"?><msg><appmsg appid=""><type>${type}</type>${inner}</appmsg></msg>`, more)

describe('app messages', () => {
  it('opens a forwarded record: whose words, and what was linked', () => {
    const record = `<recordinfo><datalist count="3">
      <dataitem datatype="1"><datadesc>日结500 &amp; 加V</datadesc><sourcename>张三</sourcename></dataitem>
      <dataitem datatype="5"><datatitle>福利</datatitle><link>https://x.cn</link><sourcename>李四</sourcename></dataitem>
      <dataitem datatype="2"><sourcename>王五</sourcename></dataitem></datalist></recordinfo>`
    const message = app(
      19,
      `<title>群聊的聊天记录</title><des>张三: …</des><recorditem><![CDATA[${record}]]></recorditem>`,
    )
    expect(message.parts).toEqual([
      {
        kind: 'link',
        title: '群聊的聊天记录',
        url: '',
        description: '张三: 日结500 & 加V\n李四: 福利 https://x.cn\n王五: ',
      },
    ])
    expect(message.text).toBe('')
  })

  it('shows of a broken record what stands outside of it', () => {
    expect(app(19, '<title>聊天记录</title><des>张三: 加V</des><recorditem>&lt;broken</recorditem>').parts).toEqual([
      { kind: 'link', title: '聊天记录', url: '', description: '张三: 加V' },
      { kind: 'unreadable', why: 'malformed record' },
    ])
  })

  it('says so when what is quoted is broken', () => {
    const refer = '<refermsg><type>49</type><displayname>小鹿</displayname><content>&lt;msg&gt;</content></refermsg>'
    expect(app(57, `<title>好</title>${refer}`).parts).toEqual([
      { kind: 'quote', name: '小鹿', text: '' },
      { kind: 'unreadable', why: 'malformed quote' },
      { kind: 'text', text: '好' },
    ])
  })

  it('names what is quoted and no text', () => {
    const refer = '<refermsg><type>3</type><displayname>小鹿</displayname><content>&lt;msg&gt;</content></refermsg>'
    expect(app(57, `<title>好</title>${refer}`).parts[0]).toEqual({ kind: 'quote', name: '小鹿', text: '[图片]' })
  })

  it('keeps a < in the title of a quoted link', () => {
    const link = escapeXml(`<msg><appmsg><title>${escapeXml('a < b & c')}</title></appmsg></msg>`)
    const refer = `<refermsg><displayname>小鹿</displayname><content>${link}</content></refermsg>`
    expect(app(57, `<title>好</title>${refer}`).parts[0]).toEqual({ kind: 'quote', name: '小鹿', text: 'a < b & c' })
  })

  it.each([
    [
      51,
      '<title>当前版本不支持展示该内容</title><finderFeed><nickname>某号</nickname><desc>加V</desc></finderFeed>',
      '某号',
      '加V',
    ],
    [
      63,
      '<title>当前版本不支持</title><finderLive><nickname>某号</nickname><desc>直播</desc></finderLive>',
      '某号',
      '直播',
    ],
    [3, '<title>一首歌</title><des>某人</des>', '一首歌', '某人'],
    [24, '<title>笔记</title><des>[图片]</des>', '笔记', '[图片]'],
  ])('reads a message of type %i as a link', (type, inner, title, description) => {
    expect(app(type, inner).parts).toEqual([{ kind: 'link', title, url: '', description }])
  })

  it.each([
    [2000, '<wcpayinfo><pay_memo><![CDATA[加V领钱]]></pay_memo></wcpayinfo>', 'transfer', '[转账]'],
    [2001, '<wcpayinfo><sendertitle>加V领钱</sendertitle></wcpayinfo>', 'red packet', '[红包]'],
  ])('keeps the words that come with money (%i)', (type, inner, why, description) => {
    expect(app(type, inner).parts).toEqual([
      { kind: 'unreadable', why },
      { kind: 'link', title: '加V领钱', url: '', description },
    ])
    expect(app(type, '<title>微信转账</title>').parts).toEqual([{ kind: 'unreadable', why }])
  })

  it('takes an announcement for the words of who makes it', () => {
    expect(app(87, '<title>群公告</title><textannouncement>周六\n见</textannouncement>').text).toBe('周六\n见')
  })

  it.each([
    [2, '', { kind: 'image' }],
    [8, '', { kind: 'unreadable', why: 'emoticon' }],
    [17, '', { kind: 'unreadable', why: 'app message 17' }],
    [36, '<sourcedisplayname>拼单</sourcedisplayname>', { kind: 'mini-program', title: '拼单' }],
    [74, '<title>讲义.pdf</title>', { kind: 'file', name: '讲义.pdf' }],
  ])('reads a message of type %i', (type, inner, part) => {
    expect(app(type, inner).parts).toEqual([part])
  })

  it('loses no words of a broken one that WeChat tells beside it', () => {
    expect(
      read(49, '<msg>', { FileName: '加V <span class="emoji emoji1f604"></span>', Url: 'https://x.cn' }).parts,
    ).toEqual([
      { kind: 'unreadable', why: 'malformed app message' },
      { kind: 'link', title: '加V 😄', url: 'https://x.cn', description: '' },
    ])
  })
})

describe('messages of other types', () => {
  it('reads a location that is no text', () => {
    const xml = '<msg><location x="22.5" y="113.9" label="望海路" poiname="深圳湾公园"/></msg>'
    expect(read(48, xml).parts).toEqual([{ kind: 'link', title: '深圳湾公园 望海路', url: '', description: '[位置]' }])
    expect(read(48, '<msg').parts).toEqual([{ kind: 'unreadable', why: 'location' }])
  })

  it('takes the length of a voice message from its XML when it stands nowhere else', () => {
    expect(read(34, '<msg><voicemsg voicelength="4100"/></msg>').parts).toEqual([{ kind: 'voice', seconds: 4 }])
    expect(read(34, '').parts).toEqual([{ kind: 'voice', seconds: 0 }])
  })

  it.each([
    [3, '<msg><appmsg><title>加V xk88520</title><type>5</type></appmsg></msg>', 'malformed image'],
    [3, '<msg><emoji md5="0"/></msg>', 'malformed image'],
    [42, '<msg><appmsg><title>加V xk88520</title><type>5</type></appmsg></msg>', 'malformed card'],
    [42, '<msg><img length="100"/></msg>', 'malformed card'],
    [42, '<html><body>小鹿</body></html>', 'malformed card'],
    [49, '<msg><img length="100"/></msg>', 'malformed app message'],
    [49, '<msg username="wxid_1" nickname="小鹿"/>', 'malformed app message'],
  ])('takes a message of type %i that holds %s for neither', (type, xml, why) => {
    expect(read(type, xml).parts).toEqual([{ kind: 'unreadable', why }])
  })

  it.each([
    ['<msg><img length="71303" hdlength="12000000"/></msg>', { kind: 'image', bytes: 71303 }],
    ['<msg><img length="-1"/></msg>', { kind: 'image' }],
    ['<msg><img length="1e400"/></msg>', { kind: 'image' }],
    ['<msg><img length="many"/></msg>', { kind: 'image' }],
    ['<msg><img', { kind: 'image' }],
    ['', { kind: 'image' }],
  ])('reads how large the picture of %j is', (xml, part) => {
    expect(read(3, xml).parts).toEqual([part])
  })

  it.each([
    [42, { kind: 'unreadable', why: 'malformed card' }],
    [37, { kind: 'unreadable', why: 'malformed friend request' }],
    [10002, { kind: 'unreadable', why: 'malformed system message' }],
    [50, { kind: 'unreadable', why: 'message of type 50' }],
  ])('says that it cannot read a broken message of type %i', (type, part) => {
    expect(read(type, '<msg').parts).toEqual([part])
  })

  it.each([40, 51, 52, 9999])('hears nothing in a message of type %i', type => {
    expect(read(type, '<msg/>').parts).toEqual([])
  })
})

describe('system messages', () => {
  const system = (inner: string) =>
    read(
      10002,
      `<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template>${inner}</content_template></sysmsgtemplate></sysmsg>`,
    )
  const link = (name: string, ...people: string[]) =>
    `<link name="${name}" type="link_profile"><memberlist>${people.map(one => `<member><username>wxid_x</username><nickname><![CDATA[${one}]]></nickname></member>`).join('')}</memberlist></link>`

  it('reads who brought whom when the names stand apart, whatever they hold', () => {
    const message = system(
      `<template><![CDATA["$username$"邀请"$names$"加入了群聊]]></template><link_list>${link('username', '小周"邀请"小鹿')}${link('names', '甲、乙', '丙')}</link_list>`,
    )
    expect(message.talkerId).toBe('')
    expect(message.notice).toEqual({
      kind: 'joined',
      inviter: '小周"邀请"小鹿',
      byBot: false,
      names: ['甲、乙', '丙'],
      bot: false,
      via: 'invite',
    })
  })

  it.each([
    ['你将"$kickoutname$"移出了群聊', link('kickoutname', '小鹿'), { kind: 'removed', names: ['小鹿'] }],
    [
      '"$username$"修改群名为“$remark$”',
      `${link('username', '小周')}<link name="remark" type="link_plain"><plain><![CDATA[夜跑]]></plain></link>`,
      { kind: 'topic', by: '小周', byBot: false, topic: '夜跑' },
    ],
    ['"$a$" 拍了拍 "$b$"', '', { kind: 'other' }],
  ])('reads %j', (template, links, notice) => {
    expect(system(`<template>${template}</template><link_list>${links}</link_list>`).notice).toEqual(notice)
  })

  it('takes a recall in any dress', () => {
    expect(read(10002, '<revokemsg><msgid>7</msgid></revokemsg>').recalled).toBe('7')
    expect(read(10002, '<sysmsg><revokemsg/></sysmsg>').parts).toEqual([
      { kind: 'unreadable', why: 'malformed recall' },
    ])
  })
})

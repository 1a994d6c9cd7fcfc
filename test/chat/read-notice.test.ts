import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNotice } from '../../src/chat/read-notice.js'
import { notices } from '../../src/sandbox/notices.js'

const joined = (join: object) => ({ kind: 'joined', byBot: false, bot: false, names: [], ...join })

describe('WeChat’s grey lines', () => {
  it.each([
    ['你邀请"小鹿"加入了群聊  ', joined({ byBot: true, names: ['小鹿'], via: 'invite' })],
    ['你邀请"小鹿、老陈"加入了群聊', joined({ byBot: true, names: ['小鹿', '老陈'], via: 'invite' })],
    ['You invited Tom to the group chat', joined({ byBot: true, names: ['Tom'], via: 'invite' })],
    [
      '"王敏"邀请"小鹿、老陈、Vivian"加入了群聊',
      joined({ inviter: '王敏', names: ['小鹿', '老陈', 'Vivian'], via: 'invite' }),
    ],
    ['"阿豪"邀请"Tom 🦊"加入了群聊', joined({ inviter: '阿豪', names: ['Tom 🦊'], via: 'invite' })],
    ['Lee invited "Tom" to the group chat', joined({ inviter: 'Lee', names: ['Tom'], via: 'invite' })],
    ['"王敏"邀请你加入了群聊，群聊参与人还有：小周、老陈', joined({ inviter: '王敏', bot: true, via: 'invite' })],
    ['"王敏"邀请你加入了群聊', joined({ inviter: '王敏', bot: true, via: 'invite' })],
    ['Lee invited you to a group chat with Tom', joined({ inviter: 'Lee', bot: true, via: 'invite' })],
    ['"王敏"邀请你和"小鹿"加入了群聊', joined({ inviter: '王敏', bot: true, names: ['小鹿'], via: 'invite' })],
    ['Lee invited you and Tom to the group chat', joined({ inviter: 'Lee', bot: true, names: ['Tom'], via: 'invite' })],
    ['" 小美"通过扫描你分享的二维码加入群聊', joined({ byBot: true, names: ['小美'], via: 'qr' })],
    ['"小美"通过扫描你分享的二维码加入群聊', joined({ byBot: true, names: ['小美'], via: 'qr' })],
    ['" Tom" joined group chat via the QR code you shared', joined({ byBot: true, names: ['Tom'], via: 'qr' })],
    ['" 小美"通过扫描"阿豪"分享的二维码加入群聊', joined({ inviter: '阿豪', names: ['小美'], via: 'qr' })],
    ['"小美"通过扫描"阿豪"分享的二维码加入群聊', joined({ inviter: '阿豪', names: ['小美'], via: 'qr' })],
    [
      '"Tom" joined the group chat via the QR Code shared by "Lee"',
      joined({ inviter: 'Lee', names: ['Tom'], via: 'qr' }),
    ],
    ['"小美"加入了群聊', joined({ names: ['小美'], via: 'unknown' })],
    ['你修改群名为“夜跑群”', { kind: 'topic', byBot: true, topic: '夜跑群' }],
    ['"小周"修改群名为“夜跑"群”', { kind: 'topic', by: '小周', byBot: false, topic: '夜跑"群' }],
    ['"Lee" changed the group name to "Night Run"', { kind: 'topic', by: 'Lee', byBot: false, topic: 'Night Run' }],
    ['你将"小鹿"移出了群聊', { kind: 'removed', names: ['小鹿'] }],
    ['You removed "Tom" from the group chat', { kind: 'removed', names: ['Tom'] }],
    ['你被"林老师"移出群聊', { kind: 'botRemoved', by: '林老师' }],
    ['You were removed from the group chat by "Lee"', { kind: 'botRemoved', by: 'Lee' }],
    ['你已添加了小鹿，现在可以开始聊天了。', { kind: 'befriended', name: '小鹿' }],
    [
      '小鹿开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。',
      { kind: 'noFriend', name: '小鹿' },
    ],
    ['收到红包，请在手机上查看', { kind: 'redPacket' }],
    ['"小鹿" 拍了拍 "阿豪"', { kind: 'other' }],
    ['', { kind: 'other' }],
  ])('reads %j', (text, notice) => {
    expect(readNotice(text)).toEqual(notice)
  })
})

describe('names that hold the words of a notice', () => {
  it.each([
    // The inviter is called 小周"邀请"小鹿, or the one who came is called 小鹿"邀请"老陈.
    ['"小周"邀请"小鹿"邀请"老陈"加入了群聊', joined({ via: 'invite' })],
    ['"小周"邀请你和"小鹿"邀请"老陈"加入了群聊', joined({ bot: true, via: 'invite' })],
    ['"小美"通过扫描"小周"通过扫描"阿豪"分享的二维码加入群聊', joined({ via: 'qr' })],
    ['"王敏"邀请你加入了群聊，群聊参与人还有：甲"邀请"乙"加入了群聊', joined({ bot: true, via: 'invite' })],
    ['Lee invited Tom invited Ann to the group chat', joined({ via: 'invite' })],
    ['"甲“邀请"邀请"乙"加入了群聊', joined({ via: 'invite' })],
    // These can be read in one way only, whatever the name says.
    [
      '"阿豪"邀请"甲"通过扫描你分享的二维码加入群聊"加入了群聊',
      joined({ inviter: '阿豪', names: ['甲"通过扫描你分享的二维码加入群聊'], via: 'invite' }),
    ],
    ['"甲"邀请"乙"通过扫描"阿豪"分享的二维码加入群聊', joined({ inviter: '阿豪', names: ['甲"邀请"乙'], via: 'qr' })],
    [
      '"甲"修改群名为“乙"邀请"丙"加入了群聊”',
      { kind: 'topic', by: '甲', byBot: false, topic: '乙"邀请"丙"加入了群聊' },
    ],
    ['"阿豪"邀请"丙"修改群名为“丁"加入了群聊', joined({ inviter: '阿豪', names: ['丙"修改群名为“丁'], via: 'invite' })],
    ['"“老王”"邀请"小鹿"加入了群聊', joined({ inviter: '“老王”', names: ['小鹿'], via: 'invite' })],
    ['"王敏"邀请"小\n鹿"加入了群聊', joined({ inviter: '王敏', names: ['小\n鹿'], via: 'invite' })],
    ['"小周"修改群名为“甲"修改群名为“乙”', { kind: 'topic', byBot: false, topic: '甲"修改群名为“乙' }],
  ])('reads %j', (text, notice) => {
    expect(readNotice(text)).toEqual(notice)
  })
})

describe('lines as WeChat makes them', () => {
  const called = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
        fc.constantFrom(
          '、',
          '"',
          '“',
          '”',
          '邀请',
          '"邀请"',
          '你',
          '加入了群聊',
          '"加入了群聊',
          '\n',
          '😄',
          '👨‍👩‍👧',
          ' to the group chat',
        ),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map(pieces => pieces.join('').trim())
    .filter(name => name !== '')
  /** None of the words that make a line, and nothing that parts names. */
  const harmless = called.filter(name => !/["“”、]|加入|邀请|, /.test(name))

  it('are read back, with plain names', () => {
    fc.assert(
      fc.property(harmless, fc.array(harmless, { minLength: 1, maxLength: 3 }), (by, who) => {
        const first = who[0] ?? ''
        expect(readNotice(notices.invited(by, who))).toEqual(joined({ inviter: by, names: who, via: 'invite' }))
        expect(readNotice(notices.invitedByBot(who))).toEqual(joined({ byBot: true, names: who, via: 'invite' }))
        expect(readNotice(notices.cameIn(who))).toEqual(joined({ names: who, via: 'unknown' }))
        expect(readNotice(notices.scannedCode(first, by))).toEqual(joined({ inviter: by, names: [first], via: 'qr' }))
        expect(readNotice(notices.scannedBotsCode(first))).toEqual(joined({ byBot: true, names: [first], via: 'qr' }))
        expect(readNotice(notices.botInvited(by, who))).toEqual(joined({ inviter: by, bot: true, via: 'invite' }))
        expect(readNotice(notices.renamed(by, first))).toEqual({ kind: 'topic', by, byBot: false, topic: first })
        expect(readNotice(notices.removedByBot(first))).toEqual({ kind: 'removed', names: [first] })
      }),
    )
  })

  it('never blame or thank the wrong one, whatever the names', () => {
    const inviter = (text: string) => {
      const notice = readNotice(text)
      return notice.kind === 'joined' ? [notice.inviter, notice.byBot] : [undefined, false]
    }
    fc.assert(
      fc.property(called, called, (by, who) => {
        const nobody = [undefined, false]
        expect([nobody, [by, false]]).toContainEqual(inviter(notices.invited(by, [who])))
        expect([nobody, [by, false]]).toContainEqual(inviter(notices.scannedCode(who, by)))
        expect([nobody, [by, false]]).toContainEqual(inviter(notices.botInvited(by, [who])))
        expect([nobody, [undefined, true]]).toContainEqual(inviter(notices.invitedByBot([who])))
      }),
      { numRuns: 1000 },
    )
  })

  it('never throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void readNotice(text)))
    expect(readNotice(`"王敏"邀请你加入了群聊，群聊参与人还有：${'小鹿、'.repeat(5000)}`)).toMatchObject({
      inviter: '王敏',
    })
    expect(readNotice('"邀请"'.repeat(5000))).toEqual({ kind: 'other' })
  })
})

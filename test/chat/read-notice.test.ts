import { describe, expect, it } from 'vitest'
import { readNotice } from '../../src/chat/read-notice.js'

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

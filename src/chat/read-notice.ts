/**
 * What one of WeChat's grey lines (MsgType 10000) says. Names are display names, attackers' text, and not unique: a hint
 * and never an identity. `byBot` and `bot` stand where WeChat writes 你 or You.
 */
export type Notice =
  | {
      kind: 'joined'
      /** Who brought them or whose QR code it was, when the line says so. */
      inviter?: string
      byBot: boolean
      /** Who came in, without the bot. A name that contains 、 falls apart. */
      names: readonly string[]
      /** The bot itself came in. */
      bot: boolean
      via: 'invite' | 'qr' | 'unknown'
    }
  | { kind: 'topic'; by?: string; byBot: boolean; topic: string }
  | { kind: 'removed'; names: readonly string[] }
  | { kind: 'botRemoved'; by: string }
  | { kind: 'befriended'; name?: string }
  /** A private message did not arrive: he is no friend (any more). */
  | { kind: 'noFriend'; name: string }
  | { kind: 'redPacket' }
  | { kind: 'other' }

type Reading = [pattern: RegExp, read: (one: string, two: string) => Notice]

// Each pattern is anchored; its straight quotes stand for any, since phones, Mac and Web differ in them. A name may hold
// a line break.
const pattern = (text: string) => new RegExp(`^\\s*${text.replaceAll('"', '["“”]')}`, 'us')

const joined = (join: {
  inviter?: string
  byBot?: boolean
  names?: string
  bot?: boolean
  via: 'invite' | 'qr' | 'unknown'
}): Notice => ({
  kind: 'joined',
  ...(join.inviter === undefined ? {} : { inviter: join.inviter.trim() }),
  byBot: join.byBot ?? false,
  names: namesIn(join.names ?? ''),
  bot: join.bot ?? false,
  via: join.via,
})

const readings: readonly Reading[] = [
  [pattern('你邀请"(.+)"加入了?群聊'), names => joined({ byBot: true, names, via: 'invite' })],
  [
    pattern('You invited (.+?) to (?:the|a) group chat'),
    names => joined({ byBot: true, names: bare(names), via: 'invite' }),
  ],
  [
    pattern('"(.+?)"邀请你和"(.+)"加入了?群聊'),
    (inviter, names) => joined({ inviter, names, bot: true, via: 'invite' }),
  ],
  [
    pattern('(.+?) invited you and (.+?) to (?:the|a) group chat'),
    (inviter, names) => joined({ inviter: bare(inviter), names: bare(names), bot: true, via: 'invite' }),
  ],
  [pattern('"(.+?)"邀请你加入了?群聊'), inviter => joined({ inviter, bot: true, via: 'invite' })],
  [
    pattern('(.+?) invited you to (?:the|a) group chat'),
    inviter => joined({ inviter: bare(inviter), bot: true, via: 'invite' }),
  ],
  [pattern('"(.+?)"邀请"(.+)"加入了?群聊'), (inviter, names) => joined({ inviter, names, via: 'invite' })],
  [
    pattern('(.+?) invited (.+?) to (?:the|a) group chat'),
    (inviter, names) => joined({ inviter: bare(inviter), names: bare(names), via: 'invite' }),
  ],
  [pattern('"(.+)"通过扫描你分享的二维码加入了?群聊'), names => joined({ byBot: true, names, via: 'qr' })],
  [
    pattern('"(.+)" joined (?:the )?group chat via (?:the|your) QR code (?:you shared)?'),
    names => joined({ byBot: true, names, via: 'qr' }),
  ],
  [pattern('"(.+?)"通过扫描"(.+)"分享的二维码加入了?群聊'), (names, inviter) => joined({ inviter, names, via: 'qr' })],
  [
    pattern('"(.+?)" joined (?:the )?group chat via the QR Code shared by "(.+)"'),
    (names, inviter) => joined({ inviter, names, via: 'qr' }),
  ],
  [pattern('"(.+)"加入了?群聊'), names => joined({ names, via: 'unknown' })],
  [pattern('"(.+)" joined (?:the )?group chat'), names => joined({ names, via: 'unknown' })],
  [pattern('你修改群名为"(.*)"\\s*$'), topic => ({ kind: 'topic', byBot: true, topic })],
  [pattern('You changed the group name to "(.*)"\\s*$'), topic => ({ kind: 'topic', byBot: true, topic })],
  [pattern('"(.+?)"修改群名为"(.*)"\\s*$'), (by, topic) => ({ kind: 'topic', by: by.trim(), byBot: false, topic })],
  [
    pattern('"?(.+?)"? changed the group name to "(.*)"\\s*$'),
    (by, topic) => ({ kind: 'topic', by: by.trim(), byBot: false, topic }),
  ],
  [pattern('你将"(.+)"移出了?群聊'), names => ({ kind: 'removed', names: namesIn(names) })],
  [pattern('You removed "(.+)" from the group chat'), names => ({ kind: 'removed', names: namesIn(names) })],
  [pattern('你被"(.+)"移出了?群聊'), by => ({ kind: 'botRemoved', by: by.trim() })],
  [pattern('You were removed from the group chat by "(.+)"'), by => ({ kind: 'botRemoved', by: by.trim() })],
  [pattern('你已添加了(.+?)，现在可以开始聊天了'), name => ({ kind: 'befriended', name })],
  [pattern('You have added (.+) as your WeChat contact'), name => ({ kind: 'befriended', name })],
  [pattern('(.+)刚刚把你添加到通讯录'), name => ({ kind: 'befriended', name })],
  [pattern('(.+) just added you to his/her contacts list'), name => ({ kind: 'befriended', name })],
  [pattern("(?:我通过了你的朋友验证请求|I've accepted your friend request)"), () => ({ kind: 'befriended' })],
  [pattern('(.+?)开启了朋友验证'), name => ({ kind: 'noFriend', name })],
  [pattern('(.+) has enabled Friend Confirmation'), name => ({ kind: 'noFriend', name })],
  [pattern('(?:收到|发出)红包'), () => ({ kind: 'redPacket' })],
]

/**
 * Reads a notice's plain text (Chinese or English). Tolerant of the blanks that WeChat adds in and around the quotes;
 * several people stand in one pair of quotes, parted by 、.
 */
export function readNotice(text: string): Notice {
  for (const [form, read] of readings) {
    const match = form.exec(text)
    if (match) return read(match[1] ?? '', match[2] ?? '')
  }
  return { kind: 'other' }
}

/** English lines name people without quotes now and with them then. */
function bare(name: string): string {
  return name.trim().replace(/^["“](.*)["”]$/u, '$1')
}

function namesIn(list: string): string[] {
  return list
    .split('、')
    .map(name => name.trim())
    .filter(name => name !== '')
}

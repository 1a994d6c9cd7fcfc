/**
 * What one of WeChat's grey lines (MsgType 10000) says. Names are display names, attackers' text, and not unique: a hint
 * and never an identity. `byBot` and `bot` stand where WeChat writes 你 or You.
 */
export type Notice =
  | {
      kind: 'joined'
      /** Who brought them or whose QR code it was, when the line says so and can be read in one way only. */
      inviter?: string
      byBot: boolean
      /** Who came in, without the bot; none when that can be read in several ways. A name that contains 、 falls apart. */
      names: readonly string[]
      /** The bot itself came in. */
      bot: boolean
      via: 'invite' | 'qr' | 'unknown'
    }
  /** `by` as with `inviter`. */
  | { kind: 'topic'; by?: string; byBot: boolean; topic: string }
  | { kind: 'removed'; names: readonly string[] }
  | { kind: 'botRemoved'; by: string }
  | { kind: 'befriended'; name?: string }
  /** A private message did not arrive: he is no friend (any more). */
  | { kind: 'noFriend'; name: string }
  | { kind: 'redPacket' }
  | { kind: 'other' }

/** One way to read a line that names people: in the place of the first name, and of the second. */
type Cut = readonly [one: string, two: string]

/** A form of a line: what stands before, between and behind its names. Straight quotes stand for any. */
interface Form {
  open: string
  between?: string
  /** Ends the line, but for what WeChat puts behind; with `list` who else is in the room follows. */
  close: string
  list?: boolean
  /** Fits this cut too, of which another form says it better. */
  not?: (one: string, two: string) => boolean
}

// Two places where the words stand may share a quote.
const everywhere = (words: string) => new RegExp(`(?=(${words}))`, 'gu')
// Phones, Mac and Web differ in their quotes.
const source = (text: string) => text.replaceAll('"', '["“”]')
const behind = String.raw`[\s。.]*(?:撤销|撤回|Undo|Revoke|\$revoke\$)?\s*$`

/**
 * Every way to cut a line by a form. Names are attackers' text and may hold the words of the form: then there are
 * several, and nobody can say which is meant.
 */
function cutsOf({ open, between, close, list = false, not }: Form): (text: string) => Cut[] {
  const begin = new RegExp(`^\\s*${source(open)}`, 'u')
  const end = everywhere(source(close) + (list ? '' : behind))
  const middle = between === undefined ? undefined : everywhere(source(between))
  return text => {
    const from = begin.exec(text)?.[0].length
    if (from === undefined) return []
    const ends = [...text.matchAll(end)].map(({ index }) => index)
    const cuts = middle
      ? [...text.matchAll(middle)].flatMap(({ 1: words = '', index }) => {
          const two = index + words.length
          return ends.map((to): Cut => [text.slice(from, index), text.slice(two, to)])
        })
      : ends.map((to): Cut => [text.slice(from, to), ''])
    return cuts.filter(([one, two]) => one.trim() !== '' && (!middle || two.trim() !== '') && !not?.(one, two))
  }
}

interface Join {
  inviter?: string
  byBot?: boolean
  names?: readonly string[]
  bot?: boolean
  via: 'invite' | 'qr' | 'unknown'
}

type Joining = readonly [cuts: (text: string) => Cut[], join: (one: string, two: string) => Join]

const chat = '(?:the|a) group chat'

/** Lines about people who come in, and who brought them. A name is in quotes in Chinese, in English now and then. */
const joinings: readonly Joining[] = [
  [cutsOf({ open: '你邀请"', close: '"加入了?群聊' }), one => ({ byBot: true, names: namesIn(one), via: 'invite' })],
  [
    cutsOf({ open: '"', between: '"邀请你和"', close: '"加入了?群聊' }),
    (one, two) => ({ inviter: one, names: namesIn(two), bot: true, via: 'invite' }),
  ],
  [
    cutsOf({ open: '"', close: '"邀请你加入了?群聊(?=\\s*$|[，,。])', list: true }),
    one => ({ inviter: one, bot: true, via: 'invite' }),
  ],
  [
    cutsOf({ open: '"', between: '"邀请"', close: '"加入了?群聊' }),
    (one, two) => ({ inviter: one, names: namesIn(two), via: 'invite' }),
  ],
  [
    cutsOf({ open: '"', close: '"通过扫描你分享的二维码加入了?群聊' }),
    one => ({ byBot: true, names: namesIn(one), via: 'qr' }),
  ],
  [
    cutsOf({ open: '"', between: '"通过扫描"', close: '"分享的二维码加入了?群聊' }),
    (one, two) => ({ inviter: two, names: namesIn(one), via: 'qr' }),
  ],
  [
    cutsOf({ open: 'You invited ', close: ` to ${chat}` }),
    one => ({ byBot: true, names: namesIn(bare(one)), via: 'invite' }),
  ],
  [
    cutsOf({ open: '', between: ' invited you and ', close: ` to ${chat}` }),
    (one, two) => ({ inviter: bare(one), names: namesIn(bare(two)), bot: true, via: 'invite' }),
  ],
  [
    cutsOf({ open: '', close: ` invited you to ${chat}(?=\\s*$|[,.]| with )`, list: true }),
    one => ({ inviter: bare(one), bot: true, via: 'invite' }),
  ],
  [
    cutsOf({
      open: '',
      between: ' invited ',
      close: ` to ${chat}`,
      not: (one, two) => one === 'You' || two === 'you' || two.startsWith('you and '),
    }),
    (one, two) => ({ inviter: bare(one), names: namesIn(bare(two)), via: 'invite' }),
  ],
  [
    cutsOf({ open: '"', close: '" joined (?:the )?group chat via (?:the|your) QR [Cc]ode(?: you shared)?' }),
    one => ({ byBot: true, names: namesIn(one), via: 'qr' }),
  ],
  [
    cutsOf({ open: '"', between: '" joined (?:the )?group chat via the QR [Cc]ode shared by "', close: '"' }),
    (one, two) => ({ inviter: two, names: namesIn(one), via: 'qr' }),
  ],
]

/** Where no other line fits: nobody is said to have brought them. */
const cameIn = [
  cutsOf({ open: '"', close: '"加入了?群聊' }),
  cutsOf({ open: '"', close: '" joined (?:the )?group chat' }),
]

const topics: readonly Joining[0][] = [
  cutsOf({ open: '"', between: '"修改群名为"', close: '"' }),
  cutsOf({ open: '"', between: '" changed the group name to "', close: '"' }),
  cutsOf({
    open: '',
    between: ' changed the group name to "',
    close: '"',
    not: one => one === 'You' || /^["“].*["”]$/su.test(one),
  }),
]

type Reading = [pattern: RegExp, read: (one: string) => Notice]

const pattern = (text: string) => new RegExp(`^\\s*${source(text)}`, 'us')
const ended = (text: string) => new RegExp(`^\\s*${source(text)}${behind}`, 'us')

/** Lines that begin with the bot, and those of private chats: one name at most, and nothing hangs on it. */
const readings: readonly Reading[] = [
  [ended('你修改群名为"(.*)"'), topic => ({ kind: 'topic', byBot: true, topic })],
  [ended('You changed the group name to "(.*)"'), topic => ({ kind: 'topic', byBot: true, topic })],
  [ended('你将"(.+)"移出了?群聊'), names => ({ kind: 'removed', names: namesIn(names) })],
  [ended('You removed "(.+)" from the group chat'), names => ({ kind: 'removed', names: namesIn(names) })],
  [ended('你被"(.+)"移出了?群聊'), by => ({ kind: 'botRemoved', by: by.trim() })],
  [ended('You were removed from the group chat by "(.+)"'), by => ({ kind: 'botRemoved', by: by.trim() })],
  [pattern('你已添加了(.+?)，现在可以开始聊天了'), name => ({ kind: 'befriended', name })],
  [pattern('You have added (.+) as your WeChat contact'), name => ({ kind: 'befriended', name })],
  [pattern('(.+)刚刚把你添加到通讯录'), name => ({ kind: 'befriended', name })],
  [pattern('(.+) just added you to his/her contacts list'), name => ({ kind: 'befriended', name })],
  [pattern("(?:我通过了你的朋友验证请求|I've accepted your friend request)"), () => ({ kind: 'befriended' })],
  [pattern('(.+?)开启了朋友验证'), name => ({ kind: 'noFriend', name })],
  [pattern('(.+) has enabled Friend Confirmation'), name => ({ kind: 'noFriend', name })],
  [pattern('(?:收到|发出)红包'), () => ({ kind: 'redPacket' })],
]

/** Forty names of 32 characters; longer are only the lines that list who else is in a room, behind all that counts. */
const LONGEST = 2_000

/**
 * Reads a notice's plain text (Chinese or English). Tolerant of the blanks that WeChat adds in and around the quotes;
 * several people stand in one pair of quotes, parted by 、. Where names hold the words of a notice and it can be read in
 * two ways, it says nothing about who brought whom.
 */
export function readNotice(line: string): Notice {
  const text = line.slice(0, LONGEST)
  const joins = joinings.flatMap(([cuts, join]) => cuts(text).map(([one, two]) => join(one.trim(), two.trim())))
  if (joins.length > 0) return agreed(joins)
  const changes = topics.flatMap(cuts => cuts(text))
  const [change] = changes
  if (change) {
    const [by, topic] = change
    return { kind: 'topic', ...(changes.length > 1 ? {} : { by: by.trim() }), byBot: false, topic }
  }
  for (const [form, read] of readings) {
    const match = form.exec(text)
    if (match) return read(match[1] ?? '')
  }
  const [alone] = cameIn.flatMap(cuts => cuts(text))
  return alone ? agreed([{ names: namesIn(alone[0]), via: 'unknown' }]) : { kind: 'other' }
}

/** What all ways to read a line agree on. That the bot came in is taken from any: its own roster knows better. */
function agreed(joins: readonly Join[]): Notice {
  const [first] = joins
  const same = <Part>(part: (join: Join) => Part) =>
    joins.every(join => String(part(join)) === String(first && part(first)))
  const inviter = same(join => join.inviter) ? first?.inviter : undefined
  return {
    kind: 'joined',
    ...(inviter === undefined ? {} : { inviter }),
    byBot: joins.every(join => join.byBot ?? false),
    names: same(join => join.names) ? (first?.names ?? []) : [],
    bot: joins.some(join => join.bot ?? false),
    via: same(join => join.via) ? (first?.via ?? 'unknown') : 'unknown',
  }
}

/** A name as it is, when an English line put it in quotes. */
function bare(name: string): string {
  return name.trim().replace(/^"(.*)"$/su, '$1')
}

function namesIn(list: string): string[] {
  return list
    .split(/、|(?<=\w), (?=\w)/)
    .map(name => name.trim())
    .filter(name => name !== '')
}

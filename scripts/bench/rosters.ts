import { readWebMessage } from '../../src/chat/read-message.js'
import { Roster } from '../../src/chat/roster.js'
import type { WebMessage } from '../../src/chat/web-message.js'
import type { MemberKey } from '../../src/domain/keys.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { regular } from '../../src/sandbox/regulars.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'
import { puppetWithRoom } from './unmodified.js'

const MEMBERS = 500
const MENTIONS = 300
/** One is too quick for the clock. */
const LOOKS = 50

interface Member {
  id: string
  name: string
  card: string
}

/** What a look at a big room costs, and a message that calls everybody in it. */
export async function rosters(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch()
  const redis = connect({ socket: scratch.socket })
  const roster = new Roster(redis, 'qg:bench')
  const members = Array.from({ length: MEMBERS }, (_, at): Member => ({ id: contactId(at), ...regular(at + 1) }))
  const present = new Map<MemberKey, Member>(members.map((member, at) => [`m${at}`, member]))
  await roster.look('g1', present, 0)
  let now = 0
  const looks = await inTurn(
    async () => {
      const begin = performance.now()
      for (let look = 0; look < LOOKS; look++) await roster.look('g1', present, ++now)
      return (performance.now() - begin) / LOOKS
    },
    async () => {
      const before = [...present.keys()]
      const after = [...before]
      const begin = performance.now()
      let found = 0
      for (let look = 0; look < LOOKS; look++) {
        found += after.filter(member => !before.includes(member)).length
        found += before.filter(member => !after.includes(member)).length
      }
      if (found > 0) throw new Error('nobody came or went')
      return (performance.now() - begin) / LOOKS
    },
    { tell: text => tell(`looks, ${text}`) },
  )
  const puppet = await puppetWithRoom(roomId, members)
  const text = callingOut(members)
  const mentions = await inTurn(
    async () => {
      // Somebody was renamed: who is called what must be gathered anew.
      const [first] = members
      if (first) first.name += '·'
      await roster.look('g1', present, ++now)
      const begin = performance.now()
      resolveMentions(roster, rawMessage(text))
      return performance.now() - begin
    },
    async () => {
      const begin = performance.now()
      await puppet.mentions(text)
      return performance.now() - begin
    },
    { tell: text => tell(`mentions, ${text}`) },
  )
  await redis.quit()
  await scratch.stop()
  return [
    {
      ...measured(`a look at ${MEMBERS} members, nobody came or went`, 'ms', looks.a),
      goal: '< 2',
      against: measured('two lists of ids compared with includes', 'ms', looks.b),
    },
    {
      ...measured(`a message with ${MENTIONS} @ among ${MEMBERS} members, read and resolved`, 'ms', mentions.a),
      goal: '< 5',
      against: measured('the mention parser of unmodified puppet-wechat4u', 'ms', mentions.b),
    },
  ]
}

const roomId = `@@${'0a'.repeat(32)}`
const contactId = (at: number) => `@${at.toString(16).padStart(32, '0')}`

/** Half of them are somebody's names, half nobody's. */
function callingOut(members: readonly Member[]): string {
  const names = Array.from({ length: MENTIONS }, (_, at) => (at % 2 === 0 ? (members[at]?.name ?? '') : `某人${at}`))
  return names.map(name => `@${name} `).join('')
}

function rawMessage(text: string): WebMessage {
  return {
    MsgId: '1',
    MsgType: 1,
    FromUserName: roomId,
    ToUserName: '@self',
    Content: '',
    OriginalContent: `${contactId(1)}:<br/>${text}`,
    CreateTime: 0,
  }
}

/** As the gateway does it. */
function resolveMentions(roster: Roster, raw: WebMessage): void {
  const { parts } = readWebMessage(raw, {
    selfId: '@self',
    botNames: () => ['小助'],
    isName: (_, name) => roster.called('g1', name).length > 0,
  })
  const found = parts.flatMap(part => (part.kind === 'mention' ? roster.called('g1', part.name) : []))
  if (found.length === 0) throw new Error('nobody was mentioned')
}

import { Binder } from '../../src/chat/binder.js'
import { Identity } from '../../src/chat/identity.js'
import type { PuppetLink, RawContact } from '../../src/chat/link.js'
import { Platform } from '../../src/chat/platform.js'
import { Roster } from '../../src/chat/roster.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { regular } from '../../src/sandbox/regulars.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const ROOMS = 10
const SIZE = 150

/** What a login costs that gives 1,500 people in 10 rooms other ids, records in Redis included. */
export async function recognition(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch()
  const redis = connect({ socket: scratch.socket })
  const identity = new Identity(redis, 'qg:bench')
  const roster = new Roster(redis, 'qg:bench')
  let session = 0
  const known = new Map<string, string>()
  const login = async () => {
    session += 1
    const records = sessionOf(session)
    const platform = new Platform({ puppet: puppetOf(session), record: id => records.get(id) })
    const binder = new Binder({ platform, identity, roster, named: () => undefined })
    const begin = performance.now()
    await binder.openSession(session)
    const took = performance.now() - begin
    for (const room of await platform.rooms()) {
      const seen = await platform.room(room)
      const key = await binder.bindRoom(seen)
      await roster.look(key, new Map(seen.members.map(member => [identity.memberOf(member.id) ?? '', member])), session)
    }
    const { found = 0 } = binder.recognised ?? {}
    if (session > 1 && found < ROOMS * SIZE) throw new Error(`only ${found} were recognised`)
    return took
  }
  await login()
  const taken = await inTurn(
    login,
    async () => {
      // As a bot does that keeps a list of captions and looks through it for everybody.
      const begin = performance.now()
      const captions = [...sessionOf(1).values()].filter(({ MemberList }) => !MemberList)
      for (const { NickName, AttrStatus } of sessionOf(session).values()) {
        const same = captions.find(one => one.NickName === NickName && one.AttrStatus === AttrStatus)
        if (same) known.set(same.UserName, NickName ?? '')
      }
      return performance.now() - begin
    },
    { tell },
  )
  await redis.quit()
  await scratch.stop()
  return [
    {
      ...measured(`recognising ${ROOMS * SIZE} people in ${ROOMS} rooms after a login`, 'ms', taken.a),
      goal: '< 1000',
      against: measured('looking through a list of names for each, nothing written down', 'ms', taken.b),
    },
  ]
}

const idOf = (session: number, what: string, at: number) =>
  `${what}${(session * 1_000_000 + at).toString(16).padStart(what === '@' ? 32 : 64, '0')}`

function sessionOf(session: number): Map<string, RawContact> {
  const records = new Map<string, RawContact>([[`@self${session}`, { UserName: `@self${session}`, NickName: '小助' }]])
  for (let room = 0; room < ROOMS; room += 1) {
    const members = Array.from({ length: SIZE }, (_, at) => {
      const { name, card } = regular(room * SIZE + at + 1)
      const UserName = idOf(session, '@', room * SIZE + at)
      return {
        UserName,
        NickName: name,
        DisplayName: card,
        AttrStatus: 33_000_000 + ((room * SIZE + at) % 700),
        KeyWord: 'wxi',
      }
    })
    for (const member of members) records.set(member.UserName, member)
    const id = idOf(session, '@@', room)
    records.set(id, {
      UserName: id,
      NickName: `社群${room}群`,
      MemberList: [{ UserName: `@self${session}` }, ...members],
    })
  }
  return records
}

function puppetOf(session: number): PuppetLink['puppet'] {
  const rooms = Array.from({ length: ROOMS }, (_, room) => idOf(session, '@@', room))
  return { currentUserId: `@self${session}`, roomList: async () => rooms } as unknown as PuppetLink['puppet']
}

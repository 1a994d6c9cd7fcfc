import { BOT } from '../../src/domain/keys.js'
import { webContact, webRoom } from '../../src/sandbox/web-contacts.js'
import { webName } from '../../src/sandbox/web-raw.js'
import { WebView } from '../../src/sandbox/web-view.js'
import { emptyContact, type RawContact } from './raw.js'
import { carryOut, type Hands, readAct } from './sandbox-acts.js'
import type { Town } from './town.js'
import { attrStatus, BOT_UIN, keyWord } from './world.js'

export interface SandboxTown extends Town {
  /** A room as it is now, and as webwxsync tells of a change. */
  changedRoom(room: string): RawContact
  changedPerson(who: string): RawContact
  /** The coming answers about a room's members leave out all but this share of them. */
  shorten(room: string, share: number, times: number): void
}

export interface SandboxTownOptions extends Hands {
  /** When the session began, in milliseconds since 1970. */
  since: () => number
  /** How the client learns of a room: webwxinit, the address book, or not before its first message. */
  listed: (room: string) => 'recent' | 'saved' | 'unlisted'
}

/** The world of a scenario, as the requests of a Web WeChat client meet it. */
export function sandboxTown({ world, uploads, meant, since, listed }: SandboxTownOptions): SandboxTown {
  const { truth } = world
  const view = new WebView(truth)
  const short = new Map<string, { share: number; left: number }>()

  /** What is the same in every session; of people whom nothing tells apart it is the same, too. */
  const lasting = (who: string) => {
    const key = truth.person(who).ownAvatar ? who : ''
    return { AttrStatus: attrStatus(key), KeyWord: keyWord(key) }
  }
  const person = (who: string): RawContact => {
    const { name, remark } = truth.person(who)
    const known = webContact(truth, truth.person(who))
    return { ...emptyContact, ...known, NickName: webName(name), RemarkName: webName(remark), ...lasting(who) }
  }
  const room = (key: string): RawContact => {
    const known = webRoom(truth, truth.room(key))
    const MemberList = known.MemberList.map(({ UserName, NickName, DisplayName }) => {
      const who = world.keyOfContact(UserName) ?? ''
      return { Uin: 0, UserName, NickName, DisplayName, MemberStatus: 0, ...lasting(who) }
    })
    return { ...emptyContact, ...known, ContactFlag: 3, MemberList }
  }
  /** webwxbatchgetcontact says whether the account owns a room, but not who else does. */
  const answered = (key: string): RawContact => {
    const { ChatRoomOwner: _, ...known } = room(key)
    const cut = short.get(key)
    if (!cut || cut.left === 0) return known as RawContact
    cut.left -= 1
    const members = known['MemberList'] as unknown[]
    const MemberList = members.slice(0, Math.ceil(members.length * cut.share))
    return { ...known, MemberCount: MemberList.length, MemberList } as RawContact
  }
  const rooms = (how: 'recent' | 'saved'): string[] =>
    world.rooms.filter(key => world.isMember(key, BOT) && listed(key) === how)

  return {
    // The world itself gives out new ids.
    newSession: () => {},
    // The client takes it for the beginning of its session: a scenario's first one is older than the scenario.
    now: since,
    self: () => ({ ...person(BOT), Uin: BOT_UIN, ContactFlag: 0, WebWxPluginSwitch: 0, HeadImgFlag: 1 }),
    recent: () => rooms('recent').map(answered),
    addressBook: () => [
      ...world.people.filter(who => who !== BOT && world.isFriend(who)).map(person),
      ...rooms('saved').map(key => ({ ...room(key), MemberCount: 0, MemberList: [] })),
    ],
    record(id) {
      const key = world.keyOfRoom(id)
      if (key !== undefined) return world.isMember(key, BOT) ? answered(key) : undefined
      const who = world.keyOfContact(id)
      return who === undefined ? undefined : person(who)
    },
    picture(page, query) {
      if (page === 'webwxgetmsgimg') return world.picture(query.get('MsgID') ?? '')
      return page === 'webwxgeticon' ? view.avatar(query.get('username') ?? '') : undefined
    },
    operation(name, query, body) {
      const act = readAct(name, query, body, { world, uploads, meant })
      return act && { acts: [], ret: 0, apply: () => carryOut(act) }
    },
    changedRoom: room,
    changedPerson: person,
    shorten: (key, share, times) => void short.set(key, { share, left: times }),
  }
}

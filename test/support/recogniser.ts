import { Binder } from '../../src/chat/binder.js'
import { Identity } from '../../src/chat/identity.js'
import { Platform } from '../../src/chat/platform.js'
import { Roster } from '../../src/chat/roster.js'
import type { MemberKey, RoomKey } from '../../src/domain/keys.js'
import type { Phone } from './phone.js'

export const NOON = Date.UTC(2030, 0, 7, 4)

/** A process of the bot's over a phone, as far as recognising goes. */
export class Process {
  readonly identity: Identity
  readonly roster: Roster
  readonly binder: Binder
  readonly platform: Platform
  readonly phone: Phone
  #now = NOON

  constructor(
    phone: Phone,
    named: (topic: string, members: readonly MemberKey[]) => RoomKey | undefined = () => undefined,
  ) {
    this.phone = phone
    this.identity = new Identity(phone.redis, 'qg:main')
    this.roster = new Roster(phone.redis, 'qg:main')
    this.platform = new Platform(phone.link)
    this.binder = new Binder({
      platform: this.platform,
      identity: this.identity,
      roster: this.roster,
      // As the app has it: only a room that was never seen is known by its name.
      named: (topic, members) => {
        const room = named(topic, members)
        return room === undefined || this.identity.room(room) ? undefined : room
      },
    })
  }

  static async begin(...args: ConstructorParameters<typeof Process>): Promise<Process> {
    const process = new Process(...args)
    await process.identity.load()
    await process.roster.load(process.identity.rooms.keys())
    await process.logIn()
    return process
  }

  async logIn(): Promise<void> {
    this.#now += 60_000
    await this.binder.openSession(this.#now)
    for (const room of this.phone.rooms.keys()) if (!this.phone.hidden.has(room)) await this.look(room)
  }

  /** Looks at a room as the lookout does. */
  async look(room: string, { pulled = false } = {}) {
    this.#now += 60_000
    const seen = await this.platform.room(this.phone.roomId(room))
    const key = await this.binder.bindRoom(seen, { pulled })
    const present = new Map(seen.members.map(member => [this.identity.memberOf(member.id) ?? '', member]))
    const change = await this.roster.look(key, present, this.#now, {
      unsure: member => this.identity.unsure.get(member),
    })
    if (!change.doubted) this.binder.looked(key)
    await this.binder.keepMarks(seen.members, { whole: true })
    return change
  }

  key(who: string): MemberKey | undefined {
    return this.identity.memberOf(this.phone.id(who))
  }

  roomKey(room: string): RoomKey | undefined {
    return this.identity.roomOf(this.phone.roomId(room))
  }

  keys(...who: string[]): (MemberKey | undefined)[] {
    return who.map(one => this.key(one))
  }
}

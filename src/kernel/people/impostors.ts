import { createHash } from 'node:crypto'
import { BOT, type CommunityKey, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { atLeast } from '../../domain/roles.js'
import { canonical } from '../../text/canonical.js'
import { UNNAMED } from '../../text/names.js'
import type { House } from '../house.js'
import type { People } from './people.js'

/** No name needs to be read further than this. */
const READ = 100

/**
 * What a name comes to when nobody looks closely: 「林 老師 」, 「林老师」 with a letter nobody sees, and 「Ｌinda」 are one
 * with 林老师 and Linda. Empty for a name that is nothing.
 */
export function likenessOf(name: string): string {
  // Web WeChat writes some emoji as markup.
  const read = canonical(name.slice(0, READ).replace(/<\/?span[^>]*>?/gi, '')).text
  const letters = read.replace(/[^\p{L}\p{N}]/gu, '')
  return letters === '' ? read.replace(/\s/g, '') : letters
}

/** Everything somebody is called in a room, or everywhere: card, nickname, what we print; compared by likeness. */
function likenessesOf(names: readonly string[]): Set<string> {
  return new Set(
    names
      .filter(name => name !== UNNAMED)
      .map(likenessOf)
      .filter(likeness => likeness !== ''),
  )
}

/** Whose name somebody has taken, and what that name comes to. */
interface Taken {
  victim: MemberKey
  role: 'owner' | 'admin'
  likeness: string
}

/**
 * Whether somebody in a room is called what the owner or an admin of its community is called, whichever of the two saw
 * the light first. `before` are names that he had already: one who is called so all along took nobody's name.
 */
export function takenBy(
  house: House,
  people: People,
  { room, member, before = [] }: { room: RoomKey; member: MemberKey; before?: readonly string[] },
): Taken | undefined {
  const { community } = people.room(room)
  if (member === BOT || atLeast(people.view(member, room).role, 'admin')) return undefined
  // Who could not be told apart since a login may be the very one.
  if (house.identity.isAmbiguous(member)) return undefined
  const had = likenessesOf(before)
  const now = [...likenessesOf(namesIn(house, people, room, member))].filter(likeness => !had.has(likeness))
  if (now.length === 0) return undefined
  for (const victim of people.staff(community, 'admin')) {
    const known = likenessesOf(namesEverywhere(house, people, community, victim))
    const likeness = now.find(each => known.has(each))
    if (victim === member || likeness === undefined) continue
    return { victim, role: house.roles.owner(community) === victim ? 'owner' : 'admin', likeness }
  }
  return undefined
}

/** The cause of the one case there is of a person and a name: no name of anybody's stands in it. */
export function causeOfTaking(community: CommunityKey, { victim, likeness }: Taken): string {
  const mark = createHash('sha256').update(likeness).digest('hex').slice(0, 12)
  return `impostor|${community}|${victim}|${mark}`
}

/** What somebody is called in one room. */
function namesIn(house: House, people: People, room: RoomKey, member: MemberKey): string[] {
  const seat = house.roster.seat(room, member)
  const own = house.identity.person(member)?.name ?? ''
  return [seat?.card ?? '', seat?.name ?? own, people.name(member, room)]
}

function namesEverywhere(house: House, people: People, community: CommunityKey, member: MemberKey): string[] {
  const rooms = house.rooms.ofCommunity(community).filter(room => house.roster.seat(room, member) !== undefined)
  const own = house.identity.person(member)?.name ?? ''
  return [own, people.name(member), ...rooms.flatMap(room => namesIn(house, people, room, member))]
}

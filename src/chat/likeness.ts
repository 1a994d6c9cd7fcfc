/** What somebody is recognised by. Empty and 0 stand for "not known". */
export interface Marks {
  name: string
  /** What the bot's own account calls him; only friends have one, and nobody else can set it. */
  remark: string
  /** His WeChat id; of friends, and often hidden. */
  alias: string
  /** The number of his picture (`seq` of its address); that of WeChat's default picture is no mark. */
  avatar: string
  /** AttrStatus: the same for a person in every session, shared by some. */
  attr: number
  /** The first characters of his WeChat id. */
  keyword: string
}

/** Somebody's name and card in one room. */
export interface Called {
  name: string
  card: string
}

/** A person as the marks show him, in the rooms where he was seen. */
export interface Sighting extends Marks {
  friend: boolean
  seats: ReadonlyMap<string, Called>
}

/** What this account's people and session are like, for marks that say more in one than in another. */
export interface Setting {
  /** How many people have this AttrStatus, of all that are compared. */
  shareOf: (attr: number) => number
  /** Pictures kept their numbers over this login; where they did not, they say nothing. */
  picturesHold: boolean
}

/**
 * Points for marks that agree, against marks that do not. Nobody is bound by one mark alone that others may have too:
 * 8 points take two of them, and 4 points of distance a difference that somebody else does not have.
 * Measured on generated worlds: test/chat/recognition.test.ts.
 */
export const enough = 8
export const apart = 4

const points = {
  remark: { same: 12, other: -4 },
  alias: { same: 12, other: -8 },
  // Of two people with the same picture of their own at most one is a coincidence.
  avatar: { same: 6, other: -3 },
  name: 4,
  card: 4,
  // A card that repeats the name says the same thing once more.
  cardIsName: 2,
  // Constant for a person, so another value is another person; a value that a twentieth of all have says little.
  attr: { same: 3, common: 1, other: -6 },
  keyword: { same: 2, other: -2 },
  // Both friends of the bot: nobody becomes one while it is away.
  friends: 4,
  sharedRoom: 1,
} as const

const COMMON = 0.05
/** Further rooms in common count up to this many. */
const SHARED_ROOMS = 3

/** How much speaks for two sightings being one person, in points. */
export function likeness(one: Sighting, other: Sighting, setting: Setting): number {
  let sum = 0
  sum += compared(one.remark, other.remark, points.remark)
  sum += compared(one.alias, other.alias, points.alias)
  sum += compared(one.keyword, other.keyword, points.keyword)
  if (setting.picturesHold) sum += compared(one.avatar, other.avatar, points.avatar)
  if (one.attr !== 0 && other.attr !== 0) {
    if (one.attr !== other.attr) sum += points.attr.other
    else sum += setting.shareOf(one.attr) > COMMON ? points.attr.common : points.attr.same
  }
  if (one.name !== '' && one.name === other.name) sum += points.name
  if (one.friend && other.friend) sum += points.friends
  return sum + together(one, other)
}

function compared(one: string, other: string, worth: { same: number; other: number }): number {
  if (one === '' || other === '') return 0
  return one === other ? worth.same : worth.other
}

/** The same card in a room that both are in, and how many rooms those are. */
function together(one: Sighting, other: Sighting): number {
  let shared = 0
  let card = 0
  for (const [room, seat] of one.seats) {
    const there = other.seats.get(room)
    if (!there) continue
    shared += 1
    if (seat.card === '' || seat.card !== there.card) continue
    card = Math.max(card, seat.card === one.name && one.name === other.name ? points.cardIsName : points.card)
  }
  return card + points.sharedRoom * Math.min(SHARED_ROOMS, Math.max(0, shared - 1))
}

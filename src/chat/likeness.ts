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
  /** The share of all that are compared who have this AttrStatus, or this beginning of a WeChat id. */
  shareOf: (mark: number | string) => number
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
  attr: { same: 4, common: 1, other: -6 },
  // Most ids begin as WeChat gave them out, with `wxi`.
  keyword: { same: 2, common: 0, other: -2 },
  // Both friends of the bot, in a room that both were in: nobody becomes a friend while it is away, but anybody may later.
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
  sum += shared(one.keyword, other.keyword, points.keyword, setting)
  sum += shared(one.attr || '', other.attr || '', points.attr, setting)
  if (setting.picturesHold) sum += compared(one.avatar, other.avatar, points.avatar)
  if (one.name !== '' && one.name === other.name) sum += points.name
  return sum + together(one, other)
}

function compared(one: string, other: string, worth: { same: number; other: number }): number {
  if (one === '' || other === '') return 0
  return one === other ? worth.same : worth.other
}

/** The same of a mark that many may have. */
function shared(
  one: number | string,
  other: number | string,
  worth: { same: number; common: number; other: number },
  { shareOf }: Setting,
): number {
  if (one === '' || other === '') return 0
  if (one !== other) return worth.other
  return shareOf(one) > COMMON ? worth.common : worth.same
}

/** What being in the same rooms says: the same card there, friendship, and how many rooms those are. */
function together(one: Sighting, other: Sighting): number {
  let rooms = 0
  let card = 0
  for (const [room, seat] of one.seats) {
    const there = other.seats.get(room)
    if (!there) continue
    rooms += 1
    if (seat.card === '' || seat.card !== there.card) continue
    card = Math.max(card, seat.card === one.name && one.name === other.name ? points.cardIsName : points.card)
  }
  if (rooms === 0) return 0
  const friends = one.friend && other.friend ? points.friends : 0
  return card + friends + points.sharedRoom * Math.min(SHARED_ROOMS, rooms - 1)
}

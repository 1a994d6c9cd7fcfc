import { sayDuration } from '../../domain/durations.js'
import type { MessageEvent, Millis } from '../../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import { atLeast } from '../../domain/roles.js'
import type { Posting } from '../../queue/posting.js'
import { fold } from '../commands/letters.js'
import { setNewest } from '../forgetting.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { Breaker, Place, Trip } from './breaker.js'

/** How many of our texts of a place are remembered, for how long, and how long one must be to be told from talk. */
const ECHOES = 20
const ECHOED_WITHIN: Millis = 10 * 60_000
const SHORTEST = 6
/** What a text under somebody's name begins like. */
const SIGNED = /^(?:[【[]|[^\n:：]{1,40}[:：])/u

/**
 * The one road for answers (`manner: reply`): those of commands, of questions, and what else somebody just asked for. It
 * holds them back where the breaker has tripped, and knows our own words when somebody repeats them.
 */
export class Replies {
  readonly #house: House
  readonly #people: People
  readonly #breaker: Breaker
  /** Our last texts by place, folded; in memory alone, for a parrot answers within seconds. */
  readonly #texts = new Map<Place, { text: string; at: Millis }[]>()

  constructor(house: House, people: People, breaker: Breaker) {
    this.#house = house
    this.#people = people
    this.#breaker = breaker
  }

  /**
   * Posts an answer. `to` is who asked, `room` where he asked (none: in private); without them it is taken from the
   * action. False when it was posted before, or when nobody is answered there now.
   */
  async post(posting: Omit<Posting, 'manner'>, asked: { to?: MemberKey; room?: RoomKey } = {}): Promise<boolean> {
    const house = this.#house
    const to = asked.to ?? meantBy(posting.action)
    const place = asked.to === undefined ? placeOf(posting.action) : (asked.room ?? `@${asked.to}`)
    if (!this.#breaker.answers(place, to, house.now())) {
      house.log.info({ place, member: to }, 'not answered: a loop was broken here')
      return false
    }
    if (!(await house.outbox.post({ ...posting, manner: 'reply' }))) return false
    const trip = await this.#breaker.count(place, { at: house.now(), ...(to === undefined ? {} : { to }) }, member =>
      this.#runs(member, place),
    )
    if (trip) await this.#tell(trip)
    return true
  }

  /** Remembers what we said somewhere. */
  said(action: Posting['action']): void {
    if (action.act !== 'say' && action.act !== 'dm') return
    const text = folded(action.text)
    if (text.length < SHORTEST) return
    const place = placeOf(action)
    const now = this.#house.now()
    const texts = [...(this.#texts.get(place) ?? []), { text, at: now }].slice(-ECHOES)
    setNewest(this.#texts, place, texts, known => (known.at(-1)?.at ?? 0) <= now - ECHOED_WITHIN)
  }

  /**
   * True of a message that begins with our own words or under our name (「小助：…」): another bot's echo, or somebody's
   * copy. It is no command, no answer and nothing to look on at; what may not be said may not be said behind it either.
   */
  isEcho(message: MessageEvent): boolean {
    if (message.member === BOT) return true
    const said = this.#texts.get(message.room ?? `@${message.member}`) ?? []
    const written = authoredText(message.parts)
    // Most messages are neither, and need not be folded to be told so.
    const signed = SIGNED.test(written)
    if (!signed && said.length === 0) return false
    const text = folded(written)
    if (signed && this.#signatures(message.room).some(name => text.startsWith(name))) return true
    const since = this.#house.now() - ECHOED_WITHIN
    // Who copies a list of ours and adds a line to it says something of his own.
    return said.some(
      each => each.at > since && text.startsWith(each.text) && !text.slice(each.text.length).includes('\n'),
    )
  }

  #signatures(room: RoomKey | undefined): string[] {
    const seat = room === undefined ? undefined : this.#house.roster.seat(room, BOT)
    const names = [seat?.card, seat?.name, this.#house.identity.person(BOT)?.name]
    return names.flatMap(name => {
      const plain = folded(name ?? '')
      // Folded, the Chinese colon is this one too.
      return plain === '' ? [] : [`${plain}:`, `【${plain}】`, `[${plain}]`]
    })
  }

  #runs(member: MemberKey, place: Place): boolean {
    const room = place.startsWith('@') ? this.#people.roomFor(member) : place
    return room !== undefined && atLeast(this.#people.view(member, room).role, 'admin')
  }

  /** The owner hears of it once, in private; the room hears nothing more. Without a friend to tell, the operators do. */
  async #tell({ place, to, turns, span }: Trip): Promise<void> {
    const house = this.#house
    const inPrivate = place.startsWith('@')
    const room = inPrivate ? this.#people.roomFor(place.slice(1)) : place
    const names = to.map(member => this.#people.name(member, room)).join('、')
    const busy = to.some(member => this.#runs(member, place))
    const key = busy ? 'loopBusy' : inPrivate ? 'loopPrivate' : 'loop'
    const topic = inPrivate ? house.text('privateChat') : this.#people.room(place).name
    const text = house.text(key, { topic, names, count: turns, span: sayDuration(span) })
    const owner = room === undefined ? undefined : house.roles.owner(this.#people.room(room).community)
    if (owner !== undefined && (await house.refresh(owner))?.friend === true) {
      const id = `loop|${place}|${house.now()}`
      await house.outbox.post({ id, origin: 'kernel', manner: 'notice', action: { act: 'dm', member: owner, text } })
      return
    }
    house.alert(text)
  }
}

function placeOf(action: Posting['action']): Place {
  if (action.act === 'dm' || (action.act === 'file' && action.room === undefined)) return `@${action.member ?? ''}`
  return 'room' in action && action.room !== undefined ? action.room : ''
}

function meantBy(action: Posting['action']): MemberKey | undefined {
  if (action.act === 'dm' || action.act === 'file') return action.member
  return action.act === 'say' ? action.mentions?.[0] : undefined
}

/** As letters are compared in commands: an echo in other widths or with other blanks is one. */
function folded(text: string): string {
  return fold(text, 0, text.length, 400).text.trim()
}

import type { JoinedEvent, Millis } from '../domain/events.js'
import type { MemberKey } from '../domain/keys.js'
import { asSeen } from '../text/as-seen.js'

/** What a notice of a join says, in our keys where it can be told. */
export interface Expected {
  /** The notice's message id: the cause of what follows. */
  id: string
  /** As WeChat writes them, or contact ids where the puppet gives those. A name that holds 、 has fallen apart. */
  names: readonly string[]
  by?: MemberKey
  via: JoinedEvent['via']
  at: Millis
}

/** Those who came together. */
export interface Came {
  id: string
  members: readonly MemberKey[]
  by?: MemberKey
  via: JoinedEvent['via']
}

/** Somebody who came, as the member list shows him. */
interface Newcomer {
  id: string
  name: string
  card: string
}

/** A notice that nobody fits by then was about somebody who is gone again, or was known before. */
const PATIENCE: Millis = 30 * 60_000

/**
 * Notices that wait for the people they name. Who came is what two looks at the roster differ in; a notice adds who brought
 * them, and only to those it names: of two notices at once nobody is brought in by the wrong one.
 */
export class Welcomes {
  readonly #expected = new Map<string, (Expected & { met: number })[]>()

  expect(roomId: string, notice: Expected): void {
    this.#expected.set(roomId, [...(this.#expected.get(roomId) ?? []), { ...notice, met: 0 }])
  }

  /** True while nobody has come whom this notice names. */
  isOpen(roomId: string, id: string): boolean {
    return (this.#expected.get(roomId) ?? []).some(notice => notice.id === id && notice.met === 0)
  }

  /** What is known at `now` of those who come into a room. */
  of(roomId: string, now: Millis) {
    const open = (this.#expected.get(roomId) ?? []).filter(({ at }) => now - at < PATIENCE)
    const naming = (newcomer: Newcomer | undefined) =>
      newcomer ? open.filter(notice => isNamed(newcomer, notice)) : []
    // Two of one name whom different people bring at once: who brought whom cannot be told.
    const noticeOf = (newcomer: Newcomer | undefined) => {
      const [first, ...others] = naming(newcomer)
      if (others.some(({ by }) => by !== first?.by)) return undefined
      return [first, ...others].find(notice => notice && notice.met < notice.names.length) ?? first
    }
    return {
      bringer: (newcomer: Newcomer | undefined) => noticeOf(newcomer)?.by,
      /** One group for each notice that names some of them, and one for those whom none names. */
      grouped: (joined: readonly MemberKey[], present: ReadonlyMap<MemberKey, Newcomer>, cause: string): Came[] => {
        const groups = new Map<(typeof open)[number] | undefined, MemberKey[]>()
        for (const member of joined) {
          const newcomer = present.get(member)
          const notice = noticeOf(newcomer)
          groups.set(notice, [...(groups.get(notice) ?? []), member])
          for (const met of notice ? [notice] : naming(newcomer)) met.met += 1
        }
        const left = open.filter(notice => notice.met < Math.max(1, notice.names.length))
        if (left.length > 0) this.#expected.set(roomId, left)
        else this.#expected.delete(roomId)
        return [...groups].map(([notice, members]) => ({
          id: notice?.id ?? cause,
          members,
          ...(notice?.by === undefined ? {} : { by: notice.by }),
          via: notice?.via ?? 'unknown',
        }))
      },
    }
  }
}

/** Whether the notice names him, as names look: by a name of its own, or by one that its 、 tore apart. */
function isNamed({ id, name, card }: Newcomer, { names }: Expected): boolean {
  if (names.includes(id)) return true
  const seen = names.map(asSeen)
  const called = asSeen(name)
  if (called === '') return false
  if (seen.includes(called) || (card !== '' && seen.includes(asSeen(card)))) return true
  return called.includes('、') && seen.join('、').includes(called)
}

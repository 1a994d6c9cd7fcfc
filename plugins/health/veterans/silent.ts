import type { MemberKey, MemberView, Millis } from '../../../src/kernel/plugin.js'

// Which veterans have fallen silent, and what each could be invited to. Pure.

/** Somebody who was here long and has not been heard for long. */
export interface Silent {
  view: MemberView
  /** When he wrote last; never, as far as is known, where left out. */
  last?: Millis
  /** What he wrote in the time before he fell silent. */
  messages: number
}

/** Who wrote much once comes first, then who is here longest. */
export function silentAmong(
  veterans: readonly MemberView[],
  {
    last,
    earlier,
    since,
  }: { last: ReadonlyMap<MemberKey, Millis>; earlier: ReadonlyMap<MemberKey, number>; since: Millis },
): Silent[] {
  return veterans
    .filter(({ key }) => (last.get(key) ?? Number.NEGATIVE_INFINITY) < since)
    .map(view => {
      const at = last.get(view.key)
      return { view, messages: earlier.get(view.key) ?? 0, ...(at === undefined ? {} : { last: at }) }
    })
    .sort(
      (a, b) =>
        b.messages - a.messages ||
        a.view.memberSince - b.view.memberSince ||
        a.view.key.localeCompare(b.view.key, 'en', { numeric: true }),
    )
}

/** What somebody may be asked to do so that he comes back: lead a topic, a fixed seat, found the next room. */
export const invitations = ['host', 'seat', 'seed'] as const

/** One proposal each, for the first of the list. */
export function proposalsFor(silent: readonly Silent[]): { what: (typeof invitations)[number]; view: MemberView }[] {
  return invitations.flatMap((what, at) => {
    const view = silent[at]?.view
    return view ? [{ what, view }] : []
  })
}

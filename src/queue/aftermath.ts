import type { Action, Outcome } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { Answer, Look } from './posting.js'

/**
 * What becomes of an action after WeChat answered. `again`: it is tried again after that long. `watch`: it is only looked
 * at again. `rest`: its whole kind waits, and it is looked at again after `watch`. `away`: nothing leaves until somebody logs in again.
 */
export type Aftermath =
  | { become: 'over'; outcome: Outcome; code?: string }
  | { become: 'again'; after: Millis }
  | { become: 'watch'; after: Millis }
  | { become: 'rest'; how: 'often' | 'tomorrow'; watch?: Millis }
  | { become: 'away' }

/** Waits before a failed action is tried again; after the last it is dead and listed. */
export const BACKOFF = [5_000, 30_000, 120_000] as const
/** How often an action that looked undone is tried. */
const TRIES_UNSEEN = 2
/**
 * How long a new room is looked for before anything else is believed: it may come into sight late, and must not be made
 * twice.
 */
const LOOKS_FOR_A_ROOM = BACKOFF

/** An attempt and what is known of it. `looks` counts those since the answer, the first one not included. */
export interface Attempt {
  answer: Answer
  look: Look | 'blind'
  /** How often it was tried, this time included. */
  tries: number
  looks: number
}

/**
 * Decides by WeChat's answer, by what is to be seen, and by how often it was tried. Looking weighs more than the answer:
 * what is seen is done, whatever WeChat said. Pure; docs/platform.md has the table of answers.
 */
export function aftermath(
  { action: { act }, once = false }: { action: Action; once?: boolean },
  { answer, look, tries, looks }: Attempt,
): Aftermath {
  if (look === 'seen') return { become: 'over', outcome: 'done' }
  if (!answer.ok && answer.how === 'away') return { become: 'away' }
  const patience = act === 'create' ? LOOKS_FOR_A_ROOM : once && answer.ok && look !== 'unseeable' ? [BACKOFF[0]] : []
  const wait = patience[looks]
  if (!answer.ok && (answer.how === 'often' || answer.how === 'tomorrow') && looks === 0) {
    return { become: 'rest', how: answer.how, ...(wait === undefined ? {} : { watch: wait }) }
  }
  if (wait !== undefined) return { become: 'watch', after: wait }
  const last = once || tries >= TRIES_UNSEEN
  if (answer.ok) {
    if (look === 'unseeable') return { become: 'over', outcome: 'done' }
    if (look === 'blind') return { become: 'watch', after: BACKOFF[1] }
    // WeChat said yes to a new room: it is not asked for another one.
    if (last || act === 'create') return { become: 'over', outcome: 'refused', code: 'unseen' }
    return { become: 'again', after: BACKOFF[0] }
  }
  const { code, how } = answer
  // Its kind rests already.
  if (how === 'often' || how === 'tomorrow') return { become: 'again', after: 0 }
  const backoff = BACKOFF[tries - 1]
  if (how === 'again' && backoff !== undefined) return { become: 'again', after: backoff }
  // WeChat's no to a removal is asked once more: it may have been a moment's.
  if (how === 'refused' && act === 'kick' && !last) return { become: 'again', after: BACKOFF[0] }
  return { become: 'over', outcome: how === 'again' ? 'failed' : 'refused', code }
}

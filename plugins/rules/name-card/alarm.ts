import type { Millis } from '../../../src/kernel/plugin.js'

// When the one job of a room has something to do. Whoever sets it and whoever runs must not differ over this: a job that is
// set for now and finds nothing due would be set for now again, for ever.

const MINUTE: Millis = 60_000
/** Before anybody is judged the room is looked at anew; what it takes until what that found is known. */
const LOOK_AHEAD = MINUTE
const LOOKED = 2 * MINUTE

interface Expected {
  /** When the next thing is due. */
  first: Millis
  /** When the room was last looked at; 0: never. */
  looked: Millis
  now: Millis
}

/** What a job does that runs now: looks at the room first, does what is due, or waits for it. */
export function turnOf({ first, looked, now }: Expected): 'look' | 'act' | 'wait' {
  if (first <= now + LOOK_AHEAD && isLookDue(Math.max(first, now), looked)) return 'look'
  return first <= now ? 'act' : 'wait'
}

/** When the job runs next, never before `from`. Now only where it then has something to do. */
export function alarmAt({ first, looked, now }: Expected, from: Millis): Millis {
  const earliest = Math.max(from, now)
  const at = Math.max(first, earliest)
  return isLookDue(at, looked) ? Math.max(first - LOOK_AHEAD, earliest) : at
}

/** What the room was like at the last look is too old for what is done at `at`. */
function isLookDue(at: Millis, looked: Millis): boolean {
  return at - looked > LOOKED
}

/**
 * How patient the client is with WeChat; all in milliseconds. Lists are waits after one, two, three … failures in a
 * row, of which the last stays. Every wait is made up to a fifth shorter or longer by chance.
 */
export interface Thresholds {
  /** Before the next QR code, after logins that WeChat did not let through or threw out again. */
  loginWaits: readonly number[]
  /** Before the next QR code, after codes that nobody scanned in time. */
  codeWaits: readonly number[]
  /** A code is shown no longer than this. WeChat's own live for about five minutes. */
  codeLife: number
  /** Before the next try, after requests that did not get through. */
  offlineWaits: readonly number[]
  /** Nothing gets through for this long: that is told as trouble. */
  offlineAfter: number
  /** A request of the loop that was not answered for this long did not get through; WeChat holds a poll for 25 s. */
  pollTimeout: number
  /** Between two polls that brought nothing new. */
  pollGap: number
  /** A session that ended sooner counts as a login that WeChat threw out. */
  soundAfter: number
  /** The phone is told that this client is there, as a browser would. */
  notifyEvery: number
  /** So many people and rooms are asked for in one request; WeChat takes 50. */
  contactBatch: number
  /** Between two such requests. */
  contactGap: number
  /** The same, where somebody waits for the answer. */
  contactHaste: number
  /** No such request after WeChat said that there were too many (1205). */
  contactRests: readonly number[]
  /** A message from a room that WeChat does not tell anything of is passed on after this. */
  strangerPatience: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

export const shippedThresholds: Thresholds = {
  loginWaits: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR],
  codeWaits: [2 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE],
  codeLife: 5 * MINUTE,
  offlineWaits: [SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE],
  offlineAfter: 20 * SECOND,
  pollTimeout: 45 * SECOND,
  pollGap: 500,
  soundAfter: 10 * MINUTE,
  notifyEvery: 5 * MINUTE,
  contactBatch: 20,
  contactGap: 1_500,
  contactHaste: 300,
  contactRests: [MINUTE, 5 * MINUTE, 30 * MINUTE],
  strangerPatience: 30 * SECOND,
}

/** The wait after so many failures (1 is the first), with its chance in it. */
export function waitAfter(failures: number, waits: readonly number[]): number {
  return jittered(waits[Math.min(failures, waits.length) - 1] ?? 0)
}

/** A fifth more or less, so that many clients that lost one server do not come back to it together. */
export function jittered(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random())
}

import { isObject, retOf } from './wechat4u-client.js'

/**
 * What a request that failed says of the session.
 * - `ended`: WeChat ended it (1100 logged out, 1101 logged out or logged in elsewhere, 1102 cookies not accepted).
 * - `refused`: WeChat does not let this account use the web at all (1203); another login would not either.
 * - `odd`: WeChat answered something else than 0, which says nothing of the session.
 * - `network`: no answer of WeChat came: nothing, a gateway's, or a page of somebody else's.
 */
export type Verdict = End | { kind: 'odd'; ret: number } | { kind: 'network'; why: string }

/** WeChat's own word that it is over. */
export interface End {
  kind: 'ended' | 'refused'
  ret: number
}

export const LOGGED_OUT = 1101
const ENDED: readonly number[] = [1100, LOGGED_OUT, 1102]
const REFUSED = 1203

export function judge(error: unknown): Verdict {
  // wechat4u's AlreadyLogoutError, which it does not export.
  if (error instanceof Error && error.message === 'already logout') return { kind: 'ended', ret: LOGGED_OUT }
  const ret = retOf(error) ?? scriptRet(error)
  return ret === undefined ? { kind: 'network', why: reasonOf(error) } : verdictOn(ret)
}

export function verdictOn(ret: number): End | { kind: 'odd'; ret: number } {
  return { kind: ENDED.includes(ret) ? 'ended' : ret === REFUSED ? 'refused' : 'odd', ret }
}

export function isEnd(verdict: object): verdict is End {
  return 'kind' in verdict && (verdict.kind === 'ended' || verdict.kind === 'refused')
}

/** synccheck answers with a script, and with a string where wechat4u looks for the number 1101. */
function scriptRet(error: unknown): number | undefined {
  const ret = /retcode:\s*["']?(-?\d+)/.exec(scriptOf(error))?.[1]
  return ret === undefined || ret === '0' ? undefined : Number(ret)
}

/** The QR code that was polled for is too old. */
export function isExpired(error: unknown): boolean {
  return /window\.code\s*=\s*400\b/.test(scriptOf(error))
}

function scriptOf(error: unknown): string {
  const response = isObject(error) ? error['response'] : undefined
  const script = isObject(response) ? response['data'] : undefined
  return typeof script === 'string' ? script : ''
}

/** Why nothing came, in a few words without anything of what was sent. */
function reasonOf(error: unknown): string {
  const response = isObject(error) ? error['response'] : undefined
  const status = isObject(response) ? response['status'] : undefined
  if (typeof status === 'number' && status >= 300) return `HTTP ${status}`
  const code = isObject(error) ? error['code'] : undefined
  if (typeof code === 'string') return code
  return error instanceof Error ? error.message.slice(0, 100) : 'unknown'
}

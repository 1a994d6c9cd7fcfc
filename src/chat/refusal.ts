import type { Answer } from './acting.js'

/** Where the packages put what went wrong: wechat4u, our guards around it, axios, gRPC, and ourselves. */
interface Thrown {
  /** Ours of wechat4u */
  ret?: number
  code?: string | number
  message?: string
  /** wechat4u's own words for the call */
  tips?: string
  response?: { status?: number; data?: { BaseResponse?: { Ret?: number; ErrMsg?: string } } }
}

type Refused = Answer & { ok: false }

/** WeChat says that the session is over (docs/platform.md). */
const OVER = new Set(['1100', '1101', '1102', '1203'])
/** What puppets without codes say of the same things. */
const words: readonly [RegExp, Refused['how'], string][] = [
  [/明日|明天再试/, 'tomorrow', 'tomorrow'],
  [/频繁|过快|too (?:often|frequent|many requests)/i, 'often', '1205'],
  [/not logged ?in|no current user|未登录|is not started|client was left/i, 'away', '1100'],
  [/unsupported|not supported|not implemented/i, 'refused', 'unsupported'],
]

/**
 * What an error of the puppet means; docs/platform.md has the table. wechat4u rejects with `AssertionError "1205 == 0"` and
 * WeChat's answer beside it; over gRPC only the message is left.
 */
export function refusalOf(error: unknown): Refused {
  const { code, message = '', tips = '', ret: own, response } = (error ?? {}) as Thrown
  if (code === 'SEVERED' || code === 'NOT_VISIBLE') return { ok: false, code, how: 'again' }
  const answer = response?.data?.BaseResponse
  const ret = String(own ?? answer?.Ret ?? /(?:^|[\s:])(-?\d+) == 0/.exec(message)?.[1] ?? '')
  const said = `${answer?.ErrMsg ?? ''} ${message} ${tips}`
  const [, how, word] = words.find(([pattern]) => pattern.test(said)) ?? []
  // Also with a code: 「创建群聊的频率过快，请明日再试」 is a -1 like any other.
  if (how === 'tomorrow') return { ok: false, code: ret || 'tomorrow', how }
  if (ret === '1205') return { ok: false, code: ret, how: 'often' }
  if (OVER.has(ret)) return { ok: false, code: ret, how: 'away' }
  if (ret !== '' && ret !== '0') return { ok: false, code: ret, how: 'refused' }
  if (response?.status !== undefined) return { ok: false, code: `http ${response.status}`, how: 'again' }
  if (how !== undefined && word !== undefined) return { ok: false, code: word, how }
  return { ok: false, code: typeof code === 'string' ? code : 'network', how: 'again' }
}

/** True where the puppet could not find whom a text mentions: nothing was sent. */
export function isUnknownMention(error: unknown): boolean {
  const { message = '', ret, response } = (error ?? {}) as Thrown
  return ret === undefined && response === undefined && /not found/i.test(message)
}

import { AssertionError } from 'node:assert'
import type { ActRecord } from './acts.js'

/** Kinds of acts that WeChat may refuse. */
export type RefusableAct = Exclude<ActRecord['act'], 'alert'>

/** WeChat's answer to the coming acts of a kind. A later one of the same kind takes the place of the earlier. */
export interface Refusal {
  action: RefusableAct
  /** `BaseResponse.Ret`, such as 1205 (too frequent) or 1204 (no friend). */
  code: number
  /** `BaseResponse.ErrMsg`, mostly empty. */
  message?: string
  /** How often; default 1, 0 takes a refusal back. */
  times?: number | 'always'
  /** It happens all the same, although the answer is no. */
  delivered?: boolean
}

/** Ret codes that the world gives of itself. */
export const ret = {
  /** What may not be done, as removing people from a room that is not the bot's. */
  forbidden: 1,
  /** A friend request whose ticket is not (or no more) good. */
  badTicket: -14,
  /** Ids that the session does not know. */
  unknownId: -2,
  notAFriend: 1204,
  /** Of a new room: enough for today (docs/platform.md). */
  tooManyRooms: -1,
} as const

// The words of wechat4u 0.7.14 for each kind of call.
const tips: Readonly<Record<RefusableAct, string>> = {
  say: '发送文本信息失败',
  dm: '发送文本信息失败',
  kick: '邀请或踢出群成员失败',
  invite: '邀请或踢出群成员失败',
  add: '邀请或踢出群成员失败',
  create: '创建群失败',
  topic: '更新群名失败',
  befriend: '通过好友请求失败',
  file: '发送文件失败',
  image: '发送图片失败',
}

/** WeChat's no, in the shape in which wechat4u throws it. */
export interface WebRefusal extends Error {
  tips?: string
  response?: { data: { BaseResponse: { Ret: number; ErrMsg: string } } }
  /** Of a topic alone. */
  ret?: number
}

/**
 * The error wechat4u throws when WeChat says no: an AssertionError `1205 == 0` with `tips` and the response. Renaming a
 * room is the exception: wechat4u itself loses the code there, so the bot's adapter asks past it and throws one with
 * `ret` (src/chat/puppet/).
 */
export function webRefusal(act: RefusableAct, code: number, message = wordsOf(act, code)): WebRefusal {
  if (act === 'topic') return Object.assign(new Error(tips.topic), { ret: code })
  const error = new AssertionError({ message: `${code} == 0`, actual: code, expected: 0, operator: '==' })
  return Object.assign(error, {
    tips: tips[act],
    response: { data: { BaseResponse: { Ret: code, ErrMsg: message } } },
  })
}

/** What WeChat says besides the code: nothing mostly, but of a room too many a day it has words. */
function wordsOf(act: RefusableAct, code: number): string {
  return act === 'create' && code === ret.tooManyRooms ? '创建群聊的频率过快，请明日再试' : ''
}

/** The refusals that a scenario has ordered. */
export class Refusals {
  readonly #left = new Map<RefusableAct, Refusal & { left: number }>()

  order(refusal: Refusal): void {
    const { times = 1 } = refusal
    this.#left.set(refusal.action, { ...refusal, left: times === 'always' ? Number.POSITIVE_INFINITY : times })
  }

  /** The refusal that meets this act, used up by it. */
  take(act: RefusableAct): Refusal | undefined {
    const refusal = this.#left.get(act)
    if (!refusal || refusal.left <= 0) return undefined
    refusal.left -= 1
    return refusal
  }
}

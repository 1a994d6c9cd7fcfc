import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { WechatRefusal } from '../../src/chat/puppet/wechat4u-client.js'
import { isUnknownMention, refusalOf } from '../../src/chat/refusal.js'

/** As wechat4u rejects: its own words, and WeChat's answer beside them. */
function wechat4u(Ret: number, ErrMsg = ''): Error {
  const error = new AssertionError({ message: `${Ret} == 0`, actual: Ret, expected: 0, operator: '==' })
  return Object.assign(error, { tips: '邀请或踢出群成员失败', response: { data: { BaseResponse: { Ret, ErrMsg } } } })
}
const http = (status: number) =>
  Object.assign(new Error(`Request failed with status code ${status}`), { response: { status, data: '' } })
const node = (code: string) => Object.assign(new Error('connect'), { code })

describe('what an error means', () => {
  it.each([
    [wechat4u(1205), 'often', '1205'],
    [new WechatRefusal(1205), 'often', '1205'],
    [new Error('操作太频繁，请稍后再试'), 'often', '1205'],
    [new Error('2 UNKNOWN: 1205 == 0'), 'often', '1205'],
    [wechat4u(-1, '创建群聊的频率过快，请明日再试'), 'tomorrow', '-1'],
    [wechat4u(1205, '请明日再试'), 'tomorrow', '1205'],
    [new Error('今天建群太多，请明天再试'), 'tomorrow', 'tomorrow'],
    [wechat4u(1204), 'refused', '1204'],
    [wechat4u(1), 'refused', '1'],
    [wechat4u(-1), 'refused', '-1'],
    [wechat4u(-2), 'refused', '-2'],
    [new AssertionError({ message: '3 == 0', actual: 3, expected: 0, operator: '==' }), 'refused', '3'],
    [new Error('Wechaty Puppet Unsupported API Error'), 'refused', 'unsupported'],
    [wechat4u(1100), 'away', '1100'],
    [wechat4u(1101), 'away', '1101'],
    [new WechatRefusal(1102), 'away', '1102'],
    [wechat4u(1203), 'away', '1203'],
    [new Error('wechat4u is not started'), 'away', '1100'],
    [http(502), 'again', 'http 502'],
    [http(503), 'again', 'http 503'],
    [node('ECONNRESET'), 'again', 'ECONNRESET'],
    [new Error('timeout of 60000ms exceeded'), 'again', 'network'],
    [Object.assign(new Error('gone'), { code: 'NOT_VISIBLE' }), 'again', 'NOT_VISIBLE'],
    [undefined, 'again', 'network'],
    ['1 == 0', 'again', 'network'],
  ])('%s', (error, how, code) => {
    expect(refusalOf(error)).toEqual({ ok: false, how, code })
  })

  it("an @ of somebody unknown is one; WeChat's own no is not", () => {
    expect(isUnknownMention(new Error('not found'))).toBe(true)
    expect(isUnknownMention(wechat4u(1))).toBe(false)
    expect(isUnknownMention(http(404))).toBe(false)
  })
})

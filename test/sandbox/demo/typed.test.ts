import { describe, expect, it } from 'vitest'
import { parseTyped } from '../../../src/sandbox/demo/typed.js'

describe('parseTyped', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['  ', { kind: 'nothing' }],
    ['quit', { kind: 'quit' }],
    [' EXIT ', { kind: 'quit' }],
    ['?', { kind: 'how' }],
    ['？', { kind: 'how' }],
    ['/我是 王敏', { kind: 'become', who: '王敏' }],
    ['／我是@王敏 ', { kind: 'become', who: '王敏' }],
    ['+10m', { kind: 'pass', span: 600_000 }],
    ['＋１d', { kind: 'pass', span: 86_400_000 }],
    ['+ 2 H', { kind: 'pass', span: 7_200_000 }],
    ['早', { kind: 'say', text: '早' }],
    ['/帮助', { kind: 'say', text: '/帮助' }],
    ['@小助 签到', { kind: 'say', text: '@小助 签到' }],
    ['@王敏: 早', { kind: 'say', text: '早', who: '王敏' }],
    ['＠王敏：早：早', { kind: 'say', text: '早：早', who: '王敏' }],
    ['私聊: /帮助', { kind: 'private', text: '/帮助' }],
    ['私聊：2', { kind: 'private', text: '2' }],
    ['@陈教练: 私聊: 2', { kind: 'private', text: '2', who: '陈教练' }],
    ['+1', { kind: 'say', text: '+1' }],
    ['+1，我也去', { kind: 'say', text: '+1，我也去' }],
  ])('%j', (line, typed) => {
    expect(parseTyped(line)).toEqual(typed)
  })

  it.each(['/我是', '+10x', '+99d'])('says how %j is written', line => {
    expect(parseTyped(line)).toMatchObject({ kind: 'wrong' })
  })
})

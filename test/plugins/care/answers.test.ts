import { describe, expect, it } from 'vitest'
import { counted, settles, takesUp } from '../../../plugins/care/answers.js'
import type { MessagePart } from '../../../src/domain/parts.js'
import type { MessageEvent } from '../../../src/kernel/plugin.js'

const asked = Date.parse('2030-01-07T10:00:00+08:00')
const MINUTE = 60_000

const says = (member: string, minutes: number, parts: readonly MessagePart[]): MessageEvent => ({
  kind: 'message',
  id: `${member}${minutes}`,
  room: 'g1',
  member,
  parts,
  text: '',
  mentionsBot: false,
  sentAt: asked + minutes * MINUTE,
})
const text = (words: string): MessagePart => ({ kind: 'text', text: words })
const isNamed = (name: string) => name === '王敏'
const waits = (others = 0) => ({ member: 'wang', at: asked, others })

describe('what takes a question up', () => {
  it.each([
    ['an answer', says('zhao', 1, [text('每周三次就好')]), 0, true],
    ['the first thing said, however late', says('zhao', 25, [text('每周三次就好')]), 2, true],
    ['a picture', says('zhao', 2, [{ kind: 'image' }]), 0, true],
    ['anything within five minutes', says('zhao', 5, [text('今天真热')]), 3, true],
    ['another question', says('zhao', 1, [text('请问几点集合？')]), 0, false],
    ['talk of others long after', says('zhao', 6, [text('今天真热')]), 3, false],
    ['an @ of the one who asked', says('zhao', 29, [{ kind: 'mention', name: '王敏', member: 'wang' }]), 3, true],
    ['an @ of somebody else', says('zhao', 29, [{ kind: 'mention', name: '李想', member: 'li' }]), 3, false],
    ['a quote of his', says('zhao', 29, [{ kind: 'quote', name: '王敏', text: '…' }, text('是吗？')]), 3, true],
    ['his own next line', says('wang', 1, [text('在线等')]), 0, false],
  ])('%s', (_, message, others, expected) => {
    expect(takesUp(message, waits(others), isNamed)).toBe(expected)
  })

  it('three messages of others are counted and no more', () => {
    expect([0, 1, 2, 3].map(counted)).toEqual([1, 2, 3, 3])
  })
})

describe('whoever asked says that it is settled', () => {
  it.each(['谢谢大家', '搞定了', '找到了，不用啦', '没事了', '原来如此', '解決了', 'OK'])('%s', words => {
    expect(settles(says('wang', 3, [text(words)]), 'wang')).toBe(true)
    expect(settles(says('zhao', 3, [text(words)]), 'wang')).toBe(false)
  })

  it.each(['在线等', '有人吗', '顶一下'])('not by %s', words => {
    expect(settles(says('wang', 3, [text(words)]), 'wang')).toBe(false)
  })
})

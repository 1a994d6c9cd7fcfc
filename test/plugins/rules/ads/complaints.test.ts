import { describe, expect, it } from 'vitest'
import { complainedOf, isDealtWith, onlyOne } from '../../../../plugins/rules/ads/complaints.js'
import type { Case } from '../../../../src/kernel/cases/cases.js'

const quote = { kind: 'quote', name: '小鹿', text: '日结500加V xk88520' } as const
const said = (text: string) => ({ parts: [quote, { kind: 'text', text } as const] })

describe('a complaint', () => {
  it.each(['又有人发广告', '这种骗子踢了吧', '@小周 管管', '举报', '违规了吧这个'])(
    'points at what it quotes: %s',
    text => {
      expect(complainedOf(said(text))).toEqual({ name: '小鹿', text: quote.text })
    },
  )

  it.each(['这个怎么报名', '靠谱吗', '我也想要', '哈哈哈哈'])('is not every answer: %s', text => {
    expect(complainedOf(said(text))).toBeUndefined()
  })

  it('quotes something, of somebody', () => {
    expect(complainedOf({ parts: [{ kind: 'text', text: '又有人发广告' }] })).toBeUndefined()
    expect(
      complainedOf({
        parts: [
          { ...quote, name: '' },
          { kind: 'text', text: '广告' },
        ],
      }),
    ).toBeUndefined()
  })

  it('is over where something was done about the ad', () => {
    const known = { kind: 'ad', evidence: '日结500加V xk88520' } as Case
    expect(isDealtWith([known], quote.text)).toBe(true)
    expect(isDealtWith([{ ...known, kind: 'flood' }], quote.text)).toBe(false)
    expect(isDealtWith([known], '宝妈手工活一单一结，详情看我头像')).toBe(false)
  })

  it('is about nobody where two have the name', () => {
    expect(onlyOne([{ key: 'm1' }])).toBe('m1')
    expect(onlyOne([{ key: 'm1' }, { key: 'm2' }])).toBeUndefined()
    expect(onlyOne([])).toBeUndefined()
  })
})

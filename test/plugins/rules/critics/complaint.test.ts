import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect } from '../../../../plugins/rules/ads/detect.js'
import { rulesConfig } from '../../../../plugins/rules/config.js'
import { isAgreement, isCriticism, mayComplain } from '../../../../plugins/rules/critics/complaint.js'
import { canonical } from '../../../../src/text/canonical.js'

const complains = (text: string) => isCriticism(canonical(text).text)
const { ads } = rulesConfig.parse({})

const critics = [
  '这群管得也太严了吧，动不动就踢人，群主能不能听听意见？',
  '管得太宽了',
  '規矩這麼多，還讓不讓人說話',
  '群规太不合理了',
  '乱踢人，过分了啊',
  '莫名其妙拉黑人',
  '群主太双标了',
  '群主能不能出来说句话',
  '管理员偏心得很',
  '不让说话就算了',
  '我要退群了',
  '退群算了，没劲',
  '这个群越来越水了',
  '群里现在真没意思',
  '没意思',
  '机器人太烦了',
  '说踢就踢',
]

describe('a complaint', () => {
  it.each(critics)('%s', text => {
    expect(complains(text)).toBe(true)
    // Whatever is said around it, it is looked at.
    expect(mayComplain(`${'今天天气不错呢'.repeat(3)}${text}`)).toBe(true)
  })

  it.each([
    '今天作业管得挺好',
    '群主辛苦了',
    '群主今晚几点开讲',
    '谢谢管理员',
    '有人退群了吗，人数对不上',
    '这部电影没意思，换一部',
    '把球踢进去了',
    '明天规则讲解几点',
    '扫地机器人推荐哪款',
    '大家早上好',
  ])('%s is none', text => {
    expect(complains(text)).toBe(false)
  })

  it('is also what the operators say', () => {
    expect(isCriticism('食堂的饭又冷了', ['饭又冷'])).toBe(true)
    expect(isCriticism('食堂的饭又冷了', [''])).toBe(false)
  })
})

describe('a nod', () => {
  it.each(['同意', '+1', '確實', '说得对！', '我也这么觉得', '支持～', '没错'])('%s', text => {
    expect(isAgreement(canonical(text).text)).toBe(true)
  })
  it.each(['同意你去', '对不起', '1234', '支持国产品牌的手机'])('%s is none', text => {
    expect(isAgreement(canonical(text).text)).toBe(false)
  })
})

describe('nothing punishes criticism', () => {
  const talk = fc.constantFrom(
    '说实话',
    '大家怎么看',
    '我就直说了',
    '唉',
    '昨天老王也被踢了',
    '给个说法',
    '花了钱进来的',
    '',
  )
  const text = fc
    .tuple(talk, fc.constantFrom(...critics), talk, fc.constantFrom(...critics, ''))
    .map(parts => parts.filter(part => part !== '').join('，'))

  it('is never an ad, nor suspect of being one, whoever says it', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('newcomer' as const, 'member' as const, 'trusted' as const), (said, who) => {
        expect(detect({ ...ads, text: said, who }).verdict).toBe('clean')
      }),
      { numRuns: 300 },
    )
  })
})

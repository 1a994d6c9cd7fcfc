import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detect, isPlain, nameLooksLikeAd, type Sample } from '../../../../plugins/rules/ads/detect.js'
import { checkNames } from '../../../../plugins/rules/ads/lexicon.js'
import { ads, chat, lookAlikes, obfuscated } from './lines.js'

const sample = (text: string, more: Partial<Sample> = {}): Sample => ({
  text,
  who: 'newcomer',
  words: [],
  allow: [],
  suspectAt: 60,
  kickAt: 90,
  ...more,
})
const judge = (text: string, more: Partial<Sample> = {}) => detect(sample(text, more))
const hits = (text: string, more: Partial<Sample> = {}) =>
  judge(text, more)
    .checks.filter(check => check.hit)
    .map(check => check.name)

describe('ads by newcomers', () => {
  it.each(obfuscated)('removes for: %s', text => expect(judge(text)).toMatchObject({ verdict: 'ad' }))
  it.each(ads)('removes for: %s', text => expect(judge(text)).toMatchObject({ verdict: 'ad' }))
})

describe('chat by anybody', () => {
  it.each([...lookAlikes, ...chat])('is silent about: %s', text => {
    for (const who of ['newcomer', 'member', 'trusted'] as const) expect(judge(text, { who }).verdict).toBe('clean')
  })
})

describe('plain talk', () => {
  const rules = { words: ['优惠券'], allow: ['加油'], suspectAt: 60 }
  const word = fc.constantFrom(
    ...[...ads, ...lookAlikes, ...chat].flatMap(text => text.match(/.{1,6}/gsu) ?? []),
    '优惠券',
    '加油',
    '「',
    '」',
    ' ',
  )
  const talk = fc.oneof(
    fc.constantFrom(...ads, ...lookAlikes, ...chat),
    fc.array(word, { maxLength: 6 }).map(words => words.join('')),
  )

  it('is clean, and nothing else would be said of it', () => {
    fc.assert(
      fc.property(talk, text => {
        const { verdict, checks } = judge(text, rules)
        const against = checks.filter(check => check.hit && check.score > 0)
        expect(isPlain(text, rules)).toBe(against.length === 0)
        if (isPlain(text, rules)) expect(verdict).toBe('clean')
      }),
      { numRuns: 2000 },
    )
  })

  it('has a verdict of its own, whatever was judged before', () => {
    const before = judge('大家早')
    judge('加我微信 lin_zs，日结三百')
    expect(judge('大家早')).toEqual(before)
    expect(judge('大家早', { allow: ['大家'] }).checks.map(({ name }) => name)).toEqual(
      before.checks.map(({ name }) => name),
    )
  })

  it('is nothing to an owner who wants to see everything', () => {
    expect(isPlain('大家早', rules)).toBe(true)
    expect(isPlain('大家早', { ...rules, suspectAt: 0 })).toBe(false)
  })
})

describe('what is between', () => {
  it('finds a promotion by a trusted KOL', () => {
    expect(judge('周六线下分享会报名，加我助理微信 lin_zs 备注报名，早鸟99', { who: 'trusted' }).verdict).not.toBe(
      'clean',
    )
  })

  it('finds a member who begs for help with a discount', () => {
    for (const text of ['帮我砍一刀呀 https://…', '帮我砍一刀呀 https://p.pinduoduo.com/Ab12']) {
      expect(judge(text, { who: 'member' }).verdict).not.toBe('clean')
    }
  })

  it('finds an ad that was sent one character at a time', () => {
    expect(judge('加\n我\nV\nxk\n8852').verdict).toBe('ad')
    expect(judge('加我Vxk8852').verdict).toBe('ad')
    expect(judge('好\n的\n我\n去').verdict).toBe('clean')
  })

  it('finds an ad that hides between quotes or behind a warning', () => {
    expect(judge('“宝妈手工活一单一结，详情看我头像”').verdict).toBe('ad')
    expect(judge('谨防骗子，认准本人微信 xk_8852，兼职日结，名额有限').verdict).not.toBe('clean')
  })

  it('knows an invitation into a group from an article', () => {
    expect(hits('https://weixin.qq.com/g/AwYAAJ')).toContain('link')
    expect(hits('https://mp.weixin.qq.com/s/abc')).not.toContain('link')
  })
})

describe('the verdict', () => {
  it('lists every check, hit or missed, with evidence from the original text', () => {
    const text = '宝妈在家做的兼職，日结200，➕薇❤️ xk8_8520'
    const { checks, score } = judge(text)
    expect(checks.map(check => check.name).sort()).toEqual([...checkNames].sort())
    expect(checks.find(check => check.name === 'contact-call')).toMatchObject({ hit: true, evidence: '➕薇❤️' })
    expect(checks.find(check => check.name === 'contact-handle')).toMatchObject({ hit: true, evidence: '薇❤️ xk8_8520' })
    expect(checks.find(check => check.name === 'courier')).toEqual({ name: 'courier', hit: false, score: -40 })
    const sum = checks.reduce((total, check) => total + (check.hit ? check.score : 0), 0)
    expect(score).toBeCloseTo(sum, 5)
  })

  it('is not clipped: more of an ad scores more', () => {
    const one = judge('日结兼职，加薇❤ xk8852').score
    const more = judge('日结兼职，加薇❤ xk8852，代开发票，免费领资料').score
    expect(one).toBeGreaterThan(90)
    expect(more).toBeGreaterThan(one)
  })

  it('is the same text for everybody; standing only shifts the score', () => {
    const text = '感兴趣的私聊，日结'
    const scores = (['newcomer', 'member', 'trusted'] as const).map(who => judge(text, { who }).score)
    expect(scores[0]).toBeGreaterThan(scores[1] ?? 0)
    expect(scores[1]).toBeGreaterThan(scores[2] ?? 0)
    expect(hits(text)).not.toContain('standing')
    expect(hits(text, { who: 'member' })).toContain('standing')
  })

  it('keeps to the thresholds it is given', () => {
    const { score } = judge('感兴趣的私聊，日结')
    expect(judge('感兴趣的私聊，日结', { suspectAt: score, kickAt: score + 0.01 }).verdict).toBe('suspect')
    expect(judge('感兴趣的私聊，日结', { suspectAt: 1, kickAt: score }).verdict).toBe('ad')
  })

  it('says disguise only where it hides advertising', () => {
    expect(hits('加\u200b薇信 领资料')).toContain('disguise')
    expect(hits('今\u200b天🌹天🌹气🌹真🌹好')).not.toContain('disguise')
    expect(hits('兼職，QQ：12345678'.replace('QQ', 'ＱＱ'))).not.toContain('disguise')
  })
})

describe("the owner's words", () => {
  it('match as they read, not as they are spelt', () => {
    expect(hits('今晚去麻\u200b將室', { words: ['麻将'] })).toContain('words')
    expect(judge('今晚去麻將室', { words: ['麻将'] }).verdict).toBe('suspect')
    expect(judge('今晚去麻將室打牌', { words: ['麻将', '打牌'] }).verdict).toBe('ad')
  })

  it('do not match inside a longer Latin word or number', () => {
    expect(hits('门牌 695 号', { words: ['69'] })).not.toContain('words')
    expect(hits('门牌 69 号', { words: ['69'] })).toContain('words')
    expect(hits('vipers', { words: ['vip'] })).not.toContain('words')
  })

  it('match nothing when there are none, or none that can be read', () => {
    expect(hits('随便说点什么', { words: [] })).not.toContain('words')
    expect(hits('随便说点什么', { words: ['', ' ', '\u200b'] })).not.toContain('words')
  })

  it('are found when one is a part of another', () => {
    expect(hits('没有用', { words: ['没有用的', '有'] })).toContain('words')
    expect(hits('xab', { words: ['ab', 'xabc', 'xab'] })).toContain('words')
  })
})

describe('the allow list', () => {
  it('speaks for a text and hides what it allows', () => {
    const text = '周六线下分享会报名，加我助理微信 lin_zs 备注报名'
    expect(judge(text).verdict).not.toBe('clean')
    expect(judge(text, { allow: ['lin_zs'] }).verdict).toBe('clean')
    expect(judge(text, { allow: ['', ' '] }).verdict).not.toBe('clean')
  })

  it('does not cover for a blatant ad', () => {
    expect(judge('夜跑群友看过来，兼職日结500，➕薇❤️ xk8_8520', { allow: ['夜跑'] }).verdict).toBe('ad')
  })
})

describe('nameLooksLikeAd', () => {
  it.each(['深圳-代购加V88520-小美', '代开发票-李', '日结小时工', '免费领资料', '加薇信聊'])('finds %s', name =>
    expect(nameLooksLikeAd(name)).toBe(true),
  )

  it.each([
    '王敏',
    '小鹿🦌',
    '深圳-兼职会计-张三',
    '厦门-微商-小红',
    '北京-老师-阿依古丽·买买提',
    '深圳-贷款经理-王五',
    'Vivian',
    '薇薇',
    '卫星',
  ])('lets %s pass', name => expect(nameLooksLikeAd(name)).toBe(false))
})

describe('bad input', () => {
  it('never throws, and its score is a number', () => {
    const part = fc.constantFrom(
      '加',
      '薇',
      'v',
      '日结',
      '「',
      '」',
      '“',
      '”',
      '\n',
      '- ',
      'x8',
      '1',
      '\ud800',
      '\u0000',
      '❤️',
      '@',
      'http://',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 80 }).map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (sample, phrases) => {
        const { score, checks } = judge(sample, { words: phrases, allow: phrases })
        expect(Number.isFinite(score)).toBe(true)
        for (const check of checks) if (check.evidence !== undefined) expect(sample).toContain(check.evidence)
      }),
    )
  })

  it.each([
    'a',
    '1',
    '加',
    '加 v',
    '“',
    '「',
    '@a',
    '- ',
    '微1',
    'a\n',
    '🌹',
    '兼 职 ',
    'http://',
    'a.',
    '帮我',
    '的',
    '\ud800',
    '\u200b',
  ])('gets through a megabyte of %j', unit =>
    expect(Number.isFinite(judge(unit.repeat(1_000_000 / unit.length)).score)).toBe(true),
  )
})

import { describe, expect, it } from 'vitest'
import { judgePlaces, judgeShare, type Sharer } from '../../../../plugins/rules/poach/judge.js'

const set = { suspectAt: 60, kickAt: 90, words: [], allow: [] }
const GROUP = 'https://weixin.qq.com/g/AwYAAJx1'
const PERSON = 'https://u.wechat.com/MK1'

function levels(texts: readonly string[], own = set): Record<Sharer, string | undefined> {
  const of = (sharer: Sharer) => judgePlaces(texts, sharer, own)?.verdict.verdict
  return { newcomer: of('newcomer'), member: of('member'), trusted: of('trusted') }
}

describe('the codes of a picture', () => {
  const nobody = { newcomer: undefined, member: undefined, trusted: undefined }
  it.each([
    ['a group', [GROUP], { newcomer: 'ad', member: 'ad', trusted: 'ad' }],
    ['a person', [PERSON], { ...nobody, newcomer: 'ad', member: 'ad' }],
    ['a payment', ['wxp://x'], { ...nobody, newcomer: 'suspect', member: 'suspect' }],
    ['a short link', ['http://t.cn/x'], { ...nobody, newcomer: 'suspect' }],
    ['an unknown page', ['https://example.com/x'], { ...nobody, newcomer: 'suspect' }],
    ['an official account', ['http://weixin.qq.com/r/x'], nobody],
    ['a page that everybody knows', ['https://www.zhihu.com/question/1'], nobody],
    ['words', ['周六下午三点签到'], nobody],
    ['an ad in words', ['在家兼职日结200-500，加V❤️：xk8-8520'], { ...nobody, newcomer: 'ad', member: 'ad' }],
    [
      'several: the strongest',
      ['http://weixin.qq.com/r/x', PERSON, GROUP],
      { newcomer: 'ad', member: 'ad', trusted: 'ad' },
    ],
    ['nothing', [], nobody],
  ])('of %s', (_, texts, expected) => {
    expect(levels(texts)).toEqual(expected)
  })

  it('are all in the verdict, hits and misses, as nobody can click them', () => {
    const judged = judgePlaces([PERSON, GROUP], 'newcomer', set)
    expect(judged).toMatchObject({
      found: 'group',
      verdict: { verdict: 'ad', score: 100 },
      evidence: 'u[.]wechat[.]com/MK1\nweixin[.]qq[.]com/g/AwYAAJx1',
      about: 'weixin[.]qq[.]com/g/AwYAAJx1',
    })
    expect(judged?.verdict.checks).toEqual([
      { name: 'group-code', hit: true, score: 100, evidence: 'weixin[.]qq[.]com/g/AwYAAJx1' },
      { name: 'person-code', hit: true, score: 95, evidence: 'u[.]wechat[.]com/MK1' },
      { name: 'payment-code', hit: false, score: 70 },
      { name: 'short-link', hit: false, score: 66 },
      { name: 'unknown-link', hit: false, score: 62 },
    ])
  })

  it('follow the owner’s thresholds and exceptions', () => {
    expect(levels([GROUP], { ...set, kickAt: 120 }).newcomer).toBe('suspect')
    expect(levels([GROUP], { ...set, allow: ['weixin.qq.com/g/AwYAAJx1'] as never }).newcomer).toBeUndefined()
    expect(levels([GROUP], { ...set, allow: ['', ' '] as never }).newcomer).toBe('ad')
  })
})

describe('a shared link or mini-program', () => {
  const link = (title: string, url: string, description = '') => ({ kind: 'link', title, url, description }) as const
  const mini = (title: string) => ({ kind: 'mini-program', title }) as const
  const AD = '在家兼职日结200-500，加V❤️：xk8-8520'
  it.each([
    ['an ad’s title by a newcomer', link(AD, 'https://example.com'), 'newcomer', 'title', 'suspect'],
    ['an ad in its description', link('好消息', 'https://example.com', AD), 'newcomer', 'title', 'suspect'],
    ['a mini-program with an ad’s title', mini(AD), 'newcomer', 'title', 'suspect'],
    ['begging', mini('帮我砍一刀，就差你了'), 'member', 'bargain', 'suspect'],
    ['begging with a link', link('快来帮我助力', 'https://mobile.yangkeduo.com/x'), 'newcomer', 'bargain', 'suspect'],
    ['an invitation to a group', link('邀请你加入群聊', GROUP), 'member', 'group', 'ad'],
  ] as const)('%s', (_, part, sharer, found, verdict) => {
    expect(judgeShare(part, sharer, set)).toMatchObject({ found, verdict: { verdict } })
  })

  it('is judged by what one sees of it, however much there is', () => {
    const long = judgeShare(link('周末', 'https://example.com', `${'好'.repeat(200_000)}${AD}`), 'newcomer', set)
    expect(long).toBeUndefined()
    const seen = judgeShare(link(AD, 'https://example.com', '好'.repeat(200_000)), 'newcomer', set)
    expect(seen?.evidence.length).toBe(200)
  })

  it.each([
    ['an ad’s title by a member', link(AD, 'https://example.com'), 'member'],
    ['an article of an official account', link(AD, 'https://mp.weixin.qq.com/s/x'), 'newcomer'],
    ['a film', link('加我好友一起看', 'https://www.bilibili.com/video/BV1'), 'newcomer'],
    ['an ordinary title', link('周末去哪儿', 'https://example.com'), 'newcomer'],
    ['an ordinary mini-program', mini('天气预报'), 'newcomer'],
    ['help of another kind', mini('助力乡村振兴，从一杯茶开始'), 'newcomer'],
    ['begging by a KOL', mini('帮我砍一刀'), 'trusted'],
    ['what is no link', { kind: 'voice', seconds: 3 }, 'newcomer'],
    ['an empty link', link('', ''), 'newcomer'],
  ] as const)('nothing comes of %s', (_, part, sharer) => {
    expect(judgeShare(part, sharer, set)).toBeUndefined()
  })
})

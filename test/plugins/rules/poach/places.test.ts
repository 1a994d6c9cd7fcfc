import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { harmless, type PlaceKind, placeOf } from '../../../../plugins/rules/poach/places.js'

const leads: readonly [PlaceKind, readonly string[]][] = [
  [
    'group',
    [
      'https://weixin.qq.com/g/AwYAAJx1',
      'http://weixin.qq.com/g/AwYAAJx1',
      ' HTTPS://WEIXIN.QQ.COM/G/AwYAAJx1 ',
      'weixin.qq.com/g/AwYAAJx1',
      'https://x@weixin.qq.com:443/g/AwYAAJx1',
      'https://work.weixin.qq.com/gm/0f1e2d',
      'https://qm.qq.com/q/abc',
      'https://qm.qq.com/cgi-bin/qm/qr?k=x',
      'https://jq.qq.com/?_wv=1027&k=x',
      'https://t.me/joinchat/x',
      'tg://join?invite=x',
      'https://chat.whatsapp.com/x',
      'https://support.weixin.qq.com/cgi-bin/mmsupport-bin/addchatroombyinvite?ticket=A',
    ],
  ],
  [
    'person',
    [
      'https://u.wechat.com/MKx88520',
      'https://work.weixin.qq.com/ca/cawcde',
      'weixin://contacts/profile/wxid_1',
      'BEGIN:VCARD\nN:李四\nTEL:13800138000\nEND:VCARD',
      'MECARD:N:李四;TEL:13800138000;;',
      'https://wa.me/8613800138000',
    ],
  ],
  ['official', ['http://weixin.qq.com/r/4zq', 'http://weixin.qq.com/q/02x', 'https://mp.weixin.qq.com/s/abc']],
  [
    'payment',
    [
      'wxp://f2f0abc',
      'HTTPS://QR.ALIPAY.COM/FKX0123',
      'weixin://wxpay/bizpayurl?pr=x',
      'https://wx.tenpay.com/f2f?t=x',
    ],
  ],
  ['short', ['http://t.cn/A6x', 'https://dwz.cn/x', 'bit.ly/x']],
  [
    'known',
    ['https://www.bilibili.com/video/BV1', 'https://b23.tv/x', 'https://www.shenzhen.gov.cn/', 'v.douyin.com/x/'],
  ],
  [
    'unknown',
    [
      'https://example.com/',
      // What only looks like a place is none.
      'https://weixin.qq.com.evil.example/g/x',
      'https://evil.example/weixin.qq.com/g/x',
      'https://evil.example/?to=https://weixin.qq.com/r/x',
      'https://notbilibili.com/',
      'https://weixin.qq.com@evil.example/g/x',
      'https://weixin.qq.com/x/login',
    ],
  ],
  [
    'words',
    [
      '你好',
      '加我微信 xk8852',
      '6901234567892',
      'WIFI:S:home;P:12345678;;',
      '',
      'https://',
      'see https://weixin.qq.com/g/x',
    ],
  ],
]

describe('where a code leads', () => {
  it.each(leads.flatMap(([kind, texts]) => texts.map(text => [kind, text] as const)))('%s: %j', (kind, text) => {
    expect(placeOf(text).kind).toBe(kind)
  })

  it('never throws, and shows nothing that can be clicked', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })), text => {
        const place = placeOf(text)
        const shown = harmless(place)
        expect(shown.length).toBeLessThanOrEqual(49)
        if (place.kind !== 'words') expect(shown).not.toMatch(/\w\.\w|:\/\//)
      }),
    )
  })

  it('shows an address as it is read', () => {
    expect(harmless(placeOf('https://weixin.qq.com/g/AwYAAJx1'))).toBe('weixin[.]qq[.]com/g/AwYAAJx1')
    expect(harmless(placeOf('wxp://f2f0abc'))).toBe('wxp:f2f0abc')
    expect(harmless(placeOf('http://a.aa/:////'))).toBe('a[.]aa/:')
    expect(harmless(placeOf(`https://example.com/${'a'.repeat(90)}`))).toMatch(/^example\[\.\]com\/a{33,}…$/)
  })
})

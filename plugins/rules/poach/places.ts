/** Where an address leads, as far as it matters to a group. */
export type PlaceKind =
  /** Into another group, of whatever app. */
  | 'group'
  /** To one person, who wants to be added. */
  | 'person'
  /** An official account or its article. */
  | 'official'
  /** Money is asked for. */
  | 'payment'
  /** A host that hides where it leads. */
  | 'short'
  /** A host that everybody knows. */
  | 'known'
  /** Anywhere else on the web. */
  | 'unknown'
  /** No address at all. */
  | 'words'

/**
 * Addresses by host, or host and the beginning of a path; a host stands for its subdomains too. The first that fits
 * decides. What the codes of WeChat, 企业微信, QQ, Alipay, Telegram and others begin with is what their apps show.
 */
const places: readonly (readonly [PlaceKind, readonly string[]])[] = [
  [
    'group',
    [
      'weixin.qq.com/g/',
      'support.weixin.qq.com/cgi-bin/mmsupport-bin/addchatroom',
      'work.weixin.qq.com/gm/',
      'qm.qq.com',
      'jq.qq.com',
      'qun.qq.com',
      't.me',
      'telegram.me',
      'telegram.dog',
      'chat.whatsapp.com',
      'line.me/r/ti/g',
      'discord.gg',
      'discord.com/invite',
      'qr.dingtalk.com/action/joingroup',
      'applink.feishu.cn/client/chat',
    ],
  ],
  [
    'person',
    [
      'u.wechat.com',
      'work.weixin.qq.com/ca/',
      'work.weixin.qq.com/u/',
      'work.weixin.qq.com/kfid/',
      'wa.me',
      'line.me/ti/p',
      'line.me/r/ti/p',
      'qr.dingtalk.com/action/profile',
    ],
  ],
  ['official', ['weixin.qq.com/r/', 'weixin.qq.com/q/', 'mp.weixin.qq.com']],
  [
    'payment',
    [
      'qr.alipay.com',
      'ur.alipay.com',
      'ds.alipay.com',
      'mobilecodec.alipay.com',
      'wx.tenpay.com',
      'payapp.weixin.qq.com',
      'pay.weixin.qq.com',
      'qr.95516.com',
      'i.qianbao.qq.com',
    ],
  ],
  [
    'short',
    [
      't.cn',
      'url.cn',
      'dwz.cn',
      'dwz.mk',
      'suo.im',
      'suo.nz',
      'suo.yt',
      'mrw.so',
      'sourl.cn',
      'u.nu',
      '985.so',
      'rrd.me',
      '0x9.me',
      '6du.in',
      'c1n.cn',
      'bit.ly',
      'is.gd',
      'goo.gl',
      'tinyurl.com',
      'cutt.ly',
      'reurl.cc',
      'rebrand.ly',
      't.ly',
      'shorturl.at',
      'ow.ly',
      'v.gd',
    ],
  ],
  [
    'known',
    [
      'gov.cn',
      'edu.cn',
      'docs.qq.com',
      'v.qq.com',
      'y.qq.com',
      'news.qq.com',
      'view.inews.qq.com',
      'kdocs.cn',
      'meeting.tencent.com',
      'zhihu.com',
      'bilibili.com',
      'b23.tv',
      'douban.com',
      'weibo.com',
      'weibo.cn',
      'xiaohongshu.com',
      'xhslink.com',
      'douyin.com',
      'kuaishou.com',
      'music.163.com',
      'ximalaya.com',
      'xiaoyuzhoufm.com',
      'wjx.cn',
      'wjx.top',
      'jinshuju.net',
      'feishu.cn',
      'dingtalk.com',
      'yuque.com',
      'shimo.im',
      'github.com',
      'gitee.com',
      'amap.com',
      'map.baidu.com',
      'baike.baidu.com',
      'dianping.com',
      'dpurl.cn',
      '12306.cn',
      'people.com.cn',
      'xinhuanet.com',
      'news.cn',
      'cctv.com',
      'thepaper.cn',
      'wikipedia.org',
      'apple.com',
      'microsoft.com',
    ],
  ],
]

/** Addresses that are no web pages: an app opens them. */
const schemes: readonly (readonly [PlaceKind, RegExp])[] = [
  ['payment', /^(?:wxp|alipays?|weixin:\/\/wxpay)\b/],
  ['person', /^(?:weixin:\/\/(?:contacts|dl\/)|mqq(?:api|wpa):|begin:vcard|mecard:)/],
  ['group', /^tg:/],
]

/** An address taken apart: the host in small letters, then the path; without scheme, port and what stands before an `@`. */
export interface Place {
  kind: PlaceKind
  /** `host/path?query` of a web address, else what was written. */
  address: string
}

/** Where a text leads when it is an address and nothing else. Pure; never throws. */
export function placeOf(text: string): Place {
  const written = text.trim()
  const small = written.toLowerCase()
  const app = schemes.find(([, scheme]) => scheme.test(small))
  if (app) return { kind: app[0], address: written }
  const url = webAddress(written)
  if (!url) return { kind: 'words', address: written }
  const at = `${url.hostname}${url.pathname.toLowerCase()}`
  const found = places.find(([, starts]) => starts.some(start => leadsTo(at, start)))
  return { kind: found?.[0] ?? 'unknown', address: `${url.hostname}${url.pathname}${url.search}` }
}

/** The address as one may read it and nobody can click it: without its scheme, its dots in brackets, cut to 48 characters. */
export function harmless({ kind, address }: Place): string {
  const shown = kind === 'words' ? address.replace(/\s+/g, ' ') : address.replaceAll('.', '[.]').replace(/:\/+/g, ':')
  return shown.length > 48 ? `${shown.slice(0, 48)}…` : shown
}

function webAddress(text: string): URL | undefined {
  if (/\s/.test(text)) return undefined
  // Codes leave the scheme out now and then; a scanner opens them all the same.
  const whole = /^https?:\/\//i.test(text)
    ? text
    : /^(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]|$)/i.test(text)
      ? `http://${text}`
      : ''
  return URL.canParse(whole) ? new URL(whole) : undefined
}

/** Whether an address is at a place: the host itself or one below it, and on its path. */
function leadsTo(at: string, place: string): boolean {
  const slash = place.indexOf('/')
  if (slash >= 0) return at.startsWith(place) || at.startsWith(`www.${place}`)
  const host = at.slice(0, at.indexOf('/'))
  return host === place || host.endsWith(`.${place}`)
}

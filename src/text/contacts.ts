import { type Possible, possible } from './possible.js'

/**
 * Ways to reach somebody outside the group, found in canonical text (see canonical.ts).
 * - `call`: being told to add or write to somebody (加薇, +v, 加我助理微信)
 * - `handle`: a channel and a name or number on it (v:zz8899, qq 12345678, 加 xk8852)
 * - `phone`: a telephone number · `app`: another app's address (t.me/x, 飞机 @x)
 * - `link`: an address of the web; `known` when everybody posts such links (mp.weixin.qq.com, github.com …)
 */
export interface Contact {
  kind: 'call' | 'handle' | 'phone' | 'app' | 'link'
  from: number
  to: number
  /** How openly it is written: 微信 is plain, vx short, 薇❤ and 卫星 hidden. */
  guise: 'plain' | 'short' | 'hidden'
  known: boolean
}

/** Every contact in canonical text, by kind; the same stretch may be a call and a handle. At most 100 of them. */
export function findContacts(text: string): Contact[] {
  candidates ??= possible(patterns.map(({ pattern }) => pattern))
  const may = candidates(text)
  if (may.length === 0) return []
  const found: Contact[] = []
  for (const { kind, guise, known, of } of rulesAmong(may)) {
    let end = 0
    for (const { from, to } of stretchesOf(text, of)) {
      // A rule says a thing once: of what overlaps, the first.
      if (from < end || found.length === 100) continue
      end = to
      found.push({ kind, guise, from, to, known: known?.test(text.slice(from, to)) ?? false })
    }
  }
  return found
}

let candidates: Possible | undefined

/** The rules whose patterns these are, in the grammar's order, each with those patterns alone. */
function rulesAmong(places: readonly number[]): (Rule & { of: RegExp[] })[] {
  const rules: (Rule & { of: RegExp[] })[] = []
  for (const at of [...places].sort((a, b) => a - b)) {
    const place = patterns[at]
    if (!place) continue
    const last = rules.at(-1)
    if (last?.patterns === place.rule.patterns) last.of.push(place.pattern)
    else rules.push({ ...place.rule, of: [place.pattern] })
  }
  return rules
}

function stretchesOf(text: string, expressions: readonly RegExp[]): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = []
  for (const expression of expressions) {
    // Nearly every text holds none, and a look costs a seventh of setting out to list them.
    if (text.search(expression) < 0) continue
    for (const match of text.matchAll(expression)) {
      stretches.push({ from: match.index, to: match.index + match[0].length })
    }
  }
  return stretches.length > 1 && expressions.length > 1 ? stretches.sort((a, b) => a.from - b.from) : stretches
}

/** True when canonical text tells how to reach somebody: what a printed name must not do. */
export function holdsContact(text: string): boolean {
  return /\d{6}/.test(text) || findContacts(text).some(contact => !contact.known)
}

// ——— the words the grammar is made of

// What 微信 is written as. One such character alone is a name or a word: it needs 信, or what 信 is written as, or an end.
const wei = '[微薇威徽葳溦维韦巍喂卫围唯魏胃娓潍媺]'
const weiButNotWei = '[薇威徽葳溦维韦巍喂卫围魏胃潍媺]'
const xin = '[❤心星芯锌辛鑫欣馨狺]'
const qq = '[口扣筘蔻寇冦蔲抠]'
const english = '(?:wechat|w?eixin)'
const satellite = '(?!图|云|导航|定位|电视|轨|通信|地图|遥|照|发射)'

// Somebody is to be added: the verb, whom (加「我助理」微信), and what may follow the channel's name.
const add = `(?:添?加|(?<![a-z0-9])\\+|十(?=[ :]?(?:[v薇溦葳]|微信|扣扣|qq|vx))|联系|联糸|咨询|资询|详询|戳|撩|滴|[家佳伽嘉茄咖珈](?=[ :]?(?:[vw薇溦徽葳]|微信|卫星|扣扣|(?:${wei}|${qq})(?:$|[^一-龥]|[看心星芯]))))`
const whom =
  '(?:我们?|一?下|个|上|俺|本人|他|她|客服|助理|助教|老师|班主任|群主|学[姐长]|小助手|管理员?|店主|主播|小姐姐|经理|顾问|官方|负责人|好友|企业|私人|的|主页|简介|头像|[下上]方|[ :]){0,4}'
const afterName =
  '(?=$|[^一-龥a-z0-9]|号|联系|咨询|领|送|聊|详|私|拉|进|备|看|办|免费|获|了解|我|即|可|谈|说|发|扣|群|交流|好友)'

// A name on a channel. Where nothing announces it, it must hold a digit or an underscore to be one.
const name = '[a-z][a-z0-9_-]{4,19}'
const oddName = '(?=[a-z_-]{0,18}\\d|[a-z0-9-]{0,18}_)[a-z][a-z0-9_-]{3,19}'
const number = '\\d{5,12}(?![\\d元块步个人万千k%年月分条次名位.])' // not 微信10000步
const joint = '[ :;,.=~>是为\\-_]'

const openChannel = `(?:微信|${english}|wx|vx|qq)`
const hiddenChannel = `(?:${weiButNotWei}(?:信|${xin})|微${xin}|[vw](?:信|${xin})|[薇徽葳溦]|绿泡泡?|绿色软件|扣扣|口口|蔻蔻|企鹅|乞鹅|球球)`

const topDomains =
  'com|cn|net|top|xyz|vip|cc|me|club|shop|link|site|online|fun|ltd|app|org|io|info|tv|im|ly|so|icu|work|pro|live|store'
const inAddress = '[a-z0-9./:?=&%_+#~@!-]'
const everydayHosts = new RegExp(
  `^(?:https?://)?(?:[a-z0-9-]+\\.)*(?:weixin\\.qq\\.com/(?:s|mp)\\b|(?:${[
    '(?:mp\\.weixin|docs|y|v|news)\\.qq\\.com|meeting\\.tencent\\.com|feishu\\.cn|dingtalk\\.com|yuque\\.com|notion\\.so',
    'github\\.(?:com|io)|gitee\\.com|stackoverflow\\.com|npmjs\\.com|csdn\\.net|juejin\\.cn|arxiv\\.org|microsoft\\.com|apple\\.com',
    'bilibili\\.com|b23\\.tv|zhihu\\.com|douban\\.com|weibo\\.c(?:om|n)|jianshu\\.com|xiaohongshu\\.com|xhslink\\.com|36kr\\.com',
    'baidu\\.com|163\\.com|sohu\\.com|sina\\.com(?:\\.cn)?|thepaper\\.cn|people\\.com\\.cn|xinhuanet\\.com|cctv\\.com|geekbang\\.org',
    'google\\.com|youtube\\.com|youtu\\.be|wikipedia\\.org|x\\.com|twitter\\.com|medium\\.com',
    '12306\\.cn|ctrip\\.com|amap\\.com|dianping\\.com|[a-z0-9-]+\\.(?:gov|edu)(?:\\.cn)?',
  ].join('|')})(?![a-z0-9.@-]))`,
)

// ——— the grammar

interface Rule {
  kind: Contact['kind']
  guise: Contact['guise']
  patterns: readonly RegExp[]
  known?: RegExp
}

function rule(kind: Contact['kind'], guise: Contact['guise'], ...sources: readonly string[]): Rule {
  return { kind, guise, patterns: sources.map(source => new RegExp(source, 'g')) }
}

const grammar: readonly Rule[] = [
  rule('call', 'plain', `${add}${whom}(?:微信|${english}|qq|q群|扣扣|企鹅)(?![a-z])`),
  rule('call', 'short', `${add}${whom}(?:vx|wx|微|q|扣|口口|${qq}(?![一-龥]))${afterName}`),
  rule(
    'call',
    'hidden',
    `${add}${whom}(?:[${wei.slice(1, -1)}v]${xin}|${weiButNotWei}信)${satellite}`,
    `${add}${whom}(?:[vw]信|[${weiButNotWei.slice(1, -1)}v]|绿泡泡?|蔻蔻|球球|乞鹅)${afterName}`,
    '(?<![a-z])jia ?(?:wo ?)?(?:v|wei|wx|vx|weixin|q|qq)(?![a-z])',
    '(?:加|\\+)[我俺]?[ :]?[vwq](?=[ :]?[a-z0-9_-]{0,19}\\d)',
  ),
  rule(
    'handle',
    'plain',
    `(?<![a-z])${openChannel}(?:号码?|同号|群|id|账号)?(?:${joint}{0,3}(?:${oddName}|${number})|(?:号是?|[:=])[ :]{0,2}${name})`,
  ),
  rule(
    'handle',
    'short',
    `(?<![a-z0-9单号])(?:q|口|扣)(?:群|号)?[ :;=+,~十硪]{0,3}[1-9]\\d{5,10}(?![\\d元块万])`,
    `[群裙峮]号?[ :;=+是为~]{0,3}[1-9]\\d{6,10}(?![\\d元块万人年月日])`,
    `qq[十硪,~]{1,2}[1-9]\\d{5,10}(?!\\d)`,
    `(?:加|(?<![a-z0-9])\\+|联系|咨询|私|找)[我群裙]?[ :]{0,2}(?:${oddName}(?![a-z0-9@.])|[1-9]\\d{6,10}(?![\\d元块万年月]))`,
  ),
  rule(
    'handle',
    'hidden',
    `${hiddenChannel}(?:号码?|同号|群)?${joint}{0,3}(?:${oddName}|${number}|(?<=[:=] ?)${name})`,
    `(?<![a-z0-9])[vw](?:[ :;=+,_-]{1,3}(?:${oddName}|${number})|\\d{6,12}(?!\\d))`,
    `(?<![a-z0-9])v{1,3}[:;] ?${name}`,
    `(?:加|\\+)我?[vw薇微威徽葳溦维喂潍]信?[一-龥]{0,4}[ :\\n]{0,2}${oddName}`,
    `(?:加|\\+)我?(?:[微薇]信?|vx?|wx)[ :]{0,2}[a-z]{6,20}(?![a-z.@])`,
    `[薇威徽葳溦潍喂][ :;]{0,2}(?=[a-z]{1,16}\\d{3})[a-z][a-z0-9_-]{4,19}`,
    `(?<![a-z0-9])(?=[a-z]{1,8} ?\\d{3})[a-z]{1,8} ?\\d{3,10}[ +]{0,3}[薇威徽葳溦喂](?![一-龥])`,
    `${wei}(?:${joint}{0,2}[1-9]\\d{6,10}(?!\\d)|[:;]${oddName})`,
    '[企乞琦巧妍凡]?鹅[ :]{0,2}[1-9]\\d{5,10}(?!\\d)',
    `(?<!\\d)[1-9]\\d{5,10}[ +]{0,3}(?:口(?![一-龥])|[薇徽溦](?![一-龥])|扣扣|\\+[vq](?![a-z])|[一-龥]{1,3}(?:口口|\\+鹅)|\\+?[蔻蔲])`,
  ),
  rule(
    'phone',
    'plain',
    '(?<![\\d.])(?:86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}(?!\\d)',
    '(?<![\\d.])(?:400[- ]?\\d{3,4}[- ]?\\d{3,4}|0(?:10|2\\d|[3-9]\\d{2})[- ]?\\d{7,8})(?!\\d)',
  ),
  rule(
    'app',
    'plain',
    '(?<![a-z])(?:https?://)?(?:t\\.me|telegram\\.me|tlgr\\.me)/[a-z0-9_+/-]{2,40}',
    '(?:(?<![a-z])(?:tg|telegram|whatsapp|potato|snapchat|signal)|纸?飞[机僟]|电报|蝙蝠|土豆)(?:号|群|频道|联系|咨询|搜索?|溲|加)?[ :@+]{0,3}(?:@[a-z0-9_]{3,32}|[a-z][a-z0-9_]{4,31}|\\+?\\d{6,15})',
    '(?:联系|咨询|对接|客服|接待|私信|主号|飞机)[ :]{0,2}@[a-z][a-z0-9_]{4,31}',
  ),
  rule('app', 'short', '(?<![a-z0-9.])@(?=[a-z_]{0,31}[\\d_])[a-z][a-z0-9_]{4,31}(?![a-z0-9_.])'),
  {
    ...rule(
      'link',
      'plain',
      `https?://${inAddress}{4,300}`,
      `(?<![a-z0-9@.-])(?:[a-z0-9-]{1,63}\\.){1,3}(?:${topDomains})(?![a-z0-9.])${inAddress}{0,300}`,
    ),
    known: everydayHosts,
  },
]

const patterns = grammar.flatMap(rule => rule.patterns.map(pattern => ({ rule, pattern })))

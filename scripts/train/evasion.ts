import pairs from 'opencc-js/dict/TSCharacters'
import { pick, type Random } from './random.js'

/**
 * Ways in which advertisers rewrite a text so that word lists miss it. Chat is rewritten in the same ways before it is learnt
 * from: else an odd character would itself become the sign of an ad.
 */
const evasions: Readonly<Record<string, (text: string, random: Random) => string>> = {
  blanks: (text, random) => between(text, random, 0.3 + random() * 0.6, [' ', ' ', '  ', '\u3000']),
  dots: (text, random) =>
    between(
      text,
      random,
      0.2 + random() * 0.5,
      pick(random, [['.'], ['-'], ['·'], ['*', '_'], ['|', '/'], ['~', '.', '、']]),
    ),
  pictures: (text, random) => between(text, random, 0.1 + random() * 0.3, [...'🎉✨👇🔥👉💰🌹⭐✅❤😊🍀']),
  unseen: (text, random) =>
    between(text, random, 0.2 + random() * 0.4, ['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad']),
  wide: (text, random) =>
    each(text, random, 0.5 + random() * 0.5, unit =>
      unit > ' ' && unit <= '~' ? String.fromCharCode(unit.charCodeAt(0) + 0xfee0) : unit,
    ),
  traditional: (text, random) => each(text, random, 0.6 + random() * 0.4, unit => traditional().get(unit) ?? unit),
  circles: (text, random) => {
    const style = pick(random, digitStyles)
    return each(text, random, 0.9, unit => (unit >= '0' && unit <= '9' ? (style[Number(unit)] ?? unit) : unit))
  },
  letters: (text, random) => {
    const [low, high] = pick(random, letterStyles)
    return each(text, random, 0.9, unit =>
      unit >= 'a' && unit <= 'z'
        ? String.fromCodePoint(low + unit.charCodeAt(0) - 0x61)
        : unit >= 'A' && unit <= 'Z'
          ? String.fromCodePoint(high + unit.charCodeAt(0) - 0x41)
          : unit,
    )
  },
  downwards: text => (text.length > 40 ? text : [...text].join('\n')),
  marks: (text, random) => between(text, random, 0.3, ['\u0336', '\u0347', '\u0332', '\u20e3']),
  apart: (text, random) => each(text, random, 0.9, unit => takenApart.get(unit) ?? unit),
  sounds: (text, random) => text.replace(sounding, word => pick(random, sounds.get(word) ?? [word])),
  sounding: (text, random) =>
    each(text, random, 0.5, unit => {
      const like = soundsLike.get(unit)
      return like ? pick(random, [...like]) : unit
    }),
  brackets: (text, random) => text.replace(/[\u3400-\u9fff]{2}/g, pair => (random() < 0.15 ? `【${pair}】` : pair)),
}

/** A text rewritten in one way, or in two. */
export function evade(text: string, random: Random): string {
  const names = Object.keys(evasions)
  let written = evasions[pick(random, names)]?.(text, random) ?? text
  if (random() < 0.4) written = evasions[pick(random, names)]?.(written, random) ?? written
  return written
}

function each(text: string, random: Random, share: number, change: (character: string) => string): string {
  let result = ''
  for (const character of text) result += random() < share ? change(character) : character
  return result
}

function between(text: string, random: Random, share: number, what: readonly string[]): string {
  let result = ''
  for (const character of text) result += random() < share ? character + pick(random, what) : character
  return result
}

const digitStyles: readonly (readonly string[])[] = [
  [...'⓪①②③④⑤⑥⑦⑧⑨'],
  [...'⓿❶❷❸❹❺❻❼❽❾'],
  [...'0⑴⑵⑶⑷⑸⑹⑺⑻⑼'],
  [...'0⒈⒉⒊⒋⒌⒍⒎⒏⒐'],
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹'],
  [...'₀₁₂₃₄₅₆₇₈₉'],
  [...'〇一二三四五六七八九'],
  [...'零壹贰叁肆伍陆柒捌玖'],
  [...'𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗'],
  [...'0123456789'].map(digit => `${digit}\ufe0f\u20e3`),
]

/** Where the small and the capital letters of a style begin: circled, squared, mathematical. */
const letterStyles: readonly (readonly [number, number])[] = [
  [0x24d0, 0x24b6],
  [0x1f170, 0x1f170],
  [0x1d41a, 0x1d400],
  [0x1d5ba, 0x1d5a0],
  [0x1d68a, 0x1d670],
  [0xff41, 0xff21],
]

const takenApart = new Map(
  '信亻言 扣扌口 群君羊 钱钅戋 诉讠斤 讯讠卂 传亻专 代亻弋 红纟工 注氵主 件亻牛 赚贝兼 强弓虽 私禾厶 聊耳卯 加力口'
    .split(' ')
    .map(([whole = '', ...parts]) => [whole, parts.join('')]),
)

/** Words of advertising as they are written to be heard rather than seen. */
const sounds = new Map<string, readonly string[]>([
  [
    '微信',
    ['薇信', '威信', '微心', '薇❤', 'v信', 'V❤️', 'vx', 'wx', '卫星', '徽信', '徵信', '葳芯', '维信', '微❤', '绿泡泡'],
  ],
  ['加我', ['➕我', '伽我', '+我', '家我', 'jia我']],
  ['qq', ['扣扣', 'Q', 'q q', '企鹅', '口口', 'ＱＱ']],
  ['QQ', ['扣扣', 'Q', 'Ｑ', '企鹅', '蔻蔻']],
  ['兼职', ['兼只', 'jian职', '兼zhi', '煎职', 'jz']],
  ['发票', ['fa票', '发piao', '發漂', '发嘌', 'fp']],
  ['代理', ['黛理', '代李', 'dai理']],
  ['免费', ['免廢', 'mian费', '免肺', '免fei']],
  ['联系', ['联糸', '連系', '练习', 'lian系']],
  ['电话', ['电活', '电huà', '☎', '📞']],
  ['群', ['裙', '羣', '君羊', 'qun', '峮']],
  ['贷款', ['袋款', '贷kuan', '代款']],
  ['赚钱', ['zhuan钱', '赚米', '挣米', '赚Q']],
  ['元宝', ['圆宝', '元保', 'yb', '沅宝']],
  ['优惠', ['优hui', '犹惠', '优恵']],
  ['私聊', ['思聊', 'si聊', '厶聊', '丝聊']],
])
const sounding = new RegExp([...sounds.keys()].join('|'), 'g')

/** Characters that sound or look alike, for any text. */
const soundsLike = new Map(
  '的得地 在再 做作 是事 他她 你妳 那哪 吗嘛 啊阿 和合 有友 号浩 美每 金今 银吟 出初 收授 需须 要药 单丹 高糕 价佳 买卖 店点 一壹 天添 送宋 品拼 质执 量亮 新心 时食 员圆 公工 司思 办伴 理里 学雪 生升 期七 投头 资姿 股古 票漂 房防 平坪 米咪 万完 百佰 千仟 元圆 红宏 包苞 免勉 费废'
    .split(' ')
    .flatMap(group => [...group].map(one => [one, [...group].filter(other => other !== one).join('')] as const)),
)

let traditionalOf: Map<string, string> | undefined

function traditional(): Map<string, string> {
  if (!traditionalOf) {
    traditionalOf = new Map()
    for (const pair of pairs.split('|')) {
      const [odd, plain] = pair.split(' ')
      if (odd?.length === 1 && plain?.length === 1 && odd !== plain && !traditionalOf.has(plain))
        traditionalOf.set(plain, odd)
    }
  }
  return traditionalOf
}

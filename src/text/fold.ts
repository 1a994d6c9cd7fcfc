import { simplifyUnit } from './simplify.js'

/**
 * One character as anybody would read it: `Ⓥ` `𝐕` `Ꮩ` `ⓥ` → `v`, `❽` → `8`, `兼職`'s `職` → `职`, a zero-width space → nothing.
 * Returns an empty string for what cannot be seen and for marks that only decorate.
 */
export function fold(character: string): string {
  if (character.length === 1) {
    const unit = foldUnit(character.charCodeAt(0))
    if (unit >= 0) return String.fromCharCode(unit)
  }
  const known = seen.get(character)
  if (known !== undefined) return known
  const folded = read(character)
  // A long message of rare characters must not grow this for ever: there are a million of them.
  if (seen.size >= 8192) seen.clear()
  seen.set(character, folded)
  return folded
}

/** What a UTF-16 unit is read as where that is exactly one unit; −1 where it is none or several, or half of a pair. */
export function foldUnit(unit: number): number {
  const known = units[unit] ?? 0
  return known === 0 ? learn(unit) : known < 0 ? -1 : known - 1
}

const seen = new Map<string, string>()

/** By unit: what it is read as, plus one; −1 where that is not one unit; 0 where nobody has asked yet. */
const units = new Int32Array(0x10000)

function learn(unit: number): number {
  const folded = unit >= 0xd800 && unit <= 0xdfff ? '' : read(String.fromCharCode(unit))
  units[unit] = folded.length === 1 ? folded.charCodeAt(0) + 1 : -1
  return folded.length === 1 ? folded.charCodeAt(0) : -1
}

/** Marks of scripts whose words need them (Hebrew to Thai, Tibetan, Vedic); all others only decorate: 车͇队͇, 招̶. */
const neededMark = /[\u0591-\u1aaf\u1b00-\u1cff]/
const invisible = /^[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\u{1f3fb}-\u{1f3ff}]$/u
const mark = /^\p{M}$/u

function read(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd' // half of a pair, alone
  if (code === 0x0a || code === 0x0d || code === 0x0b || code === 0x0c || code === 0x85) return '\n'
  if (code === 0x2028 || code === 0x2029) return '\n'
  if (code === 0x09 || code === 0x2800) return ' '
  const enclosed = unenclose(code)
  if (enclosed !== undefined) return enclosed
  if (code === 0x2026) return character // …… ends a sentence; NFKC would make dots of it
  const picture = pictures.get(code)
  if (picture !== undefined) return picture
  if (invisible.test(character)) return ''
  if (mark.test(character)) return neededMark.test(character) ? character : ''
  const normal = character.normalize('NFKC')
  if (normal.length > 1 && normal.startsWith(' ')) return character // a mark on its own: ゛ ´
  let result = ''
  for (const plain of unbracket(normal)) {
    const alike = lookAlikes.get(plain)
    result += alike ?? fromLatin(plain.toLowerCase())
  }
  return result
}

/** é → e, ü → u; kana, Hangul and scripts that need their marks stay whole. */
function fromLatin(letter: string): string {
  const alike = lookAlikes.get(letter)
  if (alike !== undefined) return alike
  if (mark.test(letter) && !neededMark.test(letter)) return ''
  const code = letter.charCodeAt(0)
  // Some letters have no small form without a mark (İ); the mark decorates like any other.
  if (letter.length > 1 && code < 0x370) return letter.normalize('NFD').replace(/\p{M}/gu, '')
  if (letter.length === 1) {
    if (code >= 0xc0 && code < 0x370) return bare(letter)
    if (code >= 0x1e00 && code < 0x2000) return bare(letter)
    if (code >= 0x2e80) return String.fromCharCode(simplifyUnit(simplifyUnit(code))) // 薴 → 苧 → 苎
  }
  return letter
}

function bare(letter: string): string {
  const plain = letter.normalize('NFD').replace(/\p{M}/gu, '')
  return lookAlikes.get(plain) ?? plain
}

/** NFKC writes ⑴ as (1), ⒈ as 1. and ㈤ as (五): the dress is no part of the number. */
function unbracket(normal: string): string {
  const dressed = /^\((.{1,2})\)$|^(\d{1,2})\.$/u.exec(normal)
  return dressed ? (dressed[1] ?? dressed[2] ?? normal) : normal
}

/** Circles and squares that Unicode gives no plain form for. */
function unenclose(code: number): string | undefined {
  if (code >= 0x2776 && code <= 0x2793) return String(((code - 0x2776) % 10) + 1) // ❶ ➀ ➊
  if (code >= 0x24eb && code <= 0x24f4) return String(code - 0x24eb + 11) // ⓫
  if (code >= 0x24f5 && code <= 0x24fe) return String(code - 0x24f5 + 1) // ⓵
  if (code === 0x24ff || code === 0x1f10b || code === 0x1f10c) return '0' // ⓿
  if (code === 0x1f51f) return '10' // 🔟
  if (code >= 0x1f150 && code <= 0x1f169) return String.fromCharCode(0x61 + code - 0x1f150) // 🅐
  if (code >= 0x1f170 && code <= 0x1f189) return String.fromCharCode(0x61 + code - 0x1f170) // 🅰
  return undefined
}

/** Pictures that are read as a word. Hearts keep a sign of their own: V❤ is 微信, 我❤你 is not. */
const pictures = new Map<number, string>([
  ...[
    0x2764, 0x2665, 0x2661, 0x1f493, 0x1f495, 0x1f496, 0x1f497, 0x1f49a, 0x1f49b, 0x1f49c, 0x1f499, 0x1f9e1, 0x1f5a4,
    0x1f90d,
  ].map(code => [code, '❤'] as const),
  ...[0x2795, 0x271a, 0x2719, 0x271b, 0x271c, 0x253c, 0x254b].map(code => [code, '+'] as const), // ➕✚
  ...[0x2708, 0x1f6e9, 0x1f6eb].map(code => [code, '飞机'] as const),
  ...[0x260e, 0x1f4de, 0x1f4f1, 0x1f4f2, 0x2706].map(code => [code, '电话'] as const),
  [0x1f6f0, '卫星'],
  [0x1f427, '企鹅'],
  [0x1f9e7, '红包'],
])

/** Pairs of an odd character and what it is read as. */
function pairsOf(text: string): (readonly [string, string])[] {
  return (text.match(/../gu) ?? []).map(pair => {
    const [odd = '', plain = ''] = pair
    return [odd, plain] as const
  })
}

/** Letters of other alphabets and signs that look like Latin ones, and radicals that stand for the character they are of. */
const lookAlikes = new Map<string, string>([
  ...pairsOf(
    'ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxαaβbεeηnιiκkνvοoρpτtυuχxγyωwμuϲcϳj' +
      'АaВbЕeКkМmНhОoРpСcТtУyХxЅsІiЈjаaвbеeкkмmнhоoрpсcтtуyхxѕsіiјjԁdԛqԝwһhѵvѴvҮyүyѡwЗ3з3' +
      'ՏsՍuսuՕoօoոnհhցgզqյjԼlԿk' +
      'ᎠdᎡrᎢtᎪaᎫjᎬeᎳwᎷmᎻhᏀgᏃzᏙvᏞlᏟcᏢpᏦkᏴbᎩyᎽyᏒrᏔwᏕsᏚsᏩvᏂhᏏb' +
      'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpǫqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɑaɡgıiøoØołlŁlđdĐdħhʋvʌv' +
      '∨v⋁v√v∪u⋃u乂x〤xㄨx訫心嶶微㣲微峮群',
  ),
  // Radicals with a place of their own in Unicode, of which NFKC knows only two (those of Kangxi it knows all).
  ...pairsOf(
    '⺁厂⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋卩⺍小⺎兀⺓幺⺔彐⺕彐⺖忄⺘扌⺙攵⺜日⺝月⺞歹⺠民⺡氵⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱罒⺳罒' +
      '⺴罒⺵罒⺶羊⺷羊⺹老⺺聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食' +
      '⻟食⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙',
  ),
])

import { simplifyUnit } from './simplify.js'

/**
 * One character as anybody would read it: `Ⓥ` `𝐕` `Ꮩ` `ⓥ` → `v`, `❽` → `8`, `兼職`'s `職` → `职`, a zero-width space → nothing.
 * Returns an empty string for what cannot be seen and for marks that only decorate.
 */
export function fold(character: string): string {
  const known = seen.get(character)
  if (known !== undefined) return known
  const folded = read(character)
  // A long message of rare characters must not grow this for ever: there are a million of them.
  if (seen.size >= 8192) seen.clear()
  seen.set(character, folded)
  return folded
}

const seen = new Map<string, string>()

/** Marks of scripts whose words need them (Hebrew to Thai, Tibetan, Vedic); all others only decorate: 车͇队͇, 招̶. */
const neededMark = /[\u0591-\u1aaf\u1b00-\u1cff]/
const invisible = /^[\p{Cf}\p{Cc}\u115f\u1160\u3164\uffa0\u{1f3fb}-\u{1f3ff}]$/u
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
  let result = ''
  for (const plain of unbracket(character.normalize('NFKC'))) {
    const alike = lookAlikes.get(plain)
    result += alike ?? fromLatin(plain.toLowerCase())
  }
  return result
}

/** é → e, ü → u; kana, Hangul and scripts that need their marks stay whole. */
function fromLatin(letter: string): string {
  const alike = lookAlikes.get(letter)
  if (alike !== undefined) return alike
  if (letter.length === 1) {
    const code = letter.charCodeAt(0)
    if (code >= 0xc0 && code < 0x370) return letter.normalize('NFD').replace(/\p{M}/gu, '')
    if (code >= 0x1e00 && code < 0x2000) {
      const bare = letter.normalize('NFD').replace(/\p{M}/gu, '')
      return lookAlikes.get(bare) ?? bare
    }
    if (code >= 0x2e80) return String.fromCharCode(simplifyUnit(code))
  }
  return letter
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

/** Letters of other alphabets and signs that look like Latin ones: each pair is the odd one and what it is read as. */
const lookAlikes = new Map<string, string>(
  (
    'ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxαaβbεeηnιiκkνvοoρpτtυuχxγyωwμuϲcϳj' +
    'АaВbЕeКkМmНhОoРpСcТtУyХxЅsІiЈjаaвbеeкkмmнhоoрpсcтtуyхxѕsіiјjԁdԛqԝwһhѵvѴvҮyүyѡw' +
    'ᎠdᎡrᎢtᎪaᎫjᎬeᎳwᎷmᎻhᏀgᏃzᏙvᏞlᏟcᏢpᏦkᏴbᎩyᎽyᏒrᏔwᏕsᏚsᏩvᏂhᏏb' +
    'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpǫqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɑaɡgıiøoØołlŁlđdĐdħhʋvʌv' +
    '∨v√v∪u乂x訫心嶶微峮群'
  )
    .match(/../gu)
    ?.map(pair => {
      const [odd = '', plain = ''] = pair
      return [odd, plain] as const
    }),
)

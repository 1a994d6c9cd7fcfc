// What people say at a door besides the word that opens it. Pure.

/** A text without what makes no difference: 「 您好～😊」 → 您好. */
function bare(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[[^\]]{1,6}\]/gu, '') // [微笑], as the old faces arrive
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Words that greetings, thanks and nods are made of. Read one after the other, longest first, without trying again. */
const words = [
  ...['你', '您', '大家', '各位', '老师', '群主', '管理员', '小助', '亲', '朋友'],
  ...['好', '早', '早上好', '早安', '上午好', '中午好', '下午好', '晚上好', '晚安', '新年好', '新年快乐'],
  ...[
    '哈喽',
    '哈啰',
    '哈罗',
    '哈楼',
    '嗨',
    '嘿',
    '喂',
    'hi',
    'hello',
    'helo',
    'hallo',
    'hey',
    'yo',
    '在',
    '在不在',
    '有人',
  ],
  ...[
    '请问',
    '打扰',
    '一下',
    '不好意思',
    '麻烦',
    '非常',
    '十分',
    '太',
    '谢',
    '多谢',
    '感谢',
    'thx',
    'thank',
    'thanks',
    'you',
  ],
  ...['嗯', '哦', '噢', '啊', '呃', '额', '行', '哈', '嘻', '呵', 'ok', 'okay', '收到', '知道', '明白', '了解', '辛苦'],
  ...['再见', '拜拜', 'bye', '呀', '哇', '吖', '么', '吗', '嘛', '呢', '吧', '啦', '了', '的', '滴', '哒'],
].sort((a, b) => b.length - a.length)

/** 「我是李想」 is what WeChat itself puts into a friend request. */
const introduction = /^(?:我是[^是]{1,8}|i?am[a-z]{1,20}|im[a-z]{1,20})$/u

function isMadeOfWords(said: string): boolean {
  for (let at = 0; at < said.length; ) {
    const left = said.slice(at)
    if (introduction.test(left)) return true
    const word = words.find(each => left.startsWith(each))
    if (word === undefined) return false
    at += word.length
  }
  return true
}

/** True of what is no try at anything: a greeting, thanks, an emoji, punctuation, a picture (which has no text). */
export function isCourtesy(text: string): boolean {
  return piecesOf(text)
    .map(bare)
    .every(said => said.length <= 40 && isMadeOfWords(said))
}

/** What stands between blanks and punctuation: 「我是李想，夜跑不孤单」 is a courtesy and something else. */
export function piecesOf(text: string): string[] {
  return text
    .slice(0, 400)
    .split(/[\s,，.。;；!！?？~～、]+/u)
    .filter(piece => piece !== '')
}

/** True of a courtesy that waits for an answer: a greeting or a call, no thanks, nod or emoji. */
export function isHello(text: string): boolean {
  return isCourtesy(text) && /好|早|在|嗨|嘿|喂|哈[喽啰罗楼]|问|有人|我是|h+i|hel+o|hey|yo/u.test(bare(text))
}

/** 「同意」, as it is asked for; a nod is not enough for a consent that is put on record. */
export function agrees(text: string): boolean {
  return /^(?:好的?|嗯+)?(?:我|本人)?(?:已经?)?(?:阅读|看过?|读过?)?(?:完|了)?(?:并|且)?(?:完全|都)?同意(?:遵守)?(?:以上)?(?:群规|规则)?(?:的|了|哦|呀|啦|哈)?$|^(?:i)?(?:agree|accept)d?$/u.test(
    bare(text),
  )
}

/** 「不同意」, 「算了」, 「不进了」. */
export function declines(text: string): boolean {
  return /^(?:我)?(?:还是)?(?:不(?:同意|进|加|去|要|想进|想加)(?:群)?(?:了|啦|吧)?|算了(?:吧)?|取消(?:申请)?|放弃|退出|no|cancel|disagree)$/u.test(
    bare(text),
  )
}

/** 「我想进群」, 「拉我」, 「申请加入」: the wish to be let in. */
export function wishesIn(text: string): boolean {
  const said = bare(text)
  return (
    said.length <= 30 &&
    /(?:进|入|加)(?:一?下)?(?:群|你们|咱们|社群)|拉我|拉(?:一?下)?(?:群|进)|(?:申请|想|要|可以|能|怎么|如何)(?:进|加|入|加入)|^(?:进|加入|申请|报名|join)/u.test(
      said,
    ) &&
    // A line of WeChat's own, typed or forwarded, is nobody's wish.
    !/邀请(?:你|您|了)|加入了群聊/u.test(said) &&
    !declines(text)
  )
}

/** A nod to something just offered: 「好」, 「要」, 「1」. */
export function nods(text: string): boolean {
  return /^(?:好|要|行|可以|想|是|嗯|对|中|愿意|ok(?:ay)?|yes|y|1)(?:的|呀|啊|吧|哒|滴|进|想)*$/u.test(bare(text))
}

/** 「重发」, 「没收到」: the card did not come, or was lost. */
export function missesCard(text: string): boolean {
  const said = bare(text)
  return said.length <= 20 && /重发|再发|没(?:有)?(?:收|看)到|收不到|过期|resend/u.test(said)
}

/** A choice by number from 1: 「1」, 「１」, 「选1」, 「第二个」; undefined when it is none. */
export function choiceOf(text: string, choices: readonly string[]): number | undefined {
  const said = bare(text)
  const typed = /^(?:我)?(?:选|第|答案?|回复?)?(\d{1,2}|[一二三四五六七八九十])(?:个|项|号)?$/u.exec(said)?.[1]
  const number =
    typed === undefined ? undefined : /\d/.test(typed) ? Number(typed) : '一二三四五六七八九十'.indexOf(typed) + 1
  if (number !== undefined) return number >= 1 && number <= choices.length ? number : undefined
  const named = choices.findIndex((choice, index) => [bare(choice), `${index + 1}${bare(choice)}`].includes(said))
  return said === '' || named < 0 ? undefined : named + 1
}

import { AhoCorasick } from '@monyone/aho-corasick/fast'
import { detect } from '../../plugins/rules/ads/detect.js'
import { canonical } from '../../src/text/canonical.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const WORDS = 10_000
const TEXTS = 4_000

/**
 * What a verdict costs on one core, with the model loaded and ten thousand words of the owner's: over chat as long as chat
 * is (half of it up to 13 characters, a twentieth above 70), and over messages of 600 characters.
 */
export async function verdict(tell: Tell): Promise<Result[]> {
  const random = randomOf(20_261_122)
  const words = wordsOf(random)
  const automaton = new AhoCorasick(words)
  const results: Result[] = []
  for (const { name, goal, texts } of [
    { name: 'chat', goal: '≤ 15', texts: Array.from({ length: TEXTS }, () => chatLine(random)) },
    { name: '600 characters', goal: '≤ 100', texts: Array.from({ length: TEXTS / 20 }, () => line(random, 600)) },
  ]) {
    const { a, b } = await inTurn(
      async () => microsOf(texts, text => detect({ ...sample, text, words }).score),
      async () => microsOf(texts, text => automaton.matchInText(canonical(text).text).length),
      { tell },
    )
    results.push({
      ...measured(`a verdict, ${WORDS} words, ${name}: processor time`, 'µs', a),
      goal,
      against: measured('canonical text and @monyone/aho-corasick alone', 'µs', b),
    })
  }
  return results
}

const sample = { who: 'newcomer', allow: [], suspectAt: 60, kickAt: 90 } as const

/** Processor time a text, over as many rounds as make 600,000 characters: the clock's steps do not show then. */
function microsOf(texts: readonly string[], judge: (text: string) => number): number {
  const rounds = Math.ceil(600_000 / texts.join('').length)
  let sum = 0
  const { user: begin } = process.cpuUsage()
  for (let round = 0; round < rounds; round++) for (const text of texts) sum += judge(text)
  const micros = (process.cpuUsage().user - begin) / (rounds * texts.length)
  if (Number.isNaN(sum)) throw new Error('a verdict without a score')
  return micros
}

/** Half of all lines have up to 13 characters, one in twenty more than 70. */
function chatLine(random: () => number): string {
  const at = random()
  return line(random, at < 0.5 ? 3 + at * 20 : at < 0.95 ? 13 + (at - 0.5) * 126 : 70 + (at - 0.95) * 2600)
}

function line(random: () => number, length: number): string {
  let text = pick(random, phrases)
  while (text.length < length) text += pick(random, joints) + pick(random, phrases)
  return text.slice(0, Math.max(1, Math.round(length)))
}

/** Two to five characters, some of them those of chat: words that chat hardly holds. */
function wordsOf(random: () => number): string[] {
  const rare = Array.from({ length: 2500 }, (_, i) => String.fromCharCode(0x4e00 + 8 * i))
  const characters = [...new Set(phrases.join('').match(/[\u4e00-\u9fff]/g)), ...rare]
  const words = new Set<string>()
  while (words.size < WORDS) {
    words.add(Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(random, characters)).join(''))
  }
  return [...words]
}

function pick(random: () => number, list: readonly string[]): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

/** The same lines on every machine. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

const joints = ['，', '。', ' ', '！', '，', '～', '\n', '？', '……', '😂']

// What is said in groups; one in ten is an ad or sounds like one.
const phrases = [
  '今天天气真好',
  '晚上一起吃饭吗',
  '我刚到公司',
  '哈哈哈哈',
  '收到',
  '好的谢谢',
  '明天几点集合',
  '孩子发烧了',
  '路上堵车',
  '我先睡了',
  '早安',
  '打卡第12天',
  '跑了5.2公里',
  '这个周末有活动吗',
  '作业是第几页',
  '老师说下周考试',
  '会议改到三点了',
  '文件我发群里了',
  '谁有上次的照片',
  '帮我看看这个方案',
  '我觉得第二版更好',
  '预算还差一点',
  '客户又改需求了',
  '下班了吗',
  '太累了想休息',
  '周五晚上看电影',
  '票买好了',
  '地铁坐过站了',
  '你们吃了没',
  '楼下新开了一家面馆',
  '味道还不错',
  '有点贵',
  '群主在吗',
  '欢迎新朋友',
  '我是做设计的',
  '坐标深圳',
  '请多关照',
  '有人一起拼车吗',
  '快递到了',
  '电话没人接',
  '微信步数才三千',
  '我把链接发你',
  '会员到期了',
  '手机没电了',
  '這個週末見',
  'OK',
  'ok明天见',
  'Let me check',
  '链接 https://docs.qq.com/doc/DQ1abc',
  '加油',
  '生日快乐🎂',
  '恭喜恭喜',
  '节日快乐',
  '谢谢大家的帮助',
  '这本书值得一读',
  '推荐大家看看',
  '昨天讲的我没听懂',
  '能再说一遍吗',
  '原来是这样',
  '学到了',
  '想做兼职的可以聊聊',
  '加我微信发你资料',
  '在家就能做',
  '感兴趣的私聊',
  '扫码进群',
  '日结200，➕V❤️：xk8-8520',
]

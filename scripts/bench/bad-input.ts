import { detect } from '../../plugins/rules/ads/detect.js'
import { findPatterns } from '../../plugins/rules/ads/patterns.js'
import { readPattern } from '../../plugins/rules/name-card/pattern.js'
import { readCard } from '../../plugins/rules/name-card/read-card.js'
import { readAppMessage } from '../../src/chat/read-app.js'
import { canonical } from '../../src/kernel/plugin.js'
import { safeName } from '../../src/text/names.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const rules = { words: ['代购', '兼职'], allow: [], patterns: ['(a+)+$', '(.*)*优惠'], suspectAt: 60, kickAt: 90 }
const judge = (text: string) => detect({ ...rules, text, who: 'newcomer' })
const times = (part: string, count: number) => part.repeat(count)

const card = readPattern('{地区}-{职业}-{姓名}')
const cardOf = (text: string) => (card ? readCard(text, card) : undefined)

/** What somebody may send or be called to hold the bot up; pictures have a bench of their own. */
const inputs: Readonly<Record<string, () => unknown>> = {
  '200 lines of advertising': () => judge(times('日结200-500，感兴趣➕V❤️：xk8-8520，手慢无\n', 200)),
  '20,000 digits': () => judge(times('1', 20_000)),
  '20,000 broken digits': () => judge(times('1-', 10_000)),
  '20,000 × 加': () => judge(times('加', 20_000)),
  '20,000 quotes': () => judge(times('「', 20_000)),
  '20,000 blanks': () => judge(`${times(' ', 20_000)}a`),
  '20,000 marks': () => judge(`车${times('\u0347', 20_000)}`),
  '20,000 unseen': () => judge(times('加\u200b', 10_000)),
  '20,000 of handles': () => judge(times('v:a_1 ', 3_300)),
  '20,000 of links': () => judge(times('http://a.cn/', 1_700)),
  '20,000 emoji': () => judge(times('🔥', 10_000)),
  'a column of 10,000 lines': () => judge(times('加\n', 10_000)),
  'a pattern that backtracks': () => findPatterns(rules.patterns, canonical(`${times('a', 20_000)}!`).text),
  'a nickname of 500 emoji': () => safeName(times('🦊', 500)),
  'a card of 20,000 dashes': () => cardOf(times('-', 20_000)),
  'a card of 500 emoji': () => cardOf(`${times('🦊', 500)}深圳-产品-张三`),
  'a card of 20,000 characters': () => cardOf(times('深圳-产品-张三', 2_200)),
  'XML 10,000 deep': () => readAppMessage(`<msg>${times('<a>', 10_000)}`),
  'XML that is none': () => readAppMessage(times('<', 100_000)),
  'XML of 1 MB that lies': () => readAppMessage(`<msg><appmsg><type>5</type><title>${times('加V', 330_000)}</title>`),
}

/** How long the main loop is busy with the worst of them; everything else the bot does waits meanwhile. */
export async function badInput(tell: Tell): Promise<Result[]> {
  const worst = async () => {
    let longest = { ms: 0, name: '' }
    for (const [name, work] of Object.entries(inputs)) {
      const begin = performance.now()
      work()
      const ms = performance.now() - begin
      if (ms > longest.ms) longest = { ms, name }
    }
    tell(`longest: ${longest.name}, ${longest.ms.toFixed(1)} ms`)
    return longest.ms
  }
  const plain = async () => {
    const begin = performance.now()
    judge('今晚八点操场集合，跑五公里，下雨就改到明天')
    return performance.now() - begin
  }
  const { a, b } = await inTurn(worst, plain, { tell })
  return [
    {
      ...measured('the worst of twenty bad inputs', 'ms', a),
      goal: '≤ 50',
      against: measured('an ordinary message', 'ms', b),
    },
  ]
}

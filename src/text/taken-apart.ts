import type { Edit } from './edits.js'

/**
 * Characters taken apart: 亻言 → 信, 氵商 → 滴. The radicals of the first list never stand alone in a text, so whatever follows
 * one of them belongs to it; the pairs of the second make no sense as two words; those of the third only where an order to
 * call or a contact follows (实力口碑 is not 实加碑).
 */
export function joinParts(text: string): Edit[] {
  const edits: Edit[] = []
  for (let at = 0; at + 1 < text.length; at++) {
    const whole = wholes.get(text.slice(at, at + 2))
    if (whole === undefined) continue
    if (whole.alone && !(standsApart(text, at) && calling.test(text.slice(at + 2, at + 6)))) continue
    edits.push({ from: at, to: at + 2, with: whole.character })
    at += 1
  }
  return edits
}

/** True when a character may begin one that was taken apart: a look at the table is due. */
export function mayBePart(unit: number): boolean {
  return firsts[unit] === 1
}

/** True when two units together are a character taken apart. */
export function arePart(first: number, second: number): boolean {
  return wholes.has(String.fromCharCode(first, second))
}

const calling = /^[ :]{0,2}[a-z微薇威卫维徽我群裙扣企飞]/

function standsApart(text: string, at: number): boolean {
  return !/[一-龥]/.test(text.charAt(at - 1))
}

interface Whole {
  character: string
  /** Only where it stands apart, before whom to call. */
  alone: boolean
}

const radicals = `
亻:言信专传弋代介价牛件门们也他尔你故做吏使立位十什壬任呆保义仪寸付主住本体建健共供到倒尤优足促肖俏更便
扌:口扣囗扣ロ扣丁打皮披召招非排立拉包抱妾接戈找安按奂换彐扫隹推巴把广扩受授氐抵甫捕寺持罙探由抽支技旦担卖擖
讠:斤诉卂讯舌话炎谈公讼川训周调青请人认只识寺诗正证乍诈井讲羊详吾语每诲卖读若诺果课射谢
纟:工红合给充统吉结及级且组田细勺约圣经屯纯扁编者绪冬终
氵:主注商滴去法青清又汉曼漫度渡每海舌活工江可河酉酒包泡先洗充流肖消干汗少沙戋浅
忄:青情不怀曼慢夬快亡忙生性尚惝每悔隹惟
犭:者猪句狗苗猫师狮
礻:申神兄祝畐福羊祥且祖
衤:末袜库裤
饣:反饭欠饮官馆包饱
钅:戋钱占钻失铁同铜艮银令铃肖销昔错
阝:车阵
辶:力边文这寸过井进米迷云运车连元远斤近反返先选周週舌适关送`

const pairs =
  '君羊群 贝兼赚 弓虽强 禾厶私 耳卯聊 金艮银 金戋钱 禾只积 走召超 丁页顶 马扁骗 米曹糟 身寸射 贝者赌 贝各赂 火包炮 火乍炸 禾斗科'

const aloneOnly = '力口加 力ロ加 カ口加 カロ加 力囗加 才戈找'

const wholes = new Map<string, Whole>([
  ...radicals
    .trim()
    .split('\n')
    .flatMap(line => {
      const [radical = '', list = ''] = line.split(':')
      return (list.match(/../gu) ?? []).map(
        ([rest = '', character = '']) => [radical + rest, { character, alone: false }] as const,
      )
    }),
  ...entriesOf(pairs, false),
  ...entriesOf(aloneOnly, true),
])

function entriesOf(list: string, alone: boolean): (readonly [string, Whole])[] {
  return list
    .split(' ')
    .map(([first = '', second = '', character = '']) => [first + second, { character, alone }] as const)
}

const firsts = new Uint8Array(0x10000)
for (const pair of wholes.keys()) firsts[pair.charCodeAt(0)] = 1

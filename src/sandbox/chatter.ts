import type { Millis } from '../domain/events.js'

/** What `chatter` asks for: so many lines in a room, one after the other, by the speakers in turn. */
export interface ChatterOrder {
  room: string
  who: readonly string[]
  count: number
  /** Milliseconds from one line to the next; the first comes at once. */
  every: number
  /** `{n}` stands for the running number; without a text the lines vary. */
  text?: string
}

/** A line that is due. */
export interface ChatterLine {
  at: Millis
  room: string
  who: string
  text: string
}

interface Talk {
  order: ChatterOrder
  begin: Millis
  said: number
}

/** The background talk that still lies ahead, beside the steps. */
export class Chatter {
  #running: Talk[] = []
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  begin(order: ChatterOrder, now: Millis): void {
    if (order.count > 0 && order.who.length > 0) this.#running.push({ order, begin: now, said: 0 })
  }

  /** When the next line is due; undefined when nobody talks any more. */
  next(): Millis | undefined {
    return this.#first()?.due
  }

  /** Takes the next line. */
  take(): ChatterLine | undefined {
    const first = this.#first()
    if (!first) return undefined
    const { talk, due } = first
    const { order } = talk
    const number = talk.said + 1
    const who = order.who[talk.said % order.who.length] ?? ''
    const text = order.text?.replaceAll('{n}', String(number)) ?? smallTalk(number, this.#seed)
    talk.said = number
    if (number >= order.count) this.#running = this.#running.filter(other => other !== talk)
    return { at: due, room: order.room, who, text }
  }

  #first(): { talk: Talk; due: Millis } | undefined {
    let first: { talk: Talk; due: Millis } | undefined
    for (const talk of this.#running) {
      const due = talk.begin + talk.said * talk.order.every
      if (first === undefined || due < first.due) first = { talk, due }
    }
    return first
  }
}

const openings = [
  '今天',
  '刚才',
  '昨晚',
  '周末',
  '路上',
  '下班后',
  '午饭时',
  '开会前',
  '上周',
  '这两天',
  '雨停了以后',
  '楼下',
  '回家的时候',
]
const doings = [
  '看了一部老电影',
  '把书架理了一遍',
  '和同事聊了聊新方案',
  '在河边走了一圈',
  '读完了那本讲城市的书',
  '试着做了一次红烧肉',
  '听了一段播客',
  '给阳台的花换了土',
  '整理了上个月的笔记',
  '陪孩子搭了积木',
  '遇到一只很亲人的猫',
  '学着画了两张速写',
  '修好了那辆旧自行车',
  '跟着视频练了会儿拉伸',
  '找到一家安静的面馆',
  '把旅行的照片分了类',
  '跟爸妈打了个电话',
]
const endings = [
  '，感觉不错',
  '，比想的有意思',
  '，心情好多了',
  '，下次还想再来',
  '，时间过得真快',
  '，有点累但值得',
  '，收获挺多',
  '，回头跟大家细说',
  '，天气也正好',
  '，慢慢来就好',
  '，挺适合周末',
]

/** The lines of people who talk about nothing in particular; the numbers of parts have no common divisor, so that every combination comes. */
function smallTalk(number: number, seed: number): string {
  const turn = number + seed * 31
  const pick = (list: readonly string[]) => list[turn % list.length] ?? ''
  return pick(openings) + pick(doings) + pick(endings)
}

import { describe, expect, it } from 'vitest'
import { quotable, SaidLately, settleQuote } from '../../src/chat/quotes.js'
import { type ReadMessage, readWebMessage } from '../../src/chat/read-message.js'
import { authoredText } from '../../src/domain/parts.js'
import * as raw from '../../src/sandbox/web-raw.js'

const HOUR = 60 * 60_000
const ad = '日结500加V xk88520'
const line = '\n- - - - - - - - - - - - - - -\n'

const inRoom: raw.Envelope = {
  id: '1',
  sentAt: 0,
  from: `@${'1b'.repeat(16)}`,
  selfId: '@5e1f',
  room: { id: `@@${'0a'.repeat(32)}`, shownName: '王敏' },
}
const read = (message: Parameters<typeof readWebMessage>[0]): ReadMessage =>
  readWebMessage(message, { selfId: '@5e1f', botNames: () => ['小助'], isName: (_, name) => name === '小周' })
const says = (text: string) => read(raw.textMessage(inRoom, text))

/** A memory at a time that the test sets. */
function memory() {
  let now = 0
  const said = new SaidLately(() => now)
  return {
    said,
    passes: (ms: number) => {
      now += ms
    },
    /** What a message's author wrote, in the eyes of those who judge. */
    authored: (text: string, who = '王敏', room = 'g1') => authoredText(said.hear(room, says(text), [who])),
  }
}

describe('a quote in text form', () => {
  it('is one when its words were said in the room', () => {
    const { said, passes, authored } = memory()
    passes(3 * HOUR)
    authored(ad, '小鹿')
    const parts = said.hear('g1', says(`「小鹿：${ad}」${line}@小周\u2005又有人发广告`), ['王敏'])
    expect(parts.map(part => part.kind)).toEqual(['quote', 'mention', 'text'])
    expect(authoredText(parts)).toBe('又有人发广告')
  })

  it('is its author’s own words when they were never said there', () => {
    const { passes, authored } = memory()
    passes(3 * HOUR)
    authored(ad, '小鹿', 'g2')
    expect(authored(`「小鹿：${ad}」${line}大家看看`)).toBe(`小鹿：${ad}\n大家看看`)
    expect(authored(`「小鹿：「${ad}」」${line}@小周\u2005看`)).toBe(`小鹿： ${ad}\n看`)
  })

  it('is believed for two hours after a start, and after messages may have been missed', () => {
    const { said, passes, authored } = memory()
    const typed = `「小鹿：${ad}」${line}又来了`
    expect(authored(typed)).toBe('又来了')
    passes(2 * HOUR - 1)
    expect(authored(typed)).toBe('又来了')
    passes(1)
    expect(authored(typed)).toBe(`小鹿：${ad}\n又来了`)
    said.missed()
    expect(authored(typed)).toBe('又来了')
  })

  it('does not vouch for itself', () => {
    const { passes, authored } = memory()
    passes(3 * HOUR)
    const typed = `「小鹿：${ad}」${line}看`
    const own = `小鹿：${ad}\n看`
    expect([authored(typed), authored(typed)]).toEqual([own, own])
  })

  it('may quote a message that was a quote itself, in whole or without what it quoted', () => {
    const { passes, authored } = memory()
    authored('周六跑吗', '小鹿')
    passes(3 * HOUR)
    authored(`「小鹿：周六跑吗」${line}跑`, '王敏')
    expect(authored(`「王敏：跑」${line}我也去`)).toBe('我也去')
    expect(authored(`「王敏：「小鹿：周六跑吗」${line}跑」${line}我也去`)).toBe('我也去')
  })

  it('may stand in other blanks than it was said in, and have colons in the name', () => {
    const { passes, authored } = memory()
    passes(3 * HOUR)
    authored('三件事:\n1. 跑步\n2. 读书', '班长:老王')
    expect(authored(`「班长:老王：三件事: 1. 跑步 2. 读书」${line}收到`)).toBe('收到')
  })

  it('may quote what the bot said, and the title of a link', () => {
    const { said, passes, authored } = memory()
    passes(3 * HOUR)
    said.remember('g1', '还可以试4次', ['小助'])
    said.hear('g1', read(raw.linkMessage(inRoom, { title: '邓巴数', url: 'https://x.cn', description: '' })), ['小鹿'])
    expect(authored(`「小助：还可以试4次」${line}好`)).toBe('好')
    expect(authored(`「小鹿：邓巴数」${line}好`)).toBe('好')
  })

  it('is believed as to who said it only when he did', () => {
    const { said, passes, authored } = memory()
    passes(3 * HOUR)
    authored('周六跑吗', '小周')
    const framed = said.hear('g1', says(`「小鹿：周六跑吗」${line}看他`), ['王敏'])
    expect(framed).toEqual([
      { kind: 'quote', name: '', text: '周六跑吗' },
      { kind: 'text', text: '小鹿\n看他' },
    ])
    // Nothing hides in the place of the name.
    expect(authored(`「${ad}：周六跑吗」${line}跑`)).toBe(`${ad}\n跑`)
    expect(authored(`「${ad}：图片」${line}跑`)).toBe(`${ad}\n跑`)
  })

  it('may quote what is no text', () => {
    const { said, passes, authored } = memory()
    passes(3 * HOUR)
    said.hear('g1', read(raw.imageMessage(inRoom, 100)), ['小鹿'])
    expect(authored(`「小鹿：[图片]」${line}签到`)).toBe('签到')
    expect(authored(`「小鹿：图片」${line}签到`)).toBe('签到')
  })

  it('is not asked about when WeChat itself sent it as a quote', () => {
    const message = read(
      raw.quoteMessage(inRoom, '又来了', { id: `@${'2c'.repeat(16)}`, name: '小鹿', text: '没说过的话' }),
    )
    expect(settleQuote(message, () => 'unsaid')).toBe(message.parts)
  })
})

describe('the memory', () => {
  it('keeps the last six thousand of a room', () => {
    const { said, passes } = memory()
    for (let n = 0; n <= 6_000; n += 1) said.remember('g1', `第${n}句`, [])
    expect(said.wasSaid('g1', '第0句')).toBe('unsaid')
    expect(said.wasSaid('g1', '第1句')).toBe('said')
    said.remember('g1', '第1句', [])
    said.remember('g1', '又一句', [])
    expect(said.wasSaid('g1', '第1句')).toBe('said')
    expect(said.wasSaid('g1', '第2句')).toBe('unsaid')
    passes(3 * HOUR)
    expect(said.wasSaid('g1', '第3句')).toBe('said')
  })

  it('forgets the room that was silent longest when there are too many, and denies nothing there for a while', () => {
    const { said, passes } = memory()
    passes(3 * HOUR)
    for (let room = 0; room <= 33; room += 1) {
      for (let n = 0; n < 6_000; n += 1) said.remember(`g${room}`, `第${n}句`, [])
    }
    expect(said.wasSaid('g0', '第7句')).toBe('unknown')
    expect(said.wasSaid('g1', '第7句')).toBe('said')
    expect(said.wasSaid('g33', '没说过')).toBe('unsaid')
    passes(2 * HOUR)
    expect(said.wasSaid('g0', '第7句')).toBe('unsaid')
  })

  it('takes words, titles and names of files', () => {
    expect(quotable(says('早'))).toEqual(['早'])
    expect(quotable(read(raw.fileMessage(inRoom, '讲义.pdf')))).toEqual(['讲义.pdf'])
    expect(quotable(read(raw.imageMessage(inRoom, 100)))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { sketchOf } from '../../../../plugins/rules/ads/likeness.js'
import { joinLines, Recent } from '../../../../plugins/rules/ads/recent.js'

const MINUTE = 60_000
const text = '代开各行各业的票据，点位低，要的老板私信我'

describe('the lines of a newcomer', () => {
  const say = (recent: Recent, id: string, at: number, text = id, room = 'g1') =>
    recent.lines(room, 'lu', { id, text, at }).map(line => line.text)

  it('are one message for a minute', () => {
    const recent = new Recent()
    say(recent, '加', 0)
    say(recent, '我', 20_000)
    expect(say(recent, 'V', 59_999)).toEqual(['加', '我', 'V'])
    expect(say(recent, 'xk', MINUTE)).toEqual(['我', 'V', 'xk'])
  })

  it('are a room’s own, each once', () => {
    const recent = new Recent()
    say(recent, '加', 0)
    expect(say(recent, '我', 1, '我', 'g2')).toEqual(['我'])
    expect(say(recent, '加', 2)).toEqual(['加'])
  })

  it('are forgotten when anybody speaks a minute later, and twelve at most are kept', () => {
    const recent = new Recent()
    for (let i = 0; i < 40; i++) say(recent, `n${i}`, i)
    expect(say(recent, 'last', 40)).toHaveLength(12)
    recent.forget(40 + MINUTE)
    expect(JSON.stringify(recent)).not.toContain('n39')
    expect(say(recent, 'first', 40 + MINUTE)).toEqual(['first'])
  })

  it('are joined as they are meant: pieces to a word, sentences each on its line', () => {
    const lines = (...texts: string[]) => joinLines(texts.map(text => ({ text })))
    expect(lines('加', '我', 'V', 'xk', '8852')).toBe('加我Vxk8852')
    expect(lines('在家就能做，一天结一次，想做的加我', 'V', 'xk8852')).toBe('在家就能做，一天结一次，想做的加我Vxk8852')
    expect(lines('今天的分享很有收获，谢谢老师！', '加油')).toBe('今天的分享很有收获，谢谢老师！\n加油')
    expect(lines('大家好我是新来的小鹿', '很高兴认识大家请多关照')).toBe('大家好我是新来的小鹿\n很高兴认识大家请多关照')
  })
})

describe('a text', () => {
  const see = (recent: Recent, member: string, room: string, at: number, said = text) =>
    recent.spread({ sketch: sketchOf(said), member, room, at })

  it('spreads over rooms within ten minutes, a few characters changed or not', () => {
    const recent = new Recent()
    expect(see(recent, 'lu', 'g1', 0)).toEqual({ rooms: 1, roomsNow: 1, others: 0 })
    expect(see(recent, 'lu', 'g2', 30_000, `${text}！`)).toEqual({ rooms: 2, roomsNow: 2, others: 0 })
    expect(see(recent, 'lu', 'g3', 2 * MINUTE)).toEqual({ rooms: 3, roomsNow: 1, others: 0 })
    expect(see(recent, 'lu', 'g3', 2 * MINUTE)).toMatchObject({ rooms: 3 })
    expect(see(recent, 'lu', 'g1', 13 * MINUTE)).toEqual({ rooms: 1, roomsNow: 1, others: 0 })
  })

  it('spreads over people', () => {
    const recent = new Recent()
    see(recent, 'lu', 'g1', 0)
    see(recent, 'mei', 'g1', 1)
    expect(see(recent, 'tao', 'g1', 2)).toEqual({ rooms: 1, roomsNow: 1, others: 2 })
  })

  it('that everybody says does not', () => {
    const recent = new Recent()
    see(recent, 'lu', 'g1', 0, '大家好')
    expect(see(recent, 'mei', 'g2', 1, '大家好')).toEqual({ rooms: 1, roomsNow: 1, others: 0 })
  })
})

describe('work about one person', () => {
  it('is done one after the other, also after a failure; of others side by side', async () => {
    const recent = new Recent()
    const order: string[] = []
    const step = (name: string, wait: Promise<void>) => async () => {
      order.push(`${name} begins`)
      await wait
      order.push(`${name} ends`)
    }
    const first = recent.inTurn('lu', async () => {
      await step('one', Promise.resolve())()
      throw new Error('gone')
    })
    const second = recent.inTurn('lu', step('two', Promise.resolve()))
    const other = recent.inTurn('mei', step('other', Promise.resolve()))
    await expect(first).rejects.toThrow('gone')
    await Promise.all([second, other])
    expect(order.indexOf('one ends')).toBeLessThan(order.indexOf('two begins'))
    expect(order.indexOf('other begins')).toBeLessThan(order.indexOf('two begins'))
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Board, boardText, type Calendar, calendarText } from '../../../src/domain/board.js'
import { draw } from '../../../src/text/picture/draw.js'
import { paint } from '../../../src/text/picture/paint.js'
import { textOf, withText } from '../../../src/text/picture/png-text.js'

const board: Board = {
  title: '群管试用一周 · 社群实战1群',
  subtitle: '1月7日 至 1月14日',
  figures: [
    { value: '1,234', label: '看过的消息' },
    { value: '6', label: '处理' },
  ],
  rows: [
    { label: '发广告', value: '5', share: 1 },
    { label: '名片', value: '1', share: 0.2 },
  ],
  note: '没有名字，也没有原话。',
}

describe('a board', () => {
  it('is drawn with all that stands on it', () => {
    const svg = draw(board)
    for (const line of ['群管试用一周', '1,234', '看过的消息', '发广告', '没有名字']) expect(svg).toContain(line)
    expect(svg.match(/<rect/g)).toHaveLength(6)
  })

  it('does not grow out of its places, and lets no mark-up in', () => {
    const svg = draw({ ...board, title: `<b>"&'${'长'.repeat(300)}\u202e`, rows: [{ label: '', value: '', share: 7 }] })
    expect(svg).not.toMatch(/<b>|\u202e/)
    expect(svg).toContain('…')
    expect(svg.length).toBeLessThan(5_000)
  })

  it('cuts no label that its place was made for', () => {
    for (let letters = 1; letters < 14; letters++) {
      const label = `${'周'.repeat(letters)} ${'8'.repeat(letters % 4)}`.trim()
      if (label.length * 24 < 336) expect(draw({ ...board, rows: [{ label, value: '', share: 0 }] })).toContain(label)
    }
  })

  it('is told in words, line by line', () => {
    expect(boardText(board).split('\n')).toEqual([
      '群管试用一周 · 社群实战1群',
      '1月7日 至 1月14日',
      '看过的消息 1,234',
      '处理 6',
      '发广告 5',
      '名片 1',
      '没有名字，也没有原话。',
    ])
  })
})

/** January 2030, which begins on a Tuesday; the 25th is today. */
const calendar: Calendar = {
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  before: 1,
  days: Array.from({ length: 31 }, (_, at) =>
    at > 24 ? 'ahead' : at === 2 ? 'missed' : at === 5 ? 'rest' : at === 6 ? 'madeUp' : 'came',
  ),
  legend: [
    { mark: 'came', label: '签到' },
    { mark: 'madeUp', label: '补签' },
  ],
}

describe('a calendar', () => {
  it('is told a line a week, Mondays first', () => {
    expect(calendarText(calendar).split('\n')).toEqual([
      '一 二 三 四 五 六 日',
      '　 ● ● ○ ● ● ·',
      '△ ● ● ● ● ● ●',
      '● ● ● ● ● ● ●',
      '● ● ● ● ●',
    ])
    expect(calendarText({ ...calendar, before: 0, days: ['came'] })).toBe('一 二 三 四 五 六 日\n●')
    expect(calendarText({ ...calendar, before: 6, days: [] })).toBe('一 二 三 四 五 六 日')
  })

  it('is drawn with a circle a day, between figures and rows', () => {
    const svg = draw({ ...board, calendar })
    expect(svg.match(/<circle/g)).toHaveLength(31 + 2)
    const places = ['处理', '>一<', '>31<', '补签', '发广告'].map(words => svg.indexOf(words))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(boardText({ ...board, calendar })).toContain('● 签到  △ 补签\n发广告 5')
  })

  it('of six weeks makes the picture higher, not the weeks', () => {
    const heightOf = (before: number, days: number) =>
      Number(
        /height="(\d+)"/.exec(
          draw({ ...board, calendar: { ...calendar, before, days: Array(days).fill('came') } }),
        )?.[1],
      )
    expect(heightOf(6, 31) - heightOf(0, 28)).toBe(2 * 78)
  })
})

describe('a picture', () => {
  it('is a PNG in Chinese type, and carries its words', async () => {
    const png = await paint(board)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(textOf(png)).toBe(boardText(board))
    // Type without the characters would draw the same box for each: two texts, two pictures.
    const other = await paint({ ...board, title: '群管试用一周 · 社群实战二群' })
    expect(withoutText(other).equals(withoutText(png))).toBe(false)
  })

  it('is painted whatever people are called', async () => {
    const names = ['🌸🌸🌸', '𠮷野家', '\ud800', '<svg onload=1>', '\u202e反转', '李\u0301', 'a'.repeat(5_000), '']
    const rows = names.map((label, at) => ({ label, value: `${at} 天`, share: at / 8 }))
    const png = await paint({
      ...board,
      title: '👨‍👩‍👧',
      calendar,
      rows: [...rows, ...rows, ...rows, ...rows, ...rows],
    })
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(textOf(png)).toContain('𠮷野家 1 天')
  })

  it('of somebody else says nothing of itself', () => {
    expect(textOf(Buffer.from('no picture'))).toBeUndefined()
    expect(textOf(readFileSync('package.json'))).toBeUndefined()
    expect(textOf(withText(Buffer.alloc(60), '你好'))).toBe('你好')
  })
})

function withoutText(png: Buffer): Buffer {
  const length = png.readUInt32BE(33)
  return Buffer.concat([png.subarray(0, 33), png.subarray(33 + 12 + length)])
}

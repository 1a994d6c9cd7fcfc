import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Board, boardText } from '../../../src/domain/board.js'
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

describe('a picture', () => {
  it('is a PNG in Chinese type, and carries its words', async () => {
    const png = await paint(board)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(textOf(png)).toBe(boardText(board))
    // Type without the characters would draw the same box for each: two texts, two pictures.
    const other = await paint({ ...board, title: '群管试用一周 · 社群实战二群' })
    expect(withoutText(other).equals(withoutText(png))).toBe(false)
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

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlinePen } from '../../../src/text/picture/outlines.js'

const pen = outlinePen()
const style = { x: 10, y: 20, size: 24, fill: '#000' }
const paths = (text: string) => pen.write(text, style).match(/<path /g)?.length ?? 0

describe('letters as outlines', () => {
  it.each([
    ['王敏', 2],
    ['簽到龍囍', 4],
    ['Lee 3', 4],
    ['①●○△·', 5],
    ['', 0],
    [' 　', 0],
  ])('%j is %i letters', (text, count) => {
    expect(paths(text)).toBe(count)
  })

  it('leaves out what the font has not and says nothing as a box', () => {
    expect(pen.write('🌸小鹿👨‍👩‍👧🏽🇨🇳', style)).toBe(pen.write('小鹿', style))
    expect(pen.width('🌸', 24)).toBe(0)
  })

  it('draws a box for a letter that it has not', () => {
    expect(paths('𠮷한ก')).toBe(3)
    expect(pen.width('𠮷', 24)).toBe(24)
  })

  it('knows how wide letters are', () => {
    expect(pen.width('王敏', 24)).toBe(48)
    expect(pen.width('il', 24)).toBeLessThan(pen.width('MW', 24))
    expect(pen.width('MW', 24)).toBeLessThan(pen.width('MW', 24, true))
  })

  it('writes anything without an exception, and no mark-up of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
        expect(pen.write(text, style)).toMatch(
          /^<g fill="#000">(<path transform="[-.\d a-z()]+" d="[-.\d A-Za-z,]*"\/>)*<\/g>$/,
        )
        expect(pen.width(text, 24)).toBeGreaterThanOrEqual(0)
      }),
    )
    expect(paths('\ud800\u0301\u202e')).toBe(0)
  })
})

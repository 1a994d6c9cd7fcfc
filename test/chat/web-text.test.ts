import { describe, expect, it } from 'vitest'
import { decodeWebName, decodeWebText, decodeWebXml } from '../../src/chat/web-text.js'

const emoji = (hex: string) => `<span class="emoji emoji${hex}"></span>`

describe('emoji of Web WeChat', () => {
  it.each([
    ['1f604', '😄'],
    ['1F604', '😄'],
    ['2b50', '⭐'],
    ['a9', '©'],
    ['ae', '®'],
    ['263a', '☺'],
    ['2764fe0f', '❤️'],
    ['2320e3', '#⃣'],
    ['002320e3', '#⃣'],
    ['3120e3', '1⃣'],
    ['1f1e81f1f3', '🇨🇳'],
    ['1f44d1f3fb', '👍🏻'],
    ['1f468200d1f469200d1f467', '👨‍👩‍👧'],
    ['1f3f4e0067e0062e0065e006ee0067e007f', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['d83dde04', '😄'],
    // The web has these two under each other's number; wechat4u says the same.
    ['1f639', '😂'],
    ['1f64d', '😔'],
    ['zzzz', '*'],
    ['', '*'],
    ['1f6', '*'],
    ['d83d', '*'],
    ['11000', '*'],
  ])('reads %s in texts and in names', (hex, shown) => {
    expect(decodeWebText(`a${emoji(hex)}b`)).toBe(`a${shown}b`)
    expect(decodeWebName(`a${emoji(hex)}b`)).toBe(`a${shown}b`)
  })

  it('knows the one whose last sign the web forgets', () => {
    expect(decodeWebName('a<span class="emoji emoji1f450"></span b')).toBe('a👐 b')
  })

  it('leaves markup that people type by hand', () => {
    const typed = emoji('1f604').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    expect(decodeWebText(`${typed}&lt;br/&gt;<br/>`)).toBe(`${emoji('1f604')}<br/>\n`)
  })
})

describe('entities', () => {
  it.each([
    ['&amp;', '&'],
    ['&amp;amp;', '&'],
    ['&amp;amp;amp;amp;', '&'],
    ['&amp;amp;lt;', '&lt;'],
    ['&lt;&gt;&quot;&apos;&#39;&nbsp;', "<>\"'' "],
    ['&#20320;&#x4f60;&#x1F604;', '你你😄'],
    ['&#0;&#xd83d;&#1114112;&unknown;&', '&#0;&#xd83d;&#1114112;&unknown;&'],
  ])('reads %s', (raw, text) => {
    expect(decodeWebText(raw)).toBe(text)
  })

  it('takes one level off what is XML, and leaves the XML its own', () => {
    expect(decodeWebXml('&lt;title&gt;a &amp;amp;lt; b &amp;amp;amp; c&lt;/title&gt;')).toBe(
      '<title>a &amp;lt; b &amp;amp; c</title>',
    )
  })
})

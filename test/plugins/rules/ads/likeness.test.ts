import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { likeness, SAME, sameContacts, saysSomething, sketchOf } from '../../../../plugins/rules/ads/likeness.js'

const alike = (a: string, b: string) => likeness(sketchOf(a), sketchOf(b))

const ad = '自家果园的脐橙熟了，五斤装39元包邮，喜欢的朋友加我微信 minmin_88 下单，今天发货'

describe('two texts', () => {
  it.each([
    ['the same', ad],
    ['with other numbers', '自家果园的脐橙熟了，十斤装69元包邮，喜欢的朋友加我微信 lili_2099 下单，今天发货'],
    [
      'with blanks and pictures between',
      '自家果园的🍊脐橙熟了！！五斤装 39 元包邮~ 喜欢的朋友，加我微信：minmin_88 下单，今天发货',
    ],
    ['in traditional characters', '自家果園的臍橙熟了，五斤裝39元包郵，喜歡的朋友加我微信 minmin_88 下單，今天發貨'],
    ['with a few words changed', '自家果园的脐橙都熟了，五斤装39元包邮，喜欢的姐妹加我微信 minmin_88 下单，明天发货'],
  ])('are one when one is %s', (_, other) => {
    expect(alike(ad, other)).toBeGreaterThanOrEqual(SAME)
  })

  it.each([
    '周末有人一起去果园摘脐橙吗？听说今年的脐橙熟得早',
    '喜欢的朋友可以看看这篇文章，讲邓巴数的，今天刚发',
    '新疆核桃两斤装45元包邮，需要的私我',
    '今天发货了吗？我前天下的单还没动静',
  ])('are two when they only share words: %s', other => {
    expect(alike(ad, other)).toBeLessThan(0.3)
  })

  it('of a few characters are one only when they are the same', () => {
    expect(alike('看我头像', '看我头像！')).toBe(1)
    expect(alike('看我头像', '看我头发')).toBe(0)
    expect(alike('', '')).toBe(0)
    expect(saysSomething(sketchOf('好的谢谢'))).toBe(false)
    expect(saysSomething(sketchOf(ad))).toBe(true)
  })

  it('are compared by a sample where they are long', () => {
    const long = [...Array(400).keys()].map(n => String.fromCharCode(0x4e00 + ((n * 7919) % 20_000))).join('')
    const changed = long.slice(0, 180) + long.slice(190)
    expect(sketchOf(long).pairs.length).toBe(128)
    expect(alike(long, changed)).toBeGreaterThan(0.85)
    expect(alike(long, [...long].reverse().join(''))).toBeLessThan(0.1)
  })

  it('are as like as each other, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(alike(a, b)).toBe(alike(b, a))
        expect(alike(a, b)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('who is reached', () => {
  const reach = (a: string, b: string) => sameContacts(sketchOf(a), sketchOf(b))

  it('is told by the name alone, however it is announced', () => {
    expect(reach('加我微信 minmin_88', '详情请加V：minmin_88')).toBe(true)
    expect(reach('加我微信 minmin_88', '加我微信 shuaka_99')).toBe(false)
    expect(reach('今天天气不错', '加我微信 minmin_88')).toBe(true)
  })

  it('is another page of the same place too', () => {
    const shop = 'https://shop.example.com/item/1'
    expect(reach(`看这个 ${shop}`, `看这个 ${shop}`)).toBe(true)
    expect(reach(`看这个 ${shop}`, '看这个 https://shop.example.com/item/2')).toBe(false)
  })
})

describe('a sketch', () => {
  it('holds numbers and no words', () => {
    const sketch = JSON.stringify(sketchOf(ad))
    expect(sketch).not.toMatch(/[\u4e00-\u9fff]|minmin/)
    // Several pairs of characters share a number.
    for (const pair of sketchOf(ad).pairs) expect(pair).toBeLessThan(2 ** 24)
  })
})

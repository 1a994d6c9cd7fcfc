import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANALYSED, canonical, evidence } from '../../src/text/canonical.js'
import { fold } from '../../src/text/fold.js'
import { simplify } from '../../src/text/simplify.js'
import { ordinary } from './contact-lines.js'
import { written } from './ordinary-lines.js'

const read = (text: string) => canonical(text).text

/** Any string at all, unpaired surrogates and control characters included. */
const anyText = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0xd800, 0xdc00, 0x200b, 0xfe0f, 0x20, 0x0a, 0x2d)),
  )
  .map(units => String.fromCharCode(...units))
const emoji = fc.constantFrom(
  '❤️',
  '🌹',
  '1️⃣',
  '👨‍👩‍👧',
  '➕',
  '🛰',
  '加',
  '薇',
  'x',
  '7',
  ' ',
  '-',
  '\n',
  '一',
  '零',
  'o',
)
const mixed = fc.oneof(
  anyText,
  fc.array(emoji, { maxLength: 60 }).map(parts => parts.join('')),
)

describe('canonical', () => {
  it.each([
    ['➕薇❤️ xk8_8520 领资料', '+薇❤ xk8_8520 领资料'],
    ['代开fa票 Ⓥ：zz8899', '代开fa票 v:zz8899'],
    ['加卫星 q-w-8-8-6-6 送教程', '加卫星 qw8866 送教程'],
    ['兼職 頭髮 裏面 簽到', '兼职 头发 里面 签到'],
    ['Ⓕⓤc⒦', 'fuck'],
    ['𝐗𝐊Ε596 Ꮩ Ѕ ⅤⅩ', 'xke596 v s vx'],
    ['🅥🆅 ❽⓿⓫➉', 'vv 801110'],
    ['9⓿二肆⁹₈③⑸⒋➃㈤㊄', '902498354455'],
    ['车͇队͇ 招̶大̶混̶', '车队 招大混'],
    ['⼯资 ⾦币', '工资 金币'],
    ['加\u200b微\u00ad信\ufeff', '加微信'],
    ['3️⃣8️⃣5️⃣', '385'],
    ['Pokémon Łódź', 'pokemon lodz'],
    ['📞 🐧 🧧', '电话 企鹅 红包'],
  ])('reads %j as %j', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    ['加 薇 信', '加薇信'],
    ['加\n微\n信\nxk8852', '加微信xk8852'],
    ['兼.职-日🌹结', '兼职日结'],
    ['真  人  真　钱斗　地 主', '真人真钱斗地主'],
    ['初。。。。音。。。需要', '初音需要'],
    ['1 3 8 0 0 1', '138001'],
    ['n i w o 9 9', 'niwo99'],
    ['一三八零零一三八', '13800138'],
    ['1oo元 13l8oo', '100元 131800'],
    ['亻言用卡，进君羊，扌口1，力口我', '信用卡,进群,扣1,加我'],
  ])('joins what was broken up: %j is %j', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    '我去一下 三个 乱七八糟 三三两两',
    '实力口碑都好',
    '今天……真的好累——算了',
    '比分 3-1',
    'let us go on a hike at 7:30',
    'v1.2.3 https://t.me/ab',
    '我❤你',
    '2026-11-01 05:00-09:00',
    'が パ 한국 สวัสดี नमस्ते',
    '大家“加微信”这一步',
  ])('leaves alone: %j', text => expect(read(text)).toBe(text))

  it.each([
    // How one letter or digit can be written.
    ['9⓿二肆⁹₈③⑸⒋➃㈤', '90249835445'],
    ['ⒻⒻⒻfⓤuⓤ⒰cⓒ⒦', 'ffffuuuucck'],
    ['Ꮃ𝗲Ｃₕ𝒂т', 'wechat'],
    ['ՍՏ օո', 'us on'],
    ['∪ 乂 ⋁', 'u x v'],
    ['1️⃣3️⃣8️⃣ 🔟', '138 10'],
    ['⑴⒉㈢⓸❺➏⓺', '12三4566'],
    ['五星紅旗', '五星红旗'],
    ['傻@冒', '傻冒'],
    ['下三滥', '下三滥'],
    ['⺅言，扌⼝，⺘口', '信,扣,扣'],
    // What cannot be seen.
    ['加\u{e0061}微\u180b信\u2061\u115f', '加微信'],
    ['薇\ufe0e信\u{e0100}', '薇信'],
    ['微͏信', '微信'],
    ['V\u20e3X', 'vx'],
    // Taken apart.
    ['氵商氵商我', '滴滴我'],
    ['钅占石', '钻石'],
    ['讠斤求', '诉求'],
    ['扌戈我', '找我'],
    ['贝兼钅戋', '赚钱'],
    ['耳卯天', '聊天'],
    ['力口薇', '加薇'],
    ['カ口V', '加v'],
    // Brackets around single characters.
    ['加【微】【信】', '加微信'],
    ['私[聊]', '私聊'],
    ['（微）（信）', '微信'],
    ['出【元】【宝】', '出元宝'],
    ['加[玫瑰]微[玫瑰]信', '加微信'],
    ['V[爱心]', 'v❤'],
    ['[1][3][8]00', '13800'],
    // Strewn with strokes and pictures.
    ['回归田👇园，体验亲*手-种*植', '回归田园,体验亲手种植'],
    ['微-信', '微信'],
    ['兼*职', '兼职'],
    ['代-开-发-票', '代开发票'],
    ['出 售 元 宝 1 比 13', '出售元宝 1 比 13'],
    ['日_结', '日结'],
    ['加 V x k 8 8 5 2', '加 vxk8852'],
    ['q*q 123456', 'qq 123456'],
    // Downwards.
    ['招\n代\n理', '招代理'],
    ['1\n3\n8\n0\n0\n1\n3\n8\n0\n0\n0', '13800138000'],
    // Digits.
    ['壹叁捌零零壹叁捌零零零', '13800138000'],
    ['一三八OO一三八ooo', '13800138000'],
    ['13 80 01 38 00 0', '13800138000'],
    ['138👇0013❤️8000', '13800138000'],
    ['1○○86', '10086'],
    ['l38oo138ooo', '13800138000'],
  ])('undoes every disguise: %j is %j', (text, expected) => expect(read(text)).toBe(expected))

  it.each([...written, ...ordinary])('does not touch %j', text => {
    // Small, half-width, simplified, without what cannot be seen: that is all.
    const plain = simplify(text.normalize('NFKC').toLowerCase()).replace(/\ufe0f/g, '')
    expect(read(text)).toBe(plain.replace(/ {2,}/g, ' ').replace(/\.{3}/g, dots => (text.includes('…') ? '…' : dots)))
  })

  it('reads every character the same when it is read again', () => {
    const wrong: string[] = []
    for (let code = 0; code < 0x30000; code++) {
      const character = String.fromCodePoint(code)
      const once = fold(character)
      if ([...once].map(fold).join('') !== once) wrong.push(`${code.toString(16)} ${once}`)
    }
    expect(wrong).toEqual([])
  })

  it('leaves plain simplified Chinese as it is', () => {
    const plain = [
      ...'的是不了在有我他这个们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感。、“”《》',
    ]
    const text = fc.array(fc.constantFrom(...plain), { maxLength: 200 }).map(characters => characters.join(''))
    fc.assert(fc.property(text, sample => read(sample) === sample))
  })

  it('never throws, and every offset leads back into the original, in order', () => {
    fc.assert(
      fc.property(mixed, text => {
        const { text: result, origin, original } = canonical(text)
        expect(original).toBe(text)
        expect(origin).toHaveLength(result.length + 1)
        expect(result.isWellFormed()).toBe(true)
        let last = 0
        for (const at of origin) {
          expect(at).toBeGreaterThanOrEqual(last)
          expect(at).toBeLessThanOrEqual(text.length)
          last = at
        }
      }),
    )
  })

  it('changes nothing more when it is read again', () => {
    const texts = fc.array(fc.constantFrom(...'加薇信xk8 一零，。a-好'), { maxLength: 12 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(texts, text => {
        const once = read(text)
        return read(read(once)) === read(once)
      }),
    )
  })

  it('changes nothing more when it is read again, whatever it is', () => {
    fc.assert(
      fc.property(mixed, text => {
        const once = read(text)
        expect(read(once)).toBe(once)
      }),
      { numRuns: 3000 },
    )
  })

  it('looks at the beginning of a text of a megabyte only', () => {
    const { text, origin } = canonical('好'.repeat(1_000_000))
    expect(text).toHaveLength(ANALYSED)
    expect(origin.at(-1)).toBe(ANALYSED)
  })
})

describe('evidence', () => {
  it.each([
    ['感兴趣➕V❤️：xk8-8520，手慢无', '+v❤:xk8-8520', '➕V❤️：xk8-8520'],
    ['在家的兼職，日结', '兼职', '兼職'],
    ['找我 加 薇 信 吧', '加薇信', '加 薇 信'],
    ['号：q-w-8-8-6-6 快', 'qw8866', 'q-w-8-8-6-6'],
  ])('shows what was written: %j', (text, found, shown) => {
    const canon = canonical(text)
    const from = canon.text.indexOf(found)
    expect(from).toBeGreaterThanOrEqual(0)
    expect(evidence(canon, from, from + found.length)).toBe(shown)
  })

  it('is always a part of the original', () => {
    fc.assert(
      fc.property(mixed, fc.nat(80), fc.nat(80), (text, from, to) => {
        const canon = canonical(text)
        expect(text).toContain(evidence(canon, from, to))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type Arguments,
  args,
  caseNumber,
  choice,
  date,
  integer,
  type Parsed,
  person,
  rest,
  span,
  usage,
  word,
} from '../../../src/kernel/commands/arguments.js'
import { admin, cap, kick } from '../words.js'

const today = '2030-01-09' // a Wednesday
const hour = 3_600_000

/** The values as JSON, or the sentence that says what is wrong. */
function read<T>(spec: Arguments<T>, text: string, isName?: (typed: string) => boolean): unknown {
  const parsed: Parsed<T> = spec.parse(text, { today, isName })
  return parsed.ok ? parsed.value : parsed.problem
}

describe('types', () => {
  it('come from the kinds', () => {
    const all = args({
      count: integer({ min: 1 }),
      maybe: integer({ optional: true }),
      mode: choice({ open: ['开放'], ask: ['审批'] }),
      way: choice(['加', '减'], { optional: true }),
      who: person(),
      why: rest({ optional: true, name: '原因' }),
    })
    expectTypeOf(all).toEqualTypeOf<
      Arguments<{
        count: number
        maybe: number | undefined
        mode: 'open' | 'ask'
        way: '加' | '减' | undefined
        who: string
        why: string | undefined
      }>
    >()
    expectTypeOf(args({})).toEqualTypeOf<Arguments<Record<never, never>>>()
  })
})

describe('integer', () => {
  const wrong = '人数要写 1 到 500 的整数'
  it.each([
    ['200', { count: 200 }],
    ['２００', { count: 200 }],
    ['二百', { count: 200 }],
    ['兩百', { count: 200 }],
    ['200人', { count: 200 }],
    ['200 人', { count: 200 }],
    ['两百个', { count: 200 }],
    ['200！', { count: 200 }],
    ['200 ☀️', { count: 200 }],
    ['500', { count: 500 }],
    ['', '还差人数'],
    ['！', wrong],
    ['abc', wrong],
    ['501', wrong],
    ['0', wrong],
    ['-5', wrong],
    ['2.5', wrong],
    ['99999999999999999999', wrong],
    ['200是什么意思', wrong],
    ['200 300', '人数后面多了些字'],
  ])('%j', (text, expected) => expect(read(cap, text)).toEqual(expected))

  it('says only the limits it has', () => {
    expect(read(args({ n: integer() }), 'x')).toBe('数字要写整数')
    expect(read(args({ n: integer({ min: 0 }) }), '-1')).toBe('数字要写不小于 0 的整数')
    expect(read(args({ n: integer({ max: 9 }) }), '10')).toBe('数字要写不大于 9 的整数')
    expect(read(args({ n: integer() }), '-12')).toEqual({ n: -12 })
  })
})

describe('choice', () => {
  const mode = args({
    mode: choice({ open: ['开放', '敞开'], passphrase: ['暗号'], approval: ['审批'] }, { name: '模式' }),
  })
  it.each([
    ['开放', { mode: 'open' }],
    ['敞開。', { mode: 'open' }],
    ['暗號', { mode: 'passphrase' }],
    ['ＯＰＥＮ', { mode: 'open' }],
    ['开发', '模式可以写：开放、暗号、审批（是不是想写「开放」）'],
    ['乱写', '模式可以写：开放、暗号、审批'],
    ['constructor', '模式可以写：开放、暗号、审批'],
  ])('%j', (text, expected) => expect(read(mode, text)).toEqual(expected))

  it('needs no space before a mention', () => {
    expect(read(admin, '加@张伟')).toEqual({ what: '加', who: '张伟' })
    expect(read(admin, '減 @张伟')).toEqual({ what: '减', who: '张伟' })
    expect(admin.form).toBe('加|减 @某人')
  })
})

describe('person', () => {
  const swap = args({ out: person(), in: person() })
  const known =
    (...names: string[]) =>
    (typed: string) =>
      names.includes(typed)

  it.each([
    ['@张伟', { who: '张伟', why: undefined }],
    ['张伟', { who: '张伟', why: undefined }],
    ['@张伟 发广告', { who: '张伟', why: '发广告' }],
    ['@张伟\n发广告', { who: '张伟', why: '发广告' }],
    ['@张伟\u2005发广告，\n还骂人', { who: '张伟', why: '发广告，\n还骂人' }],
    ['@Lucy Wang 🦊\u2005发广告', { who: 'Lucy Wang 🦊', why: '发广告' }],
    ['@张伟\u2005', { who: '张伟', why: undefined }],
    ['@张伟\u2005，发广告', { who: '张伟', why: '发广告' }],
    ['@张伟！', { who: '张伟！', why: undefined }], // a name may end so; `isName` decides
    ['@', '请用 @ 指出是谁'],
    ['', '还差@某人'],
  ])('%j', (text, expected) => expect(read(kick, text)).toEqual(expected))

  it('goes to the end when nothing follows, and to the next mention', () => {
    expect(read(args({ who: person() }), '@Lucy Wang 🦊')).toEqual({ who: 'Lucy Wang 🦊' })
    expect(read(swap, '@赵磊 @王敏')).toEqual({ out: '赵磊', in: '王敏' })
    expect(read(swap, '@赵磊\u2005@王敏\u2005')).toEqual({ out: '赵磊', in: '王敏' })
    expect(read(swap, '@赵磊')).toBe('还差@某人')
  })

  it('knows where a name with spaces ends when it is told who is here', () => {
    expect(read(kick, '@Lucy Wang 发广告', known('Lucy', 'Lucy Wang'))).toEqual({ who: 'Lucy Wang', why: '发广告' })
    expect(read(swap, '@Lucy Wang @王敏', known('Lucy Wang', '王敏'))).toEqual({ out: 'Lucy Wang', in: '王敏' })
    expect(read(kick, '@张伟！', known('张伟'))).toEqual({ who: '张伟', why: undefined })
    expect(read(kick, 'Lucy Wang', known('Lucy Wang'))).toEqual({ who: 'Lucy Wang', why: undefined })
    expect(read(kick, '@Tom 发广告', known('Lucy Wang'))).toEqual({ who: 'Tom', why: '发广告' })
    expect(read(kick, '@Lucy Wang\u2005发广告', known('Lucy'))).toEqual({ who: 'Lucy Wang', why: '发广告' })
  })

  it('takes the mention that ended the line when a person is missing, and only then', () => {
    const ended = (text: string) => admin.parse(text, { today, mentionAfter: '@小助' })
    expect(ended('加')).toEqual({ ok: true, value: { what: '加', who: '小助' } })
    expect(ended('加 @张伟')).toEqual({ ok: true, value: { what: '加', who: '张伟' } })
    expect(cap.parse('', { today, mentionAfter: '@小助' })).toMatchObject({ ok: false, code: 'missing' })
  })
})

describe('span, date, case number, word, rest', () => {
  const leave = args({ time: span({ max: 24 * 90 * hour }) })
  it.each([
    ['7天', { time: 7 * 24 * hour }],
    ['2h', { time: 2 * hour }],
    ['2 小时', { time: 2 * hour }],
    ['半小時', { time: hour / 2 }],
    ['1小时30分', { time: 1.5 * hour }],
    ['２小时！', { time: 2 * hour }],
    ['7', '时长这样写：30分钟、2小时、7天'],
    ['很久', '时长这样写：30分钟、2小时、7天'],
    ['0天', '时长太短了'],
    ['100天', '时长太长了'],
    ['2小时 谢谢', '时长后面多了些字'],
  ])('span %j', (text, expected) => expect(read(leave, text)).toEqual(expected))

  it('span counts a number alone in its plain unit', () => {
    const longer = args({ by: span({ plain: 60_000 }), why: rest({ optional: true }) })
    expect(read(longer, '10')).toEqual({ by: 600_000, why: undefined })
    expect(read(longer, '十 分享没完')).toEqual({ by: 600_000, why: '分享没完' })
    expect(read(longer, '10 分钟 还没完')).toEqual({ by: 600_000, why: '还没完' })
  })

  it.each([
    ['昨天', '2030-01-08'],
    ['周一', '2030-01-07'],
    ['周四', '2030-01-03'],
    ['12-20', '2029-12-20'],
    ['明天', '2030-01-10'],
    ['12月２０日。', '2029-12-20'],
    ['下个世纪', '日期这样写：昨天、周一、11-01'],
    ['2-30', '日期这样写：昨天、周一、11-01'],
  ])('date %j', (text, expected) => {
    const found = read(args({ day: date() }), text)
    expect(found).toEqual(expected.startsWith('2') ? { day: expected } : expected)
  })

  it('date looks ahead when told so', () => {
    expect(read(args({ day: date({ toward: 'future' }) }), '周一')).toEqual({ day: '2030-01-14' })
    expect(read(args({ day: date({ toward: 'future' }) }), '?x')).toBe('日期这样写：明天、周一、12-31')
  })

  it.each([
    ['K12', 'K12'],
    ['k12', 'K12'],
    ['Ｋ１２', 'K12'],
    ['12', 'K12'],
    ['K 12', 'K12'],
    ['k012。', 'K12'],
    ['12号', 'K12'],
    ['P12', 'K编号像 K12 这样写'],
    ['K0', 'K编号像 K12 这样写'],
    ['K', 'K编号像 K12 这样写'],
    ['K12a', 'K编号像 K12 这样写'],
    ['12345678901', 'K编号像 K12 这样写'],
  ])('case number %j', (text, expected) => {
    const found = read(args({ which: caseNumber() }), text)
    expect(found).toEqual(/^K\d/.test(expected) ? { which: expected } : expected)
  })

  it('another book has another letter', () => {
    const run = args({ what: choice(['预览', '执行']), plan: caseNumber({ letter: 'P', optional: true }) })
    expect(read(run, '执行 P7')).toEqual({ what: '执行', plan: 'P7' })
    expect(read(run, '预览')).toEqual({ what: '预览', plan: undefined })
    expect(read(run, '执行 K7')).toBe('P编号像 P12 这样写')
  })

  it('word and rest', () => {
    const tagged = args({ tag: word({ max: 5, name: '标签' }), what: rest({ max: 4 }) })
    expect(read(tagged, '读书 🏃🏃🏃🏃')).toEqual({ tag: '读书', what: '🏃🏃🏃🏃' })
    expect(read(tagged, '读书 一行\n二')).toEqual({ tag: '读书', what: '一行\n二' })
    expect(read(tagged, '读书 一二三四五')).toBe('内容最多 4 个字')
    expect(read(tagged, '一二三四五六 x')).toBe('标签最多 5 个字')
    expect(read(tagged, '读书')).toBe('还差内容')
  })
})

describe('optional arguments', () => {
  const award = args({
    who: person(),
    points: integer({ optional: true, max: 50, name: '分数' }),
    why: rest({ optional: true }),
  })

  it('may stand in the middle: what does not fit is left to the next', () => {
    expect(read(award, '@张伟 5 帮忙')).toEqual({ who: '张伟', points: 5, why: '帮忙' })
    expect(read(award, '@张伟 帮忙')).toEqual({ who: '张伟', points: undefined, why: '帮忙' })
    expect(read(award, '@张伟')).toEqual({ who: '张伟', points: undefined, why: undefined })
  })

  it('say why they did not fit when nobody takes the rest', () => {
    const some = args({ count: integer({ optional: true, name: '人数' }) })
    expect(read(some, 'abc')).toBe('人数要写整数')
    expect(read(some, '')).toEqual({ count: undefined })
  })

  it('a command without arguments takes none, but punctuation', () => {
    expect(read(args({}), ' ！')).toEqual({})
    expect(read(args({}), '榜')).toBe('后面不用加别的')
  })
})

describe('usage', () => {
  it('shows the form and an example', () => {
    expect(usage('上限', cap, '200')).toBe('用法：/上限 人数，例如 /上限 200')
    expect(usage('上限', cap, '/上限 200')).toBe('用法：/上限 人数，例如 /上限 200')
    expect(usage('踢', kick)).toBe('用法：/踢 @某人 [原因]')
    expect(usage('签到', args({}))).toBe('用法：/签到')
  })
})

describe('properties', () => {
  const specs: Arguments<unknown>[] = [
    cap,
    kick,
    admin,
    args({
      a: span({ optional: true }),
      b: date({ optional: true }),
      c: caseNumber({ optional: true }),
      d: rest({ optional: true }),
    }),
    args({ a: word(), b: date(), c: person() }),
  ]

  it('never throws, and no problem repeats what was typed', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint16Array().map(units => String.fromCharCode(...units)),
    )
    const piece = fc.oneof(
      anything,
      fc.constantFrom('@', ' ', '\u2005', '加', '12', 'K', '两', '小时', '周一', '\ud83d', '\n'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, known) => {
        for (const spec of specs) {
          const parsed = spec.parse(pieces.join(''), { today, isName: () => known, mentionAfter: '@小助' })
          if (!parsed.ok) expect(parsed.problem).toMatch(/^[\p{L}\p{N} @：、，（）「」|-]+$/u)
        }
      }),
      { numRuns: 800 },
    )
  })

  it('every number in range is read back, in each of its dresses', () => {
    const wide = (text: string) => text.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom('', '人', ' 人', '！', ' 。'), (count, behind) => {
        expect(read(cap, `${count}${behind}`)).toEqual({ count })
        expect(read(cap, `${wide(String(count))}${behind}`)).toEqual({ count })
      }),
    )
  })

  it('long text is read in a straight line', () => {
    for (const unit of ['字', ' ', '@', '@a ', '1', '\u2005', '！', '半', 'K']) {
      for (const spec of specs) spec.parse(unit.repeat(20_000), { today, isName: () => false })
    }
  })
})

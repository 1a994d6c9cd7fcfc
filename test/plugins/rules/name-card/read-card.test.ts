import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CardPattern, fillPattern, readPattern } from '../../../../plugins/rules/name-card/pattern.js'
import { type Fault, readCard } from '../../../../plugins/rules/name-card/read-card.js'
import { regular } from '../../../../src/sandbox/regulars.js'

const shipped = patternOf('{地区}-{职业}-{姓名}')

function patternOf(text: string): CardPattern {
  const pattern = readPattern(text)
  if (!pattern) throw new Error(`no pattern: ${text}`)
  return pattern
}

function faultsOf(card: string, pattern = shipped): readonly Fault[] {
  const read = readCard(card, pattern)
  return read.ok ? [] : read.faults
}

const star = '<span class="emoji emoji1f31f"></span>'

describe('S14: a card in the shipped shape', () => {
  it.each([
    '深圳-产品经理-张三',
    '深圳－产品－欧阳娜娜',
    '深圳——运营——李雷',
    '成都｜律师｜司马相如',
    '广州 / 前端 / 王小明',
    '深圳·设计·Lucy Wang',
    '🌟杭州-电商-陈晨🌟',
    '深圳 产品 令狐冲',
    '北京-老师-阿依古丽·买买提',
    '深圳-产品-张三（请假）',
    `${star}杭州-电商-陈晨${star}`,
    '深圳\u200b-\u200b产品\u2060-\ufeff张三',
    '\u202a深圳-产品-张三\u202c',
    '深圳_产品_张三',
    '深圳、产品、张三',
    '深圳\\产品\\张三',
    '深圳•产品•张三',
    '深圳\u3000产品\u3000张三',
    '深圳 — 产品 — 张三',
    '深圳–产品–张三',
    '深圳--产品--张三',
    '深圳-产品/张三',
    '深圳·产品·阿依古丽·买买提',
    '深圳 UI Designer Lucy Wang',
    '深圳-前端/后端-张三',
    '广东深圳-产品-张三',
    '浙江省杭州市-电商-陈晨',
    '深圳-产品-张三 (出差 8/1-8/3)',
    '深圳（南山）-产品-张三',
    '[太阳]深圳-产品-张三[太阳]',
    '❀深圳-产品-张三❀',
    '【深圳-产品-张三】',
    '深圳-产\u200b品-张\u200d三',
    '義烏-外貿-陳靜',
    'SZ-产品-张三',
    'Melbourne-律师-王五',
    '旧金山-AI工程师-Jeff Dean',
    '阳朔县-民宿-莫小贝',
    '北京-客服-李梅',
    '北京-公安-王伟',
    '武汉-银行客服-刘洋',
    '深圳-互联网-王老师',
    '深圳-微商-小美',
    '广州-代购-阿May',
    '江西-老师-安阳',
    '深圳-产品-张三2',
    '深圳-产品-𠮷田',
  ])('%s is right', card => {
    expect(readCard(card, shipped)).toMatchObject({ ok: true })
  })

  const wrong: [
    card: string,
    fault: Fault,
    expected?: { suggestion?: string; missing?: string[]; example?: string },
  ][] = [
    ['深圳张三', 'separator', { example: '深圳-职业-张三' }],
    ['深圳产品张三', 'separator', { suggestion: '深圳-产品-张三' }],
    ['深圳🌟产品🌟张三', 'separator', { suggestion: '深圳-产品-张三' }],
    ['小鹿🦌', 'separator', { example: '地区-职业-小鹿' }],
    ['Lucy Wang', 'separator', { example: '地区-职业-Lucy Wang' }],
    ['深圳--张三', 'missing', { missing: ['职业'], example: '深圳-职业-张三' }],
    ['深圳——张三', 'missing', { missing: ['职业'] }],
    ['深圳-张三', 'missing', { missing: ['职业'] }],
    ['深圳 张三', 'missing', { missing: ['职业'] }],
    ['-产品-张三', 'missing', { missing: ['地区'], example: '地区-产品-张三' }],
    ['产品-张三', 'missing', { missing: ['地区'] }],
    ['深圳-产品-', 'missing', { missing: ['姓名'], example: '深圳-产品-姓名' }],
    ['深圳-产品', 'missing', { missing: ['姓名'] }],
    ['深圳- -张三', 'missing', { missing: ['职业'] }],
    ['深圳-\u200b-张三', 'missing', { missing: ['职业'] }],
    ['深圳-🌟-张三', 'missing', { missing: ['职业'] }],
    ['广东-深圳-张三', 'missing', { missing: ['职业'] }],
    ['程序员-产品-张三', 'missing', { missing: ['地区'] }],
    ['深圳-产品-运营', 'missing', { missing: ['姓名'] }],
    ['深圳-职业-张三', 'missing', { missing: ['职业'] }],
    ['XX-XX-XX', 'missing'],
    ['某某-某某-某某', 'missing'],
    ['深圳-XX-张三', 'missing', { missing: ['职业'] }],
    ['深圳-产品-123', 'missing', { missing: ['姓名'] }],
    ['123-456-789', 'missing'],
    ['', 'missing'],
    ['🌟🌟🌟', 'missing'],
    ['产品经理-深圳-张三', 'order', { suggestion: '深圳-产品经理-张三' }],
    ['张三-深圳-产品经理', 'order', { suggestion: '深圳-产品经理-张三' }],
    ['张三-产品经理-深圳', 'order', { suggestion: '深圳-产品经理-张三' }],
    ['深圳-张三-产品经理', 'order', { suggestion: '深圳-产品经理-张三' }],
    ['令狐冲 广州 律师', 'order', { suggestion: '广州-律师-令狐冲' }],
    ['小鹿｜设计师｜成都', 'order', { suggestion: '成都-设计师-小鹿' }],
    ['地区-职业-姓名', 'template'],
    ['{地区}-{职业}-{姓名}', 'template'],
    ['城市-行业-昵称', 'template'],
    ['地区职业姓名', 'template'],
    ['深圳-产品-张三-李四', 'many', { suggestion: '深圳-产品-张三' }],
    ['深圳-深圳-产品-张三', 'many'],
    ['深圳-产品-张三/李四-王五', 'many'],
    ['深圳-代购加V88520-小美', 'ad', { suggestion: '深圳-代购-小美' }],
    ['深圳-兼职日结500加薇xk8852-小美', 'ad'],
    ['深圳-产品-加微信zz8899', 'ad'],
    ['广州-代购-13800138000', 'ad'],
    ['加V88520领福利', 'ad'],
    ['10086-客服-中国移动', 'authority'],
    ['95588-客服-工商银行', 'authority'],
    ['微信团队', 'authority'],
    ['官方客服', 'authority'],
    ['深圳-官方客服-小王', 'authority'],
    ['腾讯-客服-官方', 'authority'],
    ['公安局-反诈中心-李警官', 'authority'],
    ['北京-反诈中心-民警', 'authority'],
    ['深圳-客服-微信团队', 'authority'],
    ['支付宝客服', 'authority'],
    ['深圳-产品-群主', 'authority'],
    ['系统管理员', 'authority'],
  ]
  it.each(wrong)('%s has the fault %s', (card, fault, expected = {}) => {
    const read = readCard(card, shipped)
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.faults).toContain(fault)
    expect(read).toMatchObject(expected)
  })

  it('suggests nothing to who claims to speak for somebody', () => {
    expect(readCard('10086-客服-中国移动', shipped)).toMatchObject({ example: '地区-职业-姓名' })
  })

  it('reads every regular of the sandbox', () => {
    for (let n = 1; n <= 3_100; n += 7) expect(faultsOf(regular(n).card)).toEqual([])
  })
})

describe('other shapes', () => {
  it.each<[pattern: string, card: string, faults: readonly Fault[]]>([
    ['{姓名}｜{公司}', '张三｜腾讯', []],
    ['{姓名}｜{公司}', '张三-某某科技', []],
    ['{姓名}｜{公司}', '腾讯｜张三', ['order']],
    ['{姓名}｜{公司}', '张三｜', ['missing']],
    ['{姓名}｜{公司}', '张三', ['separator']],
    ['{姓名}｜{公司}', 'Lucy Wang', ['separator']],
    ['{姓名}｜{公司}', 'Lucy Wang｜Google', []],
    ['{姓名}｜{公司}', '姓名｜公司', ['template']],
    ['{姓名}（{公司}）', '张三（腾讯）', []],
    ['{姓名}（{公司}）', '张三', ['separator']],
    ['{届}-{系}-{姓名}', '2015-计算机-张三', []],
    ['{届}-{系}-{姓名}', '15级-土木系-李雷', []],
    ['{届}-{系}-{姓名}', '计算机-张三', ['missing']],
    ['{届}-{系}-{姓名}', '张三-计算机-2015届', ['order']],
    ['{姓名}', '张三', []],
    ['{姓名}', 'Lucy Wang', []],
    ['{姓名}', '🦌小鹿', []],
    ['{姓名}', '姓名', ['template']],
    ['{姓名}', '张三-李四', ['many']],
    ['{姓名}', '777', ['missing']],
    ['{楼栋}-{房号}-{称呼}', '3-1201-王姐', []],
    ['{城市} {昵称}', '深圳 小鹿', []],
    ['{城市} {昵称}', '小鹿 深圳', ['order']],
    ['我是{姓名}来自{城市}', '我是张三来自深圳', []],
    ['{城市}{姓名}', '深圳张三', []],
    ['{姓名}@{公司}', '张三@腾讯', []],
    ['{姓名}@{公司}', '张三', ['separator']],
    ['{a}-{b}-{c}-{d}', '甲-乙-丙-丁', []],
    ['{a}-{b}-{c}-{d}', '甲-乙-丙', ['missing']],
    ['{a}-{b}-{c}-{d}', '甲-乙-丙-丁-戊', ['many']],
  ])('%s reads %s as %j', (pattern, card, faults) => {
    expect(faultsOf(card, patternOf(pattern))).toEqual(faults)
  })

  it('is no rule without a field', () => {
    expect(readPattern('')).toBeUndefined()
    expect(readPattern('地区-职业')).toBeUndefined()
  })
})

const places = '深圳 北京 成都 杭州 内蒙古 克拉玛依 浙江省杭州市 旧金山 香港 上海 义乌'.split(' ')
const trades = '产品经理 律师 前端 UI设计师 幼儿园老师 电商 C++工程师 会计 外贸 自由职业 公务员'.split(' ')
const people = '张三 李雷 欧阳娜娜 司马相如 王小明 阿依古丽·买买提 小鹿 Lucy&Wang Tom 诸葛亮 陈总'
  .replace('&', '\u00a0')
  .split(' ')
const fieldsOf = fc.record({
  place: fc.constantFrom(...places),
  trade: fc.constantFrom(...trades),
  name: fc.constantFrom(...people),
})
const separators = [...'-－—–_/／\\｜|、', '——', ' - ', ' / ', '｜ ', '\u200b-', '-\ufeff', '--']
const soft = ['·', '•', ' ', '\u3000', '  ', ' · ']
const emoji = ['', '🌟', '👨‍👩‍👧', '🇨🇳', '✨', star, '\u200b', '❤️', ' ', '1️⃣'.slice(1)]
const notes = ['', '（请假）', '(出差)', '（周三-周五不在）', '🦌', '(小名：阿毛)']
const decorated = fc.record({
  before: fc.constantFrom(...emoji),
  behind: fc.constantFrom(...emoji),
  note: fc.constantFrom(...notes),
})

describe('any card', () => {
  it('with its fields in order is right, whatever parts and decorates them', () => {
    fc.assert(
      fc.property(fieldsOf, fc.constantFrom(...separators, ...soft), decorated, (f, sign, { before, behind, note }) => {
        const card = `${before}${[f.place, f.trade, f.name].join(sign)}${note}${behind}`
        expect(readCard(card, shipped)).toMatchObject({ ok: true })
      }),
      { numRuns: 3_000 },
    )
  })

  it('that lacks a field is told which', () => {
    const field = fc.constantFrom(0, 1, 2)
    fc.assert(
      fc.property(
        fieldsOf,
        field,
        fc.constantFrom('-', '｜', '/', '_'),
        fc.boolean(),
        decorated,
        (f, left, sign, empty, d) => {
          const values = [f.place, f.trade, f.name]
          const kept = empty ? values.map((value, index) => (index === left ? '' : value)) : values.toSpliced(left, 1)
          const read = readCard(`${d.before}${kept.join(sign)}${d.behind}`, shipped)
          expect(read).toMatchObject({ ok: false, faults: ['missing'], missing: [shipped.fields[left]?.name] })
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('with a field too many is told so', () => {
    fc.assert(
      fc.property(
        fieldsOf,
        fc.constantFrom(...trades, ...places, '李四'),
        fc.nat(3),
        fc.constantFrom('-', '｜', '—'),
        (f, more, at, sign) => {
          const card = [f.place, f.trade, f.name].toSpliced(at, 0, more).join(sign)
          expect(faultsOf(card)).toEqual(['many'])
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('in another order gets the right one as a suggestion', () => {
    const orders = [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]
    fc.assert(
      fc.property(fieldsOf, fc.constantFrom(...orders), fc.constantFrom('-', '／', ' | '), (f, order, sign) => {
        const values = [f.place, f.trade, f.name]
        const read = readCard(order.map(index => values[index]).join(sign), shipped)
        expect(read).toMatchObject({ ok: false, faults: ['order'] })
        if (!read.ok) expect(read.suggestion?.replace(/\s/g, ' ')).toBe(values.join('-').replace(/\s/g, ' '))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is read without complaint, and what is suggested is right', () => {
    const any = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            ...places,
            ...trades,
            ...people,
            ...separators,
            ...soft,
            ...emoji,
            ...notes,
            'XX',
            '姓名',
            '加V88520',
            '客服',
          ),
          {
            maxLength: 9,
          },
        )
        .map(parts => parts.join('')),
    )
    const patterns = [
      '{地区}-{职业}-{姓名}',
      '{姓名}｜{公司}',
      '{届}-{系}-{姓名}',
      '{姓名}',
      '{城市}·{昵称}',
      '{姓名}（{公司}）',
    ]
    fc.assert(
      fc.property(any, fc.constantFrom(...patterns), (card, text) => {
        const pattern = patternOf(text)
        const read = readCard(card, pattern)
        if (read.ok) return
        expect(read.faults.length).toBeGreaterThan(0)
        expect(read.example).not.toMatch(/[\n<>@\u200b\u202e]/)
        if (read.suggestion !== undefined) expect(readCard(read.suggestion, pattern)).toMatchObject({ ok: true })
        if (!read.ok && read.faults[0] === 'template') expect(read.example).toBe(fillPattern(pattern, []))
      }),
      { numRuns: 5_000 },
    )
  })

  it('is read in the time it takes to read its first characters, however long it is', () => {
    const long = [
      '😀'.repeat(500),
      star.repeat(5_000),
      'a-'.repeat(1e5),
      '<span'.repeat(1e5),
      '('.repeat(1e5),
      '深圳 '.repeat(1e5),
      'a·'.repeat(1e5),
      '-'.repeat(1e5),
    ]
    for (const card of long) expect(readCard(card, shipped).ok).toBe(false)
  })
})

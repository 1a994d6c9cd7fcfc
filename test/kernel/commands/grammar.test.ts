import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLine } from '../../../src/kernel/commands/grammar.js'
import { compileVocabulary } from '../../../src/kernel/commands/vocabulary.js'
import { botNames, cap, commands, kick, parse, read, vocabulary } from '../words.js'

const today = '2030-01-07'

describe('S15: how people check in', () => {
  it.each([
    ['王敏', '签到', '签到'],
    ['赵磊', '／签到 ', '签到'],
    ['小周', '@小助 打卡!', '签到'],
    ['小周 on a phone', '@小助\u2005打卡！', '签到'],
    ['阿豪', '簽到', '签到'],
    ['小鹿', '早安☀️', '签到'],
    ['老陈', '你今天签到了吗？', 'none'],
    ['李想', '/ 签 到', '签到'],
  ])('%s: %j is %s', (_who, text, expected) => expect(read(text)).toBe(expected))

  it('tells which of the words it was: 早 is silent outside the window, 打卡 is not', () => {
    expect(parse('早安☀️')).toMatchObject({ name: '签到', alias: '早安' })
    expect(parse('@小助 打卡!')).toMatchObject({ name: '签到', alias: '打卡', mentionsBot: true })
    expect(parse('簽到')).toMatchObject({ name: '签到', alias: '签到', mentionsBot: false })
  })
})

describe('S17: bare words with an argument that the command knows', () => {
  it.each([
    ['补签 昨天', '补签 | 昨天'],
    ['补签 周一', '补签 | 周一'],
    ['补签 11-01', '补签 | 11-01'],
    ['補簽 明天', '补签 | 明天'],
    ['补签昨天', '补签 | 昨天'], // typed together by most
    ['补签昨天了吗', 'none'],
    ['补签 怎么用啊', 'none'],
    ['补签的规矩是昨天改的', 'none'],
    ['投2', '投 | 2'],
    ['投 ２', '投 | 2'],
    ['投我一票', 'none'],
    ['三件事:\n1. 跑步5公里\n2、读书20页\n③给妈妈打电话', '三件事 | 1. 跑步5公里\n2、读书20页\n③给妈妈打电话'],
    ['三件事：\n1. 跑步', 'none'], // a single line: not what three.bareRest of this table takes
    ['踢 @张伟', 'none'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('S27: the grammar', () => {
  it.each([
    ['／上限　２００ ', '上限 | 200'],
    ['/ 上限 200', '上限 | 200'],
    ['@小助\u2005/上限 200', '上限 | 200'],
    ['／cap 200', '上限 | 200'],
    ['、上限 200', '上限 | 200'],
    ['/上线 200', 'unknown → 上限'],
    ['/上限 abc', '上限 | abc'],
    ['/上限', '上限'],
    ['/踢 @林老师', '踢 | @林老师'],
    ['/踢 @小助', '踢'], // an address or the argument: see the next test
    ['/清人 执行', '清人 | 执行'],
    ['这个/上限 200是什么意思', 'none'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))

  it('hands the mention at the end on, so that kicking the bot can be refused', () => {
    const line = parse('/踢 @小助\u2005')
    expect(line).toEqual({
      kind: 'command',
      name: '踢',
      alias: '踢',
      rest: '',
      mentionsBot: true,
      mentionAfter: '@小助',
    })
    if (line.kind !== 'command') return
    expect(kick.parse(line.rest, { today, mentionAfter: line.mentionAfter })).toMatchObject({ value: { who: '小助' } })
    expect(cap.parse('200', { today, mentionAfter: '@小助' })).toMatchObject({ value: { count: 200 } })
  })
})

describe('where a name ends', () => {
  it.each([
    ['/上限200', '上限 | 200'],
    ['/上限２００', '上限 | 200'],
    ['/上限二百', '上限 | 二百'],
    ['/上限兩百人', '上限 | 兩百人'],
    ['/上限：200', '上限 | 200'],
    ['/踢@张伟', '踢 | @张伟'],
    ['／踢＠张伟 发广告', '踢 | @张伟 发广告'],
    ['/撤销K12', '撤销 | K12'],
    ['/误判k12', '误判 | k12'],
    ['/CAP200', '上限 | 200'],
    ['/签到榜', '签到榜'],
    ['/签到 榜', '签到 | 榜'],
    ['/签到榜样', 'unknown → 签到榜'],
    ['/签到了吗', 'unknown → 签到'],
    ['/签到一下', 'unknown → 签到'],
    ['/签到!', '签到'],
    ['/签到。', '签到'],
    ['/签到 [太阳]', '签到'],
    ['/check-in', '签到'],
    ['/checking', 'unknown → checkin'],
    ['/kicked', 'unknown → kick'],
    ['/话题 新建 社群多少人最合适？ 明天 21:00-21:30', '话题 新建 | 社群多少人最合适？ 明天 21:00-21:30'],
    ['／話題　新建 标题', '话题 新建 | 标题'],
    ['/话题新建 标题', '话题 新建 | 标题'],
    ['/Topic  New 标题', '话题 新建 | 标题'],
    ['/话题 延长 10', '话题 延长 | 10'],
    ['/话题延长10', '话题 延长 | 10'],
    ['/话题 新健', 'unknown → 话题 新建'],
    ['/话题', 'unknown → 话题 新建'],
    ['/踢 @张伟\n因为发广告\n还骂人', '踢 | @张伟\n因为发广告\n还骂人'],
    ['/踢 @ＴＯＭ２ ２次', '踢 | @ＴＯＭ２ 2次'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('single characters are joined when nothing else fits', () => {
  it.each([
    ['/ 签 到', '签到'],
    ['/签 到 榜', '签到榜'],
    ['/ 上 限 200', '上限 | 200'],
    ['/上 限 2 0 0', '上限 | 200'],
    ['、補 簽 昨天', '补签 | 昨天'],
    ['@小助 签 到', '签到'],
    ['/踢 张 伟', '踢 | 张 伟'],
    ['/早 安', '签到 | 安'], // 早 is a command: nothing to try again
    ['/签　到\u2005', '签到'],
    ['签 到', '签到'],
    ['签 到 了', 'none'],
    ['/我 们', 'unknown'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('mentions', () => {
  it.each([
    ['@小助上限200', '上限 | 200'],
    ['@小助，上限 200', '上限 | 200'],
    ['＠小助 上限 200', '上限 | 200'],
    ['上限 200 @小助', '上限 | 200'],
    ['/上限 200 @小助\u2005', '上限 | 200'],
    ['/上限 200@小助！', '上限 | 200'],
    ['@小助 @小助 签到', '签到'],
    ['@小助 签到 @小助', '签到'],
    ['@Qun Bot 🤖\u2005打卡', '签到'],
    ['@qun bot 🤖打卡', '签到'],
    ['打卡@Qun\u2005Bot 🤖', '签到'],
    ['@小助', 'none'],
    ['@小助 今天天气怎么样', 'none'],
    ['@小助 上线 200', 'none'], // no prefix: a slip is not told from talk
    ['@小助 /上线 200', 'unknown → 上限'],
    ['@小助手 签到', 'none'],
    ['@张伟 /签到', 'none'],
    ['@张伟 签到', 'none'],
    ['大家早 @小助', 'none'],
    ['我@小助 签到', 'none'],
    ['@小助 签到了吗', 'none'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))

  it('a name in Latin letters ends where its letters end', () => {
    const line = (text: string) => parseLine(text, { botNames: ['Bot', ''], vocabulary }).kind
    expect([line('@Bot cap 1'), line('@Botcap 1'), line('@Bot打卡'), line('@ 打卡')]).toEqual([
      'command',
      'none',
      'command',
      'none',
    ])
  })
})

describe('what looks like a command and is none', () => {
  it.each([
    ['/', 'none'],
    ['／ ', 'none'],
    ['//', 'none'],
    ['// 签到', 'none'],
    ['/etc/passwd', 'none'],
    ['/robots.txt', 'none'],
    ['/cap/x', 'none'],
    ['/cap.html', 'none'],
    ['/签到/打卡', 'none'],
    ['http://example.com/签到', 'none'],
    ['/:sun', 'none'],
    ['/::)', 'none'],
    ['/😂', 'none'],
    ['/...', 'none'],
    ['/10', 'none'],
    ['/\n签到', 'none'],
    ['/哈哈哈哈哈', 'unknown'],
    ['/今天大家都去哪里吃饭了呀我好饿', 'unknown'],
    ['/foobar', 'unknown'],
    ['/statu', 'unknown → status'],
    ['、', 'none'],
    ['、第二点是…', 'none'],
    ['、签到、打卡都可以', 'none'],
    ['、上线', 'unknown → 上限'],
    ['、上线的时候大家一起去', 'none'],
    ['、其次', 'none'],
    ['', 'none'],
    [' \u200b\u3000\n', 'none'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))

  it('keeps what was typed as it was typed', () => {
    expect(parse('/上線 200')).toEqual({ kind: 'unknown', typed: '上線', nearest: '上限' })
    expect(parse('/ＣＡＢ')).toEqual({ kind: 'unknown', typed: 'ＣＡＢ', nearest: 'cap' })
  })
})

describe('bare words', () => {
  it.each([
    ['早', '签到'],
    ['早～', '签到'],
    ['早！！！', '签到'],
    ['早[太阳]', '签到'],
    ['早安 🌞🌞', '签到'],
    ['打卡👍🏽', '签到'],
    ['打卡？', '签到'],
    ['\u200b签\u200b到\ufeff', '签到'],
    ['群规', '群规'],
    ['群規', '群规'],
    ['＋１', '接'],
    ['Health!', '体检'],
    ['体检', '体检'],
    ['早上好', 'none'],
    ['早早早', 'none'],
    ['早，大家好', 'none'],
    ['上限', 'none'],
    ['checkin', 'none'],
    ['rules', 'none'],
    ['[太阳]', 'none'],
    ['签到[这是一个很长的不是表情]', 'none'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('properties', () => {
  const samples = ['', '200', '@张伟 发广告', 'K12', '明天 21:00-21:30', '执行 P7', '第一行\n第二行']
  const traditional: Record<string, string> = {
    签: '簽', 补: '補', 话: '話', 题: '題', 误: '誤', 销: '銷', 规: '規', 状: '狀', 态: '態', 体: '體', 检: '檢', 长: '長', 帮: '幫', 铺: '鋪',
  } // biome-ignore format: one line reads better
  const wide = (text: string) => text.replace(/[0-9A-Za-z]/g, unit => String.fromCharCode(unit.charCodeAt(0) + 0xfee0))
  const space = fc.stringMatching(/^[ \u00a0\u3000\u2005\u200b\ufeff]{0,3}$/)
  const gap = fc.tuple(space, fc.constantFrom(' ', '\u3000', '\u2005', '\u00a0')).map(parts => parts.join(''))
  const mention = fc
    .tuple(fc.constantFrom(...botNames), fc.constantFrom('\u2005', ' ', ''))
    .map(([name, end]) => `@${name}${end}`)
  const spelling = fc.constantFrom(
    (name: string) => name,
    (name: string) => [...name].map(unit => traditional[unit] ?? unit).join(''),
    (name: string) => name.toUpperCase(),
    wide,
  )
  const outcome = (text: string) => {
    const line = parse(text)
    return line.kind === 'command' ? { name: line.name, alias: line.alias, rest: line.rest } : line
  }
  const names = commands.flatMap(({ names: [name = '', ...more] }) => [name, ...more].map(alias => ({ name, alias })))

  it('every command in every dress is the plain one', () => {
    const dress = fc.record({
      command: fc.constantFrom(...names),
      rest: fc.constantFrom(...samples),
      spell: spelling,
      prefix: fc.constantFrom('/', '／', '、'),
      before: fc.option(mention, { nil: '' }),
      after: fc.option(mention, { nil: '' }),
      outer: fc.tuple(space, space),
      inner: space,
      between: gap,
    })
    fc.assert(
      fc.property(dress, ({ command, rest, spell, prefix, before, after, outer, inner, between, ...d }) => {
        const digits = spell === wide && !rest.includes('@') ? wide(rest) : rest
        const words = spell(command.alias).replaceAll(/ |　/g, between)
        const typed = `${outer[0]}${before}${prefix}${inner}${words}${rest === '' ? '' : between}${digits}${after === '' ? '' : ` ${after}`}${outer[1]}`
        expect(outcome(typed)).toEqual({ name: command.name, alias: command.alias, rest })
        expect(d).toEqual({})
      }),
      { numRuns: 1500 },
    )
  })

  it('a mention at either end takes the place of the prefix', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...samples),
        mention,
        fc.boolean(),
        spelling,
        (command, rest, at, first, spell) => {
          const words = `${spell(command.alias)} ${rest}`
          expect(outcome(first ? `${at}${/[a-z0-9🤖]$/i.test(at) ? ' ' : ''}${words}` : `${words} ${at}`)).toEqual({
            ...command,
            rest,
          })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('a sentence that merely contains a command is plain talk', () => {
    const head = fc.constantFrom(
      '你今天',
      '这个',
      '我刚才',
      '大家都',
      '为什么',
      '别忘了',
      '昨天的',
      'http://a.cn',
      '“',
      '「',
      '1. ',
    )
    const tail = fc.constantFrom('了吗', '是什么意思', '怎么用？', '', ' 200 是多少', '@张伟', '！', ' @小周')
    const prefix = fc.constantFrom('', '/', '／', '、')
    fc.assert(
      fc.property(head, prefix, fc.constantFrom(...names), tail, (before, mark, { alias }, after) => {
        expect(parse(`${before}${mark}${alias}${after}`)).toEqual({ kind: 'none' })
      }),
    )
  })

  it('a bare word with letters behind it is plain talk', () => {
    const han = fc.stringMatching(/^[\u4e00-\u9fa5]{1,10}$/)
    fc.assert(
      fc.property(fc.constantFrom('签到', '打卡', '早', '群规', '补签', '投', '体检'), han, (name, more) => {
        fc.pre(!vocabulary.bare.has(name + more))
        expect(parse(name + more)).toEqual({ kind: 'none' })
      }),
    )
  })

  it('never throws, whatever the text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.uint16Array().map(units => String.fromCharCode(...units)),
    )
    const piece = fc.oneof(
      anything,
      fc.constantFrom('/', '、', '@小助', '签到', '上限', '话题 ', '\u2005', '\ud83d', '\udc00', '[', ']', '\u200d'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), pieces => {
        const text = pieces.join('')
        const line = parse(text)
        if (line.kind === 'unknown') expect(text).toContain(line.typed)
      }),
      { numRuns: 1500 },
    )
  })

  it('long messages are read to the end, and no message of 1 MB is a command', () => {
    const long = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length))
    expect(parse(`/踢 @张伟 ${long('字', 16_000)}`)).toMatchObject({ kind: 'command', name: '踢' })
    expect(parse(`签到${long('！', 16_000)}`)).toEqual({ kind: 'none' })
    expect(parse(`补签 ${long('字', 16_000)}`)).toEqual({ kind: 'none' })
    for (const unit of ['字', '\u200b', '/', '签到 ', '[太阳]', '@小助 ', '\ud83d']) {
      for (const before of ['', '/', '/踢 ', '@小助 ', '签到 ', '补签 ']) {
        expect(parse(before + long(unit, 1_000_000))).toEqual({ kind: 'none' })
      }
    }
  })
})

describe('compileVocabulary', () => {
  it('names both owners of a name claimed twice, also when only its dress differs', () => {
    const claim = (name: string) => () =>
      compileVocabulary([
        { names: ['签到', 'Checkin'], owner: 'check-in' },
        { names: ['报到', name], owner: 'admission' },
      ])
    const message = (name: string) =>
      `command name 「${name}」 is claimed twice: by 「签到」 of check-in and by 「报到」 of admission`
    for (const name of ['签到', '簽到', 'CHECKIN', 'ｃｈｅｃｋｉｎ']) expect(claim(name)).toThrow(message(name))
  })

  it('refuses a command without a name, an empty name and a bare word that is no name', () => {
    expect(() => compileVocabulary([{ names: [], owner: 'x' }])).toThrow('a command of x has no name')
    expect(() => compileVocabulary([{ names: ['签到', ' \u200b'] }])).toThrow('「签到」 has an empty name')
    expect(() => compileVocabulary([{ names: ['签到'], bare: ['早'] }])).toThrow(
      '「早」 is marked bare but is no name of 「签到」',
    )
  })

  it('lets one command list two dresses of a name', () => {
    const twice = compileVocabulary([{ names: ['签到', '簽到', '话题 新建', '话题新建'], bare: true }])
    expect(parseLine('簽到', { botNames: [], vocabulary: twice })).toMatchObject({ name: '签到', alias: '签到' })
  })
})

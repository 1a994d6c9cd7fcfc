import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enough, readList, readPost } from '../../../../plugins/check-in/three/parse.js'

const three = ['跑步5公里', '读书20页', '给妈妈打电话']

describe('three things', () => {
  it.each([
    ['S18', '三件事:\n1. 跑步5公里\n2、读书20页\n③给妈妈打电话'],
    ['1.', '三件事：\n1. 跑步5公里\n2. 读书20页\n3. 给妈妈打电话'],
    ['1、', '三件事\n1、跑步5公里\n2、读书20页\n3、给妈妈打电话'],
    ['1）', '三件事：\n1）跑步5公里\n2）读书20页\n3）给妈妈打电话'],
    ['(1)', '今日三件事\n(1)跑步5公里\n(2) 读书20页\n(3)给妈妈打电话'],
    ['（1）', '三件事（1）跑步5公里（2）读书20页（3）给妈妈打电话'],
    ['【1】', '【三件事】\n【1】跑步5公里\n【2】读书20页\n【3】给妈妈打电话'],
    ['①', '早上三件事：①跑步5公里②读书20页③给妈妈打电话'],
    ['❶', '#三件事\n❶跑步5公里\n❷读书20页\n❸给妈妈打电话'],
    ['➀', '三件事：➀跑步5公里 ➁读书20页 ➂给妈妈打电话'],
    ['⒈', '今天的三件事：\n⒈跑步5公里\n⒉读书20页\n⒊给妈妈打电话'],
    ['⑴', '三件事：⑴跑步5公里；⑵读书20页；⑶给妈妈打电话'],
    ['㈠', '三件事：\n㈠跑步5公里\n㈡读书20页\n㈢给妈妈打电话'],
    ['一、', '三件事：\n一、跑步5公里\n二、读书20页\n三、给妈妈打电话'],
    ['一、 in one line', '三件事：一、跑步5公里，二、读书20页，三、给妈妈打电话。'],
    ['（一）', '三件事：\n（一）跑步5公里\n（二）读书20页\n（三）给妈妈打电话'],
    ['第一', '三件事：第一，跑步5公里；第二，读书20页；第三，给妈妈打电话'],
    ['第一件事', '三件事\n第一件事：跑步5公里\n第二件事：读书20页\n第三件事是给妈妈打电话'],
    ['1️⃣', '三件事\n1️⃣跑步5公里\n2️⃣ 读书20页\n3️⃣给妈妈打电话'],
    ['keycaps without their selector', '三件事 1⃣跑步5公里 2⃣读书20页 3⃣给妈妈打电话'],
    ['-', '三件事：\n- 跑步5公里\n- 读书20页\n- 给妈妈打电话'],
    ['- in one line', '三件事：- 跑步5公里 - 读书20页 - 给妈妈打电话'],
    ['—', '三件事：\n—跑步5公里\n—读书20页\n—给妈妈打电话'],
    ['•', '三件事：\n• 跑步5公里\n• 读书20页\n• 给妈妈打电话'],
    ['*', '三件事：\n* 跑步5公里\n* 读书20页\n*给妈妈打电话'],
    ['√', '三件事：\n√跑步5公里\n√读书20页\n√ 给妈妈打电话'],
    ['✅', '三件事：✅跑步5公里 ✅读书20页 ✅给妈妈打电话'],
    ['✅ behind', '三件事：\n跑步5公里✅\n读书20页 ✅\n给妈妈打电话'],
    ['✅ some', '三件事：\n✅跑步5公里\n读书20页\n✅给妈妈打电话'],
    ['boxes', '三件事：\n- [x] 跑步5公里\n- [ ] 读书20页\n- [ ] 给妈妈打电话'],
    ['a bullet and a number', '三件事：\n✅1. 跑步5公里\n✅2. 读书20页\n👉3. 给妈妈打电话'],
    ['a number and a bullet', '三件事：\n1. ✅跑步5公里\n2. ✅读书20页\n3. ✅给妈妈打电话'],
    ['bare lines', '三件事：\n跑步5公里\n读书20页\n给妈妈打电话'],
    ['bare lines without a colon', '三件事\n\n跑步5公里\n\n读书20页\n\n给妈妈打电话\n'],
    ['one line with ；', '三件事 跑步5公里；读书20页；给妈妈打电话'],
    ['one line with ;', '三件事: 跑步5公里; 读书20页; 给妈妈打电话;'],
    ['one line with 、', '三件事：跑步5公里、读书20页、给妈妈打电话'],
    ['one line with ，', '三件事：跑步5公里，读书20页，给妈妈打电话。'],
    ['one line with both', '三件事：跑步5公里，读书20页、给妈妈打电话'],
    ['one line with /', '三件事：跑步5公里/读书20页/给妈妈打电话'],
    ['one line with |', '三件事 跑步5公里 | 读书20页 | 给妈妈打电话'],
    ['one line with blanks', '三件事：跑步5公里 读书20页 给妈妈打电话'],
    ['numbers alone', '三件事：1跑步5公里 2读书20页 3给妈妈打电话'],
    ['numbers alone, close together', '三件事1跑步5公里2读书20页3给妈妈打电话'],
    ['numbers and blanks', '三件事\n1 跑步5公里\n2 读书20页\n3 给妈妈打电话'],
    ['numbers in one line', '三件事：1.跑步5公里 2.读书20页 3.给妈妈打电话'],
    ['numbers and 、 in one line', '三件事：1、跑步5公里，2、读书20页，3、给妈妈打电话'],
    ['numbers and :', '三件事：\n1：跑步5公里\n2: 读书20页\n3：给妈妈打电话'],
    ['numbers and -', '三件事：\n1-跑步5公里\n2- 读书20页\n3 - 给妈妈打电话'],
    ['full-width digits', '３件事：\n１．跑步５公里\n２、读书２０页\n（３）给妈妈打电话'],
    ['every number 1', '三件事：\n1. 跑步5公里\n1. 读书20页\n1. 给妈妈打电话'],
    ['two in a line', '三件事：\n1.跑步5公里 2.读书20页\n3.给妈妈打电话'],
    ['the first behind the colon', '三件事：1.跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['the first without its number', '三件事：跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['the second without its number', '三件事：\n1.跑步5公里\n读书20页\n3.给妈妈打电话'],
    ['Windows’ line breaks', '三件事:\r\n1. 跑步5公里\r\n2. 读书20页\r\n3. 给妈妈打电话\r\n'],
    ['words around the list', '三件事：\n今天的计划\n1.跑步5公里\n2.读书20页\n3.给妈妈打电话\n\n大家加油💪'],
    ['a greeting before', '早！三件事：1.跑步5公里 2.读书20页 3.给妈妈打电话'],
    ['a greeting in a line of its own', '早安☀️\n今天三件事：\n1.跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['a date', '三件事（1月7日）：\n1.跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['a day', 'Day 12 今日三件事\n1.跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['emoji about', '📝 三件事 📝：\n1.跑步5公里\n2.读书20页\n3.给妈妈打电话'],
    ['我今天的', '我今天的三件事打卡：1.跑步5公里；2.读书20页；3.给妈妈打电话；'],
  ])('in the style %s', (_, text) => {
    expect(readPost(text)).toEqual({ items: three.map(item => expect.stringMatching(loose(item))), more: 0 })
  })

  it.each([
    ['三件事都做完了'],
    ['三件事都做完了：跑步、读书、写作'],
    ['三件事 都做完了'],
    ['三件事 都做完了，开心，谢谢大家'],
    ['三件事怎么发？'],
    ['三件事是什么'],
    ['今天有三件事：1.停电 2.停水 3.停网'],
    ['做了三件事：跑步、读书、写作'],
    ['这三件事：1.a 2.b 3.c'],
    ['第三件事：买菜'],
    ['签到'],
    ['早安'],
    ['1.跑步 2.读书 3.写作'],
    [''],
  ])('is not %s', text => {
    expect(readPost(text)).toBeUndefined()
  })

  it.each([
    [
      'an amount at the beginning of a line',
      '三件事：\n5公里跑步\n20页书\n3小时写作',
      ['5公里跑步', '20页书', '3小时写作'],
    ],
    ['times', '三件事：\n1. 7:30起床\n2. 9:00-10:00读书\n3. 22:30 睡觉', ['7:30起床', '9:00-10:00读书', '22:30 睡觉']],
    ['decimals', '三件事：1.跑1.5公里 2.读书2.5小时 3.喝水3.5升', ['跑1.5公里', '读书2.5小时', '喝水3.5升']],
    ['chapters', '三件事：1、读第2、3章 2、写3页字 3、跑步', ['读第2、3章', '写3页字', '跑步']],
    ['lists in items', '三件事：买菜、买水果；读书；写作', ['买菜、买水果', '读书', '写作']],
    ['an item that goes on', '三件事：\n1. 跑步\n   要跑5公里\n2. 读书\n3. 写作', ['跑步 要跑5公里', '读书', '写作']],
    ['English', '三件事：\n1. run 5 km\n2. read a book\n3. call mum', ['run 5 km', 'read a book', 'call mum']],
    ['weekdays', '三件事：\n1. 准备周一、周二的课\n2. 读书\n3. 写作', ['准备周一、周二的课', '读书', '写作']],
    ['two', '三件事：\n1. 跑步\n2. 读书', ['跑步', '读书']],
    ['one', '三件事：跑步', ['跑步']],
    ['none', '三件事', []],
    ['none behind a colon', '三件事：\n\n', []],
    ['emoji alone', '三件事：\n💪\n🏃\n📖', []],
    ['short ones in one line', '三件事 跑步；读书；写作', ['跑步', '读书', '写作']],
    ['dates', '三件事：\n1. 1/7前交稿\n2. 10-15号体检\n3. 读书', ['1/7前交稿', '10-15号体检', '读书']],
    [
      'twelve',
      `三件事：\n${Array.from({ length: 12 }, (_, at) => `${at + 1}. 第${at}号事情`).join('\n')}`,
      Array.from({ length: 10 }, (_, at) => `第${at}号事情`),
    ],
  ])('keep what belongs to them: %s', (_, text, items) => {
    expect(readPost(text)?.items).toEqual(items)
  })

  it('of 400 lines are the first ten, and how many more there were', () => {
    const lines = Array.from({ length: 400 }, (_, at) => `${at + 1}. 做第${at + 1}件`)
    const post = readPost(`三件事：\n${lines.join('\n')}`)
    expect(post?.items).toHaveLength(10)
    expect(post?.more).toBe(390)
    expect(readPost(`三件事：\n${lines.map(line => line.replace(/^\d+\. /, '')).join('\n')}`)?.more).toBe(390)
  })

  it('are read behind the command too', () => {
    expect(readList('1.跑步5公里 2.读书20页 3.给妈妈打电话').items).toEqual(three)
    expect(readList('跑步5公里，读书20页，给妈妈打电话').items).toEqual(three)
    expect(readList('').items).toEqual([])
  })

  const word = fc
    .array(fc.constantFrom(...'跑步读书写字打扫洗碗买菜散听歌喝水睡觉'), { minLength: 2, maxLength: 8 })
    .map(all => all.join(''))
  const styles: ((number: number) => string)[] = [
    n => `${n}. `,
    n => `${n}、`,
    n => `${n}）`,
    n => `(${n})`,
    n => `（${n}）`,
    n => '①②③④⑤⑥⑦⑧⑨⑩'.charAt(n - 1),
    n => '❶❷❸❹❺❻❼❽❾❿'.charAt(n - 1),
    n => `${'一二三四五六七八九十'.charAt(n - 1)}、`,
    n => `第${'一二三四五六七八九十'.charAt(n - 1)}，`,
    n => `${n}\ufe0f\u20e3`,
  ]

  it('come back whole from any mixture of numbers, in lines and in one line', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 9 }),
        fc.array(fc.constantFrom(...styles), { minLength: 9, maxLength: 9 }),
        fc.constantFrom('\n', '\r\n', '\n\n', '；', ' ', '，'),
        fc.constantFrom('三件事：', '三件事\n', '#三件事 ', '今日三件事:\n'),
        (words, marks, between, head) => {
          const lines = words.map((each, at) => `${marks[at]?.(at + 1)}${each}`)
          expect(readPost(head + lines.join(between))?.items).toEqual(words)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('never throw, and are ten short lines at most', () => {
    const pieces = fc.constantFrom(
      '三件事',
      '：',
      '\n',
      '1',
      '2',
      '. ',
      '、',
      '①',
      '一',
      '第',
      '（',
      '）',
      '；',
      '-',
      '✅',
      ' ',
      '跑',
      'a',
      '5公里',
      '\u200d',
      '💪',
      '\ufe0f\u20e3',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 80 }), all => {
        const post = readPost(`三件事：${all.join('')}`)
        for (const item of post?.items ?? []) {
          expect(item).not.toMatch(/[\n\r]/)
          expect(item).toMatch(/[\p{L}\p{N}]/u)
        }
        expect(post?.items.length ?? 0).toBeLessThanOrEqual(10)
      }),
      { numRuns: 200 },
    )
  })
})

describe('enough', () => {
  it.each([
    [three, 4, 3],
    [['跑步', '读书', '写作'], 4, 0],
    [['跑步！！！！', '读书20页', '💪💪💪💪'], 4, 1],
    [['跑步5公里', '跑步 5公里', '跑步５公里。'], 4, 1],
    [['𠮷野家吃饭'], 5, 1],
    [[], 4, 0],
  ])('of %j, %i letters each: %i', (items, chars, count) => {
    expect(enough(items, chars)).toBe(count)
  })
})

/** Full-width digits may have become others. */
function loose(item: string): RegExp {
  return new RegExp(
    `^${item.replace(/\d/g, digit => `[${digit}${String.fromCharCode(digit.charCodeAt(0) + 0xfee0)}]`)}$`,
  )
}

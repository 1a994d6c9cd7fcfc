import { describe, expect, it } from 'vitest'
import { draftText, fileName, markdown, postText, questionOf } from '../../../../plugins/topics/minutes/paper.js'
import type { Entry, Sheet } from '../../../../plugins/topics/minutes/sheet.js'
import { texts } from '../../../../plugins/topics/minutes/texts.js'
import { line } from '../../../../src/kernel/texts.js'

const start = Date.parse('2030-01-08T21:00+08:00')
const setting = {
  text: (key: string, values?: Record<string, string | number>) => line(texts, 'zh-CN', {}, key, values),
  zone: 'Asia/Shanghai',
  nameOf: ({ member }: Entry) => member,
}

const entry = (number: number, member: string, text: string, pinned = false): Entry => ({
  number,
  member,
  text,
  pinned,
})

const sheet = (entries: readonly Entry[], guide: readonly string[] = [], title = '社群多少人最合适？'): Sheet => ({
  topic: {
    id: 'T1',
    title,
    kind: 'topic',
    start,
    end: start + 30 * 60_000,
    phase: 'closed',
    version: 3,
    by: 'zhou',
    guide,
    createdAt: start,
    closedAt: start + 25 * 60_000,
  },
  minutes: { since: start },
  entries,
  messages: 51,
  speakers: 4,
})

const entries = [
  entry(1, '王敏', '超过两百人以后，说话的永远是那十来个人', true),
  entry(2, '赵磊', '分群的时候先找好带群的人'),
  entry(3, '小鹿', '人多人少不要紧，有人回答新人就行'),
]
const guide = ['多少人的时候该分群？', '谁来回答新人的问题？']

it('puts the pinned lines first, then each question with what was said to it, then the rest', () => {
  const more = [...entries, entry(4, '阿豪', '周末大家一起吃个早饭吧')]
  expect(markdown(sheet(more, guide), setting)).toBe(`# 社群多少人最合适？

2030-01-08 21:00-21:25，4 人发言，51 条

## 精华

- 王敏：超过两百人以后，说话的永远是那十来个人

## 多少人的时候该分群？

- 赵磊：分群的时候先找好带群的人

## 谁来回答新人的问题？

- 小鹿：人多人少不要紧，有人回答新人就行

## 大家说

- 阿豪：周末大家一起吃个早饭吧
`)
})

it('shows the host every line with its number, and how it goes on', () => {
  expect(draftText(sheet(entries, guide), setting)).toBe(`T1「社群多少人最合适？」纪要草稿
2030-01-08 21:00-21:25，4 人发言，51 条
问题：多少人的时候该分群？ / 谁来回答新人的问题？
1. ★ 王敏：超过两百人以后，说话的永远是那十来个人
2. 赵磊：分群的时候先找好带群的人
3. 小鹿：人多人少不要紧，有人回答新人就行
发 /纪要 发布 就发到群里；/纪要 去掉 3 去掉一条；/纪要 作废 就不发了`)
})

it('posts three lines of the best at most, each cut', () => {
  const long = Array.from({ length: 6 }, (_, index) => entry(index + 1, `m${index}`, '说'.repeat(300)))
  const lines = postText(sheet(long), setting).split('\n')
  expect(lines).toHaveLength(5)
  expect(lines[1]).toBe(`m0：${'说'.repeat(60)}…`)
})

it('names the file by the day on which it was in the community', () => {
  const { topic } = sheet([])
  expect(fileName(topic, setting)).toBe('纪要-T1-2030-01-08.md')
  const late = { ...topic, start: Date.parse('2030-01-08T23:30+08:00') }
  expect(fileName(late, setting)).toBe('纪要-T1-2030-01-08.md')
  expect(fileName(late, { ...setting, zone: 'America/New_York' })).toBe('纪要-T1-2030-01-08.md')
})

it('lets nobody’s words be a heading, a link, a picture or markup of the file', () => {
  const wicked = [
    entry(1, '王敏', '# 大标题 [点我](https://x.example) ![图](y)'),
    entry(2, '<b>赵磊</b>', '<script>alert(1)</script> `rm` **粗** | 表 |'),
    entry(3, '小鹿', '一行\n## 又一行 @所有人 \u202E倒着'),
  ]
  const file = markdown(sheet(wicked, [], '题目\n# 假的\n<img src=x>'), setting)
  expect(file.split('\n').filter(each => each.startsWith('#'))).toEqual([
    expect.stringMatching(/^# 题目 \\# 假的/),
    '## 大家说',
  ])
  expect(file).not.toMatch(/(?<!\\)[<`*[\]|!]/)
  expect(file).not.toMatch(/@|\u202E/)
})

describe('which question a line is about', () => {
  it.each([
    ['我们一百五十人的时候分群', 0],
    ['新人的问题我来回答', 1],
    ['今天天气真好', undefined],
    ['分群以后新人的问题就没人管了，分群之前回答新人的问题', 1],
    ['', undefined],
  ])('%s', (said, question) => {
    expect(questionOf(said, guide)).toBe(question)
  })

  it('is none where two fit as well, or there is none', () => {
    expect(questionOf('多少人合适', ['多少人合适', '多少人合适呢'])).toBeUndefined()
    expect(questionOf('多少人合适', [])).toBeUndefined()
  })
})

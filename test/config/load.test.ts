import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fromObjects, loadConfig, loadConfigFrom } from '../../src/config/load.js'
import { printProblem } from '../../src/config/problems.js'
import { resolvePlugin } from '../../src/config/resolve.js'
import { check, configOf, plugins, valid } from './plugins.js'

describe('S46: every problem at once, with its place and the right thing', () => {
  const files = {
    'qunguan.yaml': 'account: main\ntimezone: Asia/Beijing\n',
    'plugins/rules.yaml': 'ads:\n  suspctAt: 60\nnameCard:\n  grace：48h\n  then: report\n',
    'plugins/capacity.yaml': 'cap: 600\n',
    'groups/run.yaml':
      'charter: { goal: 跑步 }\nrooms:\n  a: { topic: A, parent: b }\n  b: { topic: B, parent: c }\n  c: { topic: C, parent: a }\n',
  }

  test('five mistakes in four files', () => {
    expect(check(files)).toEqual([
      'qunguan.yaml:2:11: 没有「Asia/Beijing」这个时区，应为 Asia/Shanghai（no such timezone; did you mean Asia/Shanghai?）',
      'plugins/capacity.yaml:1:6: cap 600 超过 hard 500，最多写 500（above hard; at most 500）',
      'plugins/rules.yaml:2:3: 没有 suspctAt 这个键，应为 suspectAt（unknown; did you mean suspectAt?）',
      'plugins/rules.yaml:4:8: 冒号是全角的「：」，应写成 grace: 48h（full-width colon; write grace: 48h）',
      'groups/run.yaml:3:26: parent 绕成了圈：a → b → c → a，删掉其中一个 parent（parents in a circle; remove one of them）',
    ])
    expect(loadConfigFrom(files, plugins).config).toBeUndefined()
  })

  test('each of them alone refuses the config', () => {
    for (const [file, text] of Object.entries(files)) {
      expect(loadConfigFrom({ [file]: text }, plugins).config).toBeUndefined()
    }
  })
})

/** File, text, and the places with words of what is told there. */
const mistakes: [string, string, string, string[]][] = [
  ['a word nearly right', 'plugins/admission.yaml', 'mode: passphrse\n', ['1:7: 「passphrse」不对，应为 passphrase']],
  ['a boolean', 'plugins/topics.yaml', 'reward: { autoAward: flase }\n', ['1:22: 「flase」不对，应为 false']],
  ['a number in quotes', 'plugins/rules.yaml', 'ads: { kickAt: "90" }\n', ['1:16: 去掉引号，写成 90']],
  ['a percentage', 'plugins/capacity.yaml', 'draftAt: 90%\n', ['1:10: 「90%」不对，应为 0.9']],
  ['a fraction of a person', 'plugins/rules.yaml', 'reports: { quorum: 2.5 }\n', ['1:20: 「2.5」不对，应为 3']],
  ['a negative number', 'qunguan.yaml', 'pacing: { perDay: -1 }\n', ['1:19: 太小，至少写 0']],
  ['a duration without unit', 'plugins/admission.yaml', 'grace: 24\n', ['1:8: 「24」不对，应为 24h']],
  ['a duration in words', 'plugins/rules.yaml', 'ads: { newcomer: 3天 }\n', ['1:18: 「3天」不是时长，应为 3d']],
  ['a word for a list', 'plugins/check-in.yaml', 'words: 签到，打卡\n', ['1:8: 「签到，打卡」不对，应为 [签到, 打卡]']],
  ['one day for a list', 'plugins/check-in.yaml', 'days: [monday]\n', ['1:8: 「monday」不对，应为 mon']],
  [
    'days that are none',
    'plugins/check-in.yaml',
    'days: 5\n',
    ['1:7: 「5」不对，应为 all、workdays、weekdays、holidays、列表 [a, b] 之一'],
  ],
  ['off, nearly', 'plugins/rules.yaml', 'pulse: of\n', ['1:8: 「of」不对，应为 off']],
  ['off as YAML 1.1 had it', 'qunguan.yaml', 'pacing: false\n', ['1:9: 「false」不对，应为 off']],
  ['an impossible cron', 'plugins/rules.yaml', 'pulse: "0 25 * * 5"\n', ['1:8: 「0 25 * * 5」不是有效的 cron']],
  ['an impossible time', 'plugins/check-in.yaml', 'dayBoundary: "25:00"\n', ['1:14: 没有「25:00」这个时刻']],
  ['an impossible window', 'qunguan.yaml', 'quiet: "22:30-25:00"\n', ['1:8: 「22:30-25:00」不是时间段']],
  ['no value', 'plugins/admission.yaml', 'grace:\n', ['1:7: grace 后面没有写值，应为文字，如 24h']],
  ['a key elsewhere', 'plugins/rules.yaml', 'kickAt: 80\n', ['1:1: kickAt 应写在 ads 下面']],
  [
    'a key like nothing',
    'plugins/topics.yaml',
    'colour: red\n',
    ['1:1: 没有 colour 这个键；可以写 announce、minSpeakers'],
  ],
  ['a missing colon in a flow map', 'plugins/rules.yaml', 'ads: { kickAt 80 }\n', ['1:8: 少了冒号，应写成 kickAt: 80']],
  [
    'a key of a list item',
    'plugins/check-in.yaml',
    'windows:\n  - { name: 早, from: "05:00", too: "09:00" }\n',
    ['2:31: 没有 too 这个键，应为 to'],
  ],
  [
    'a key missing in a list item',
    'plugins/check-in.yaml',
    'windows:\n  - { name: 早, from: "05:00" }\n',
    ['2:5: 缺少 to'],
  ],
  [
    'a window over midnight',
    'plugins/check-in.yaml',
    'windows: [{ name: 夜, from: "22:00", to: "02:00" }]\n',
    ['1:41: 22:00 开始、02:00 结束，不能跨过零点'],
  ],
  [
    'two windows of one name',
    'plugins/check-in.yaml',
    'windows:\n  - { name: 早, from: "05:00", to: "06:00" }\n  - { name: 早, from: "07:00", to: "08:00" }\n',
    ['3:13: 「早」这个名字用了两次'],
  ],
  [
    'passphrase without phrases',
    'plugins/admission.yaml',
    'mode: passphrase\n',
    ['1:7: 暗号模式要先在 passphrases 里写至少一个暗号'],
  ],
  [
    'a phrase that expires on no day',
    'plugins/admission.yaml',
    'passphrases:\n  - text: a\n    expires: 2031-02-30\n',
    ['3:14: 没有这一天'],
  ],
  ['a question without choices', 'plugins/admission.yaml', 'mode: question\n', ['1:7: 答题模式要先写']],
  [
    'consent to nothing',
    'plugins/admission.yaml',
    'rules: { consent: true }\n',
    ['1:19: 要求同意群规，rules.text 却是空的'],
  ],
  [
    'suspect above kick',
    'plugins/rules.yaml',
    'ads: { suspectAt: 95 }\n',
    ['1:19: suspectAt 95 高过 kickAt 90，最多写 90'],
  ],
  ['a card without fields', 'plugins/rules.yaml', 'nameCard: { pattern: 地区-姓名 }\n', ['1:22: 要有 {字段}']],
  ['preset and cap', 'plugins/capacity.yaml', 'preset: small100\ncap: 120\n', ['1:1: preset 和 cap 只能写一个']],
  ['more than WeChat holds', 'plugins/capacity.yaml', 'hard: 600\n', ['1:7: 太大，最多写 500']],
  ['a gap the wrong way round', 'qunguan.yaml', 'pacing: { gap: [3s, 1s] }\n', ['1:16: 前一个要不大于后一个']],
  [
    'a type and a cross-check in one file',
    'plugins/rules.yaml',
    'ads: { kickAt: 50, strikes: "3" }\n',
    ['1:16: suspectAt 60 高过 kickAt 50', '1:29: 去掉引号'],
  ],
  ['a plugin that does not exist', 'plugins/ruls.yaml', 'run: off\n', ['1:1: 没有 ruls 这个插件，应为 rules']],
  ['a file with another ending', 'plugins/rules.yml', 'run: off\n', ['1:1: 这个文件不会被读到，改名为 rules.yaml']],
  ['a plugin in the wrong folder', 'rules.yaml', 'run: off\n', ['1:1: 这个文件不会被读到，应为 plugins/rules.yaml']],
  [
    'a parent that is not there',
    'groups/g.yaml',
    'rooms:\n  core: { topic: A }\n  g1: { topic: B, parent: cor }\n',
    ['3:27: 没有 cor 这个群，应为 core'],
  ],
  [
    'a room that is its own parent',
    'groups/g.yaml',
    'rooms:\n  g1: { topic: B, parent: g1 }\n',
    ['2:27: parent 绕成了圈：g1 → g1'],
  ],
  ['a colon in a room key', 'groups/g.yaml', 'rooms:\n  "g:1": { topic: B }\n', ['2:3: 群的键只用字母']],
  ['an override of no plugin', 'groups/g.yaml', 'plugins:\n  ruls: {}\n', ['2:3: 没有 ruls 这个插件，应为 rules']],
  [
    'an override with a slip',
    'groups/g.yaml',
    'rooms:\n  g1:\n    topic: B\n    plugins:\n      rules: { ads: { kikAt: 80 } }\n',
    ['5:23: 没有 kikAt 这个键，应为 kickAt'],
  ],
]

describe('mistakes', () => {
  test.each(mistakes)('%s', (_, file, text, told) => {
    const seen = check({ [file]: text })
    expect(seen).toHaveLength(told.length)
    for (const [index, words] of told.entries()) expect(seen[index]).toContain(`${file}:${words}`)
  })

  test('a rule over two files is told where the last of them broke it', () => {
    expect(
      check({
        'plugins/rules.yaml': 'ads: { kickAt: 70 }\n',
        'groups/g.yaml':
          'charter: { goal: x }\nrooms: { g1: { topic: B, plugins: { rules: { ads: { suspectAt: 80 } } } } }\n',
      }),
    ).toEqual([expect.stringContaining('groups/g.yaml:2:64: suspectAt 80 高过 kickAt 70，最多写 70')])
  })

  test('one key for rooms of two communities', () => {
    expect(
      check({
        'groups/a.yaml': 'charter: { goal: x }\nrooms: { g1: { topic: A } }\n',
        'groups/b.yaml': 'charter: { goal: x }\nrooms: { g1: { topic: B } }\n',
      }),
    ).toEqual([expect.stringContaining('groups/b.yaml:2:10: 群的键 g1 在 groups/a.yaml 里已经用了')])
  })

  test('a line of texts that no plugin has', () => {
    const [problem] = loadConfigFrom(
      { 'plugins/topics.yaml': 'texts:\n  opned: 开始了\n' },
      plugins.map(plugin => ({ ...plugin, textKeys: ['opened'] })),
    ).problems
    expect(problem).toMatchObject({ line: 2, column: 3, path: ['plugins', 'topics', 'texts', 'opned'] })
  })
})

describe('doubts', () => {
  test.each([
    ['groups/g.yaml', 'rooms: { g1: { topic: A } }\n', 'groups/g.yaml:1:1: charter.goal 是空的'],
    ['groups/g.yaml', 'charter: { goal: x }\nrooms: { g1: {} }\n', 'groups/g.yaml:2:10: 没有 topic'],
    ['plugins/check-in.yaml', 'words: []\n', 'plugins/check-in.yaml:1:8: 没有签到的词'],
    ['qunguan.yaml', 'puppet: wechat4\n', 'qunguan.yaml:1:9: puppet「wechat4」会被当作包名，是不是想写 wechat4u'],
    ['other.yaml', 'a: 1\n', 'other.yaml:1:1: 这个文件不会被读到'],
  ])('%s %j is a warning and no error', (file, text, words) => {
    const { config, problems } = loadConfigFrom({ [file]: text }, plugins)
    expect(config).toBeDefined()
    expect(problems.map(printProblem)).toEqual([expect.stringContaining(`warning: ${words}`)])
  })
})

describe('a directory', () => {
  function folder(files: Record<string, string>): string {
    const dir = mkdtempSync(join(tmpdir(), 'qunguan-config-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(dir, path, '..'), { recursive: true })
      writeFileSync(join(dir, path), text)
    }
    return dir
  }

  test('the shipped one has no problem and says what the defaults are', () => {
    const { config, problems } = loadConfig('config', plugins)
    expect(problems).toEqual([])
    const nothing = configOf({})
    expect(config?.main).toEqual(nothing.main)
    expect(config?.communities).toEqual({})
    for (const { name } of plugins) {
      expect(resolvePlugin(valid({ ...(config ? { config } : {}), problems }), name).value).toEqual(
        resolvePlugin(nothing, name).value,
      )
    }
  })

  test('what is missing means defaults', () => {
    expect(valid(loadConfig(folder({}), plugins)).main.account).toBe('main')
    expect(valid(loadConfig('/nowhere/at/all', plugins)).main.account).toBe('main')
  })

  test('only YAML counts, and groups can be left out', () => {
    const dir = folder({
      'groups/run.yaml': 'name: 夜跑\nrooms: { g1: { topic: 夜跑1群 } }\n',
      'groups/example.yaml.example': 'nonsense\n',
      'lexicon/words.txt': 'x',
      'plugins/.rules.yaml.swp': 'x',
    })
    expect(valid(loadConfig(dir, plugins)).communities).toEqual({
      run: { name: '夜跑', charter: { goal: '', value: '', for: '', notFor: '' }, rooms: { g1: { topic: '夜跑1群' } } },
    })
    expect(valid(loadConfig(dir, plugins, { groups: false })).communities).toEqual({})
  })

  test('file names can be opened from where one stands', () => {
    const dir = folder({ 'plugins/rules.yaml': 'runn: off\n' })
    expect(loadConfig(dir, plugins).problems[0]?.file).toBe(join(dir, 'plugins/rules.yaml'))
  })

  test('keys with nothing below them mean the default', () => {
    expect(
      check({ 'qunguan.yaml': 'pacing:\nalerts:\n', 'plugins/rules.yaml': 'ads:\n  # kickAt: 80\n  words:\n' }),
    ).toEqual([])
  })
})

describe('values laid over a config', () => {
  const shipped = valid(loadConfig('config', plugins, { groups: false }))

  test('maps merge and lists replace', () => {
    const config = valid(
      fromObjects(
        {
          bot: { quiet: 'off', pacing: { perDay: 0 } },
          plugins: { rules: { nameCard: { remindAt: ['1h'] } }, capacity: { cap: 120 } },
          groups: { run: { rooms: { g1: { topic: '夜跑' } } } },
        },
        shipped,
      ),
    )
    expect(config.main).toMatchObject({ quiet: 'off', pacing: { perDay: 0, perMinute: 20 } })
    expect(resolvePlugin(config, 'rules').value).toMatchObject({
      nameCard: { remindAt: [3_600_000], grace: 172_800_000 },
    })
    // The shipped file names a preset: that the values name a cap is not both in one file.
    expect(resolvePlugin(config, 'capacity').value).toMatchObject({ cap: 120, preset: 'standard200' })
    expect(Object.keys(config.communities)).toEqual(['run'])
    expect(shipped.communities).toEqual({})
  })

  test('problems have the path at which the value stands', () => {
    const { config, problems } = fromObjects(
      {
        bot: { timezone: 'Asia/Beijing' },
        plugins: { rules: { ads: { suspctAt: 1 } }, ruls: {}, capacity: { preset: 'small100', cap: 900 }, topics: 5 },
        groups: { g: { rooms: { a: { parent: 'a' } } } },
      },
      shipped,
    )
    expect(config).toBeUndefined()
    expect(problems.map(({ path, line }) => [path.join('.'), line])).toEqual([
      ['bot.timezone', 0],
      ['plugins.capacity.cap', 0],
      ['plugins.capacity.preset', 0],
      ['plugins.rules.ads.suspctAt', 0],
      ['plugins.ruls', 0],
      ['plugins.topics', 0],
      ['groups.g.rooms.a.parent', 0],
    ])
  })

  test('texts take the place of files, and the others stay', () => {
    const before = configOf({ 'qunguan.yaml': 'locale: en\n', 'plugins/rules.yaml': 'ads: { kickAt: 95 }\n' })
    const after = valid(loadConfigFrom({ 'plugins/rules.yaml': 'ads: { suspectAt: 50 }\n' }, plugins, { base: before }))
    expect(after.main.locale).toBe('en')
    expect(resolvePlugin(after, 'rules').value).toMatchObject({ ads: { suspectAt: 50, kickAt: 90 } })
    expect(loadConfigFrom({ 'plugins/rules.yaml': 'ads：{}\n' }, plugins, { base: before }).config).toBeUndefined()
  })
})

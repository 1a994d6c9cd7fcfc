// Paints docs/pictures/board.png, month.png and week.png as the bot would send them; the same facts give the same bytes.
//   node scripts/draw-boards.mjs
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, stale } from './build.mjs'

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
if (stale()) await build()
const { paint } = await import('../dist/src/text/picture/paint.js')

const people = [
  ['王敏', 31],
  ['赵磊', 29],
  ['小鹿', 29],
  ['阿豪', 26],
  ['孙一鸣', 22],
  ['李想', 18],
  ['钱多', 11],
  ['老陈', 4],
]
const board = {
  title: '1月签到榜',
  subtitle: '社群实战1群',
  figures: [
    { value: '8', label: '人签到' },
    { value: '170', label: '人次' },
    { value: '45', label: '最长连续' },
  ],
  rows: people.map(([name, days]) => ({
    label: `${people.findIndex(([, most]) => most === days) + 1}  ${name}`,
    value: `${days} 天`,
    share: days / 31,
  })),
  note: '补签也算，一样多的并列。',
}

/** January 2030, which begins on a Tuesday. */
const marks = { came: '●', madeUp: '△', missed: '○', rest: '·', ahead: ' ' }
const days = '●●●●··●●●○●··●●●●△··●●●●●··●    '
const month = {
  title: '小鹿的1月',
  subtitle: '社群实战1群',
  figures: [
    { value: '9', label: '现在连续' },
    { value: '17', label: '最长连续' },
    { value: '19', label: '这个月' },
    { value: '136', label: '一共' },
  ],
  calendar: {
    weekdays: ['一', '二', '三', '四', '五', '六', '日'],
    before: 1,
    days: [...days].slice(0, 31).map(sign => Object.keys(marks).find(mark => marks[mark] === sign)),
    legend: [
      { mark: 'came', label: '签到' },
      { mark: 'madeUp', label: '补签' },
      { mark: 'missed', label: '没来' },
      { mark: 'rest', label: '不用签' },
    ],
  },
  rows: [],
  note: '三件事 12 天。',
}

const week = {
  title: '社群实战1群 · 周报',
  subtitle: '1月7日 – 1月13日',
  figures: [
    { value: '240', label: '人' },
    { value: '5.8%', label: '活跃率' },
    { value: '87', label: '签到人次' },
    { value: '3', label: '案子' },
  ],
  rows: [
    ['周一', 7, 64],
    ['周二', 5, 38],
    ['周三', 9, 112],
    ['周四', 6, 51],
    ['周五', 4, 27],
    ['周六', 11, 143],
    ['周日', 8, 70],
  ].map(([weekday, speakers, messages], at) => ({
    label: `${weekday} ${7 + at}日 · ${speakers} 人`,
    value: `${messages} 条`,
    share: messages / 143,
  })),
  note: '长条是消息，前面是当天说过话的人数。',
}

writeFileSync(join(folder, 'board.png'), await paint(board))
writeFileSync(join(folder, 'month.png'), await paint(month))
writeFileSync(join(folder, 'week.png'), await paint(week))

import type { Results } from './evaluate.js'

const percent = (share: number) => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`
const list = (shares: Readonly<Record<string, number>>) =>
  Object.entries(shares)
    .map(([name, share]) => `${name} ${percent(share)}`)
    .join(' · ')

/** The table of results, in Markdown. */
export function printed({ same, rewritten, chat, unseen, challenge, speed }: Results): string {
  const ordinary = chat['ordinary']
  const hard = chat['about WeChat, money, jobs']
  const rows: [string, string, string][] = [
    ['ads found, same kinds of sources, at ≥ 99 % precision', percent(same.recall), '97 %'],
    ['ads rewritten to evade, at the same threshold', percent(rewritten.recall), '97 %'],
    [
      'ordinary chat called `ad` · chat that mentions WeChat, money, jobs',
      `${percent(ordinary?.ad ?? 0)} · ${percent(hard?.ad ?? 0)}`,
      '≤ 0.1 % · ≤ 0.1 %',
    ],
    ...Object.entries(unseen).map(([name, { recall }]): [string, string, string] => [
      `ads of ${name}, never seen in training, at ≤ 1 % false`,
      percent(recall),
      '75 %',
    ]),
    ...Object.entries(challenge).map(([name, { recall }]): [string, string, string] => [
      `WeChat-style ads written by hand (${name}), at ≤ 2 % false`,
      percent(recall),
      '95 %',
    ]),
    [
      `a verdict, ${speed.words} words and model loaded, one core`,
      `${speed.verdict.toFixed(1)} µs mean, ${speed.long.toFixed(0)} µs at 600 characters`,
      '≤ 15 µs mean, ≤ 100 µs at 600 characters',
    ],
  ]
  const table = [['what', 'measured', 'goal'], ['---', '---', '---'], ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return `${table.join('\n')}

same kinds, by source: ${list(same.bySource)} (score ≥ ${same.threshold.toFixed(1)})
 with the mislabelled rows: ${percent(same.withMislabelled)}
rewritten (${rewritten.count}): ${list(rewritten.byWay)}; chat rewritten the same ways, found at this threshold: ${percent(rewritten.chat)}
chat called ad / suspect: ${Object.entries(chat)
    .map(([kind, { ad, suspect, count }]) => `${kind} ${percent(ad)} / ${percent(suspect)} of ${count}`)
    .join(' · ')}
unseen, at the shipped threshold: ${Object.entries(unseen)
    .map(([name, { found, falselyFound }]) => `${name} ${percent(found)}, falsely ${percent(falselyFound)}`)
    .join(' · ')}
by hand, at the shipped threshold: ${Object.entries(challenge)
    .map(([name, { ads, falsely, count }]) => `${name} (${count}) ${percent(ads)}, falsely ${percent(falsely)}`)
    .join(' · ')}
the model alone: ${speed.model.toFixed(2)} µs
`
}

import { numerals } from './character-kinds.js'
import type { Edit } from './edits.js'

const digitRun = new RegExp(`[0-9${[...numerals.keys()].join('')}]{3,}`, 'g')

/** 「一三八零零」 → 「13800」; 一下 and 三个 stay, so a run needs three words, or two among six. */
export function readNumerals(text: string): Edit[] {
  const edits: Edit[] = []
  for (const { 0: run, index } of text.matchAll(digitRun)) {
    let words = 0
    for (const character of run) if (numerals.has(character)) words += 1
    if (words < 3 && !(words === 2 && run.length >= 6)) continue
    // 一五一十 is no 151十.
    if (run.length < 5 && /[十百千万亿]/.test(text.charAt(index - 1) + text.charAt(index + run.length))) continue
    for (let i = 0; i < run.length; i++) {
      const digit = numerals.get(run.charAt(i))
      if (digit !== undefined) edits.push({ from: index + i, to: index + i + 1, with: digit })
    }
  }
  return edits
}

/** 「1oo元」, 「13l88」, 「1○○86」: o, l and i among digits, not in a word or a handle. */
export function readRoundLetters(text: string): Edit[] {
  const edits: Edit[] = []
  for (const { 0: run, index } of text.matchAll(/[0-9oli○◯⭕]+/g)) {
    if (!/\d/.test(run) || /^\d+$/.test(run)) continue
    if (inName.test(text.charAt(index - 1)) || inName.test(text.charAt(index + run.length))) continue
    const digits = run.replace(/\D/g, '').length
    const sum = /^[元块]/.test(text.charAt(index + run.length)) && /^\d[ol0-9]+$/.test(run)
    const number =
      /^\d[ol0-9○◯⭕]{2,}$/.test(run) ||
      (run.length >= 6 && digits * 5 >= run.length * 3) ||
      /^[1li][3-9][0-9oli○◯⭕]{9}$/.test(run)
    if (!sum && !number) continue
    for (let i = 0; i < run.length; i++) {
      const digit = looksLike[run.charAt(i)]
      if (digit !== undefined) edits.push({ from: index + i, to: index + i + 1, with: digit })
    }
  }
  return edits
}

const inName = /[a-z_-]/
const looksLike: Readonly<Record<string, string>> = { o: '0', '○': '0', '◯': '0', '⭕': '0', l: '1', i: '1' }

import { type Arguments, args, date } from '../../../src/kernel/plugin.js'
import { blanks } from '../wording.js'

const plain = args({ day: date() })

/**
 * The day somebody missed: 昨天, 周一, 11-01. A date that no calendar has, as 2月30日, is understood as one and told apart
 * from what is none.
 */
export const missedDay: Arguments<{ day: string }> = {
  form: plain.form,
  parse(rest, context) {
    const written = plain.parse(rest, context)
    const parsed = written.ok ? written : plain.parse(rest.replace(blanks, ''), context)
    if (parsed.ok || !looksLikeDate(rest)) return parsed
    return { ...parsed, problem: '日历上没有这一天' }
  },
  accepts: rest => plain.accepts(rest) || plain.accepts(rest.replace(blanks, '')) || looksLikeDate(rest),
}

/** `2月30日`, `02-30`, `2030.2.30` */
function looksLikeDate(text: string): boolean {
  return /^(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号號]?$/.test(text.normalize('NFKC').trim())
}

import { parseDuration } from '../../domain/durations.js'
import type { Millis } from '../../domain/events.js'

/** What somebody at the prompt wants. `who` is a name as it was typed; without it he speaks as whom he is now. */
export type Typed =
  | { kind: 'nothing' }
  | { kind: 'quit' }
  | { kind: 'how' }
  | { kind: 'become'; who: string }
  | { kind: 'pass'; span: Millis }
  | { kind: 'say'; text: string; who?: string }
  | { kind: 'private'; text: string; who?: string }
  | { kind: 'wrong'; problem: string }

/** Time that passes at one stroke: a month of quarter-hourly roster checks takes a few seconds. */
const LONGEST = 31 * 86_400_000

/**
 * Reads a line of the prompt. Whatever is none of these is said in the group:
 *
 *     /我是 王敏          +10m          ?          quit
 *     @王敏: 早           私聊: /帮助    @王敏: 私聊: /帮助
 */
export function parseTyped(line: string): Typed {
  const text = line.trim()
  if (text === '') return { kind: 'nothing' }
  if (/^(?:quit|exit|:q)$/i.test(text)) return { kind: 'quit' }
  if (/^[?？]$/.test(text)) return { kind: 'how' }
  const become = /^[/／]\s*我是\s*@?(.*)$/u.exec(text)
  if (become) {
    const who = become[1]?.trim() ?? ''
    return who === '' ? { kind: 'wrong', problem: '写上名字，如 /我是 王敏 (a name, please)' } : { kind: 'become', who }
  }
  // 「+1」 and 「+1，我也去」 are things people say.
  const pass = /^\+(\d+[a-z]+)$/i.exec(text.normalize('NFKC').replace(/\s/g, ''))
  if (pass) return passing(pass[1] ?? '')
  const other = /^[@＠]\s*([^\s:：]+)\s*[:：]\s*(.+)$/su.exec(text)
  if (other) return said(other[2] ?? '', other[1])
  return said(text)
}

function passing(typed: string): Typed {
  const span = parseDuration(typed.toLowerCase())
  return span === undefined || span > LONGEST ? { kind: 'wrong', problem: howLong } : { kind: 'pass', span }
}

const howLong = '时间写成 +10m、+2h、+1d，最多 +31d (time passes like this)'

function said(text: string, who?: string): Typed {
  const secret = /^(?:私聊|dm)\s*[:：]\s*(.+)$/isu.exec(text)
  const words = secret?.[1] ?? text
  return { kind: secret ? 'private' : 'say', text: words, ...(who === undefined ? {} : { who }) }
}

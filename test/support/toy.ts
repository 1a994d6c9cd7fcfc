import { z } from '../../src/kernel/plugin.js'
import type { Log } from '../../src/redis/log.js'

/** The least a plugin consists of: `definePlugin({ ...bare('toy'), on: { … } })`. */
export function bare(name: string) {
  return { name, config: z.strictObject({}), texts: { 'zh-CN': { title: `${name}功能` }, en: { title: name } } }
}

interface LogLine {
  level: 'info' | 'warn' | 'error'
  about: Record<string, unknown>
  text: string
}

/** A log that keeps what it is told. */
export function keptLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: LogLine['level']) => (about: unknown, text?: unknown) => {
    lines.push({ level, about: (about ?? {}) as Record<string, unknown>, text: String(text ?? about) })
  }
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } }
}

import pino from 'pino'
import type { Log } from '../redis/log.js'

/** The log, on stderr: JSON lines with an error's own stack. Texts of messages never reach it (law 8). */
export function stderrLog(level = process.env['QUNGUAN_LOG'] ?? 'info'): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
}

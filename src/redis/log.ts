import type { Logger } from 'pino'

/** What the code that touches Redis needs of a logger; the bot's pino logger fits. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** A log that nobody reads, for tests and one-off commands. */
export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

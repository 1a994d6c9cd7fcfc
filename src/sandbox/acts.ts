import type { Millis } from '../domain/events.js'

/**
 * One thing the bot did that reached WeChat (or was refused by it), as an outsider sees it: people and rooms by the
 * scenario's keys, text as it was sent. `simulate --json` prints these; expectations look at them.
 */
export type ActRecord = { at: Millis; refused?: string } & (
  | { act: 'say'; room: string; text: string; mentions: string[] }
  | { act: 'dm'; who: string; text: string }
  | { act: 'kick'; room: string; who: string }
  | { act: 'invite'; room: string; who: string }
  | { act: 'add'; room: string; who: string }
  | { act: 'create'; topic: string; who: string[] }
  | { act: 'topic'; room: string; topic: string }
  | { act: 'befriend'; who: string }
  | { act: 'file'; room?: string; who?: string; name: string; text?: string }
  | { act: 'image'; room?: string; who?: string; name: string; text?: string }
  | { act: 'alert'; text: string }
)

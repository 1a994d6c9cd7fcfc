import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '../../redis/log.js'
import { isObject } from './wechat4u-client.js'

const ENDING = '.memory-card.json'
/** Where wechaty-puppet-wechat4u keeps its session in the memory card, and where we keep what we know of it. */
const SESSION = 'PUPPET-WECHAT4U'
const BIRTH = 'QUNGUAN-SESSION'

/** What is used of Wechaty's memory card. */
export interface Memory {
  get(name: string): Promise<unknown>
  set(name: string, value: unknown): Promise<void>
  delete(name: string): Promise<void>
  save(): Promise<void>
}

/**
 * Makes the file for Wechaty's memory card, for the owner alone (Wechaty keeps the mode of a file that is there), and
 * gives the name that Wechaty wants: absolute, without its ending. A file that cannot be a session's is moved aside, so
 * that the bot starts and shows a QR code.
 */
export async function sessionFile(dir: string, account: string, log: Log): Promise<string> {
  const name = join(resolve(dir), account)
  const file = `${name}${ENDING}`
  await mkdir(dir, { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, '{}', { flag: 'wx', mode: 0o600 })
    return name
  } catch (error) {
    if (!isObject(error) || error['code'] !== 'EEXIST') throw error
  }
  await chmod(file, 0o600)
  if (!isSession(await readFile(file, 'utf8'))) {
    const aside = `${file}.broken-${Date.now()}`
    await rename(file, aside)
    await writeFile(file, '{}', { flag: 'wx', mode: 0o600 })
    log.error({ aside }, 'the saved session cannot be read: it was moved aside, a QR code must be scanned')
  }
  return name
}

/** Whether the text is a memory card without a session, or with one that wechat4u can take over. */
function isSession(text: string): boolean {
  const card = parsed(text)
  if (!isObject(card) || Array.isArray(card)) return false
  return Object.entries(card)
    .filter(([key]) => key.endsWith(SESSION))
    .every(
      ([, session]) => isObject(session) && ['PROP', 'CONF', 'COOKIE', 'user'].every(part => isObject(session[part])),
    )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** When the saved session logged in; undefined when no file of ours says. */
export async function sessionBirth(memory: Memory): Promise<number | undefined> {
  const birth = await memory.get(BIRTH)
  return isObject(birth) && typeof birth['since'] === 'number' ? birth['since'] : undefined
}

/** Writes a session down, whole or not at all: a file half written would cost the login. */
export async function keepSession(memory: Memory, session: object, since: number): Promise<void> {
  await memory.set(SESSION, session)
  await memory.set(BIRTH, { since })
  await save(memory)
}

export async function forgetSession(memory: Memory): Promise<void> {
  await memory.delete(SESSION)
  await memory.delete(BIRTH)
  await save(memory)
}

/** The card's own `save` writes into the file that is there. */
async function save(memory: Memory): Promise<void> {
  const { root, file } = placeOf(memory)
  if (file === undefined) return memory.save()
  const draft = `${file}.new`
  await writeFile(draft, JSON.stringify(root.payload ?? {}), { mode: 0o600, flush: true })
  await rename(draft, file)
}

interface CardInside {
  parent?: CardInside
  payload?: object
  storage?: { absFileName?: string }
}

/** The card that holds the others, and its file; Wechaty gives the puppet a part of its own card. */
function placeOf(memory: Memory): { root: CardInside; file: string | undefined } {
  let root = memory as unknown as CardInside
  while (root.parent) root = root.parent
  return { root, file: root.storage?.absFileName }
}

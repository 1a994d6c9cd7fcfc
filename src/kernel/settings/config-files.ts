import { readdir, readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import type { House } from '../house.js'

/** No list of an operator's is longer than this, in bytes; what is, is not read. */
const LONGEST_FILE = 4 * 1024 * 1024

/** A text below the config's directory; a path that leads out of it, or to nothing, is nothing. */
export function configFile(house: House, path: string): Promise<string | undefined> {
  return readBelow(house, path, async file => {
    if ((await stat(file)).size > LONGEST_FILE) throw new Error(`longer than ${LONGEST_FILE} bytes`)
    return await readFile(file, 'utf8')
  })
}

/** The files of a folder below the config's directory, by the same rule. */
export function configFiles(house: House, folder: string): Promise<string[] | undefined> {
  return readBelow(house, folder, async path => {
    const entries = await readdir(path, { withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(({ name }) => name)
  })
}

async function readBelow<T>(house: House, path: string, read: (path: string) => Promise<T>): Promise<T | undefined> {
  const { dir } = house.config.all
  const whole = resolve(dir, path)
  if (dir === '' || path === '' || relative(resolve(dir), whole).startsWith('..')) return undefined
  try {
    return await read(whole)
  } catch (error) {
    house.log.warn({ file: path, why: error instanceof Error ? error.message : String(error) }, 'cannot read a file')
    return undefined
  }
}

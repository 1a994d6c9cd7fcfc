import { readFileSync } from 'node:fs'

/**
 * A data file that lies beside a plugin's own source (`dataBeside(import.meta.url, 'model.json')`), as text.
 * @throws Error when it is not there: it belongs to the program
 */
export function dataBeside(source: string, name: string): string {
  return readFileSync(new URL(name, source), 'utf8')
}

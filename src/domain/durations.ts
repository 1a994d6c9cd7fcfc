const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Milliseconds of a duration as the YAML writes it: digits and ms, s, m, h or d (`90s`, `48h`).
 * Returns undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text)
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined
}

/** A duration for people: `90s` → 90秒, `48h` → 2天, `90m` → 1小时30分. */
export function sayDuration(ms: number): string {
  const parts: string[] = []
  let rest = Math.round(ms / 1000)
  for (const [size, word] of [
    [86_400, '天'],
    [3600, '小时'],
    [60, '分'],
    [1, '秒'],
  ] as const) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${word}${word === '分' && rest === 0 && parts.length === 0 ? '钟' : ''}`)
    if (parts.length === 2) break
  }
  return parts.join('') || '0秒'
}

/** What expectations kept under a name, for `${name}` in later steps. */
export type Saved = Readonly<Record<string, string>>

/** The same value with every `${name}` that was saved put in; in `matches` as plain text, not as a pattern. */
export function withSaved<Value>(value: Value, saved: Saved): Value {
  return Object.keys(saved).length === 0 ? value : (put(value, saved, false) as Value)
}

function put(value: unknown, saved: Saved, pattern: boolean): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      const kept = saved[name]
      if (kept === undefined) return whole
      return pattern ? kept.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : kept
    })
  }
  if (Array.isArray(value)) return value.map(item => put(item, saved, pattern))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, put(item, saved, key === 'matches' || key === 'save')]),
  )
}

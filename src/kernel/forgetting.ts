/**
 * Sets what is newest, behind all others, and drops from the front what is `old`: a map in memory that would otherwise hold
 * everybody who ever said a word.
 */
export function setNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, old: (value: Value) => boolean) {
  map.delete(key)
  for (const [other, known] of map) {
    if (!old(known)) break
    map.delete(other)
  }
  map.set(key, value)
}

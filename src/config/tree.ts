/** A map as YAML has it: what config is made of before a schema gave it types. */
export type Tree = { [key: string]: unknown }

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `over` laid over `base`: maps merge, everything else replaces. Neither is changed. */
export function mergeTrees(base: Tree, over: Tree): Tree {
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key)
    merged.set(key, isTree(below) && isTree(value) ? mergeTrees(below, value) : value)
  }
  // fromEntries defines keys instead of assigning them: a key `__proto__` stays an (unknown) key.
  return Object.fromEntries(merged)
}

/** The value at a path of maps. */
export function treeAt(tree: Tree, path: readonly (string | number)[]): unknown {
  let node: unknown = tree
  for (const key of path) {
    if (!isTree(node) || !Object.hasOwn(node, key)) return undefined
    node = node[String(key)]
  }
  return node
}

/** The map at a path, empty when there is none. */
export function subtree(tree: Tree, path: readonly string[]): Tree {
  const found = treeAt(tree, path)
  return isTree(found) ? found : {}
}

/** A tree with nothing but `value` at `path`. */
export function treeOf(path: readonly string[], value: unknown): Tree {
  const [key = '', ...rest] = path
  return Object.fromEntries([[key, rest.length === 0 ? value : treeOf(rest, value)]])
}

/** Every value that is no map, with its path: `[['ads', 'kickAt'], 90]`. Lists are values; so are empty maps. */
export function leaves(tree: Tree, path: readonly string[] = []): [string[], unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string[], unknown][] => {
    const here = [...path, key]
    return isTree(value) && Object.keys(value).length > 0 ? leaves(value, here) : [[here, value]]
  })
}

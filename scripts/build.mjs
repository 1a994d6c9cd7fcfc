// Transpiles src/ and plugins/ to dist/, one file to one file. Types are checked by `tsc`, not here, so this takes 0.2 s
// and the checkout runs after `npm ci` alone: bin/qunguan.mjs calls it whenever dist/ is not what the sources say.
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** Says what dist/ was built from. */
const stamp = join(dist, '.built')

/** True when dist/ is missing or was built from other sources than those that are there now. */
export function stale() {
  return builtFrom() !== fingerprint(sources())
}

/**
 * Brings dist/ up to date. Several processes may do so at once, and others may be importing from dist/ meanwhile: each
 * builds apart, then every file takes its place by a rename, so that no file is ever missing or half written.
 */
export async function build() {
  const { build: esbuild } = await import('esbuild')
  const entryPoints = sources()
  // Taken before the sources are read: what is edited while we build makes the next run build again.
  const from = fingerprint(entryPoints)
  const apart = join(dist, `.new-${randomUUID()}`)
  try {
    await esbuild({
      entryPoints,
      outdir: apart,
      outbase: root,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      loader: { '.json': 'copy' },
      logLevel: 'error',
    })
    const built = filesBelow(apart).map(path => relative(apart, path))
    for (const path of built) {
      mkdirSync(dirname(join(dist, path)), { recursive: true })
      renameSync(join(apart, path), join(dist, path))
    }
    removeAllBut(new Set(built))
  } finally {
    rmSync(apart, { recursive: true, force: true })
  }
  writeFileSync(`${stamp}-${process.pid}`, from)
  renameSync(`${stamp}-${process.pid}`, stamp)
}

/** Every TypeScript source and every table they read, absolute. */
function sources() {
  return ['src', 'plugins']
    .flatMap(dir => filesBelow(join(root, dir)))
    .filter(path => /(?<!\.d)\.ts$|\.json$/.test(path))
}

/** What tells one state of the sources from another: their names, sizes and times, and this file's own. */
function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of [fileURLToPath(import.meta.url), ...paths].sort()) {
    const { mtimeMs, size } = statSync(path)
    hash.update(`${relative(root, path)}\t${mtimeMs}\t${size}\n`)
  }
  return hash.digest('hex')
}

function builtFrom() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What was built from a source that is gone. */
function removeAllBut(built) {
  for (const dir of ['src', 'plugins']) {
    for (const path of filesBelow(join(dist, dir))) {
      if (!built.has(relative(dist, path))) rmSync(path, { force: true })
    }
  }
}

function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const path = join(dir, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()

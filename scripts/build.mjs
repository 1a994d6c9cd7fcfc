// Transpiles src/ and plugins/ to dist/, one file to one file. Types are checked by `tsc`, not here, so this takes 0.2 s
// and the checkout runs after `npm ci` alone: bin/qunguan.mjs calls it whenever a source is newer than dist/.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'dist', '.built')

/** Every TypeScript source below `dir`, absolute. */
function sources(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return sources(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

/** True when dist/ is missing or older than a source. */
export function stale() {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const dirs = ['src', 'plugins'].map(dir => join(root, dir))
  return dirs.flatMap(sources).some(path => statSync(path).mtimeMs > built)
}

export async function build() {
  const { build: esbuild } = await import('esbuild')
  const entryPoints = ['src', 'plugins'].map(dir => join(root, dir)).flatMap(sources)
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const outdir = join(root, 'dist')
  await esbuild({ entryPoints, outdir, outbase: root, format: 'esm', platform: 'node', target: 'node20', sourcemap: true, logLevel: 'error' })
  writeFileSync(stamp, '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()

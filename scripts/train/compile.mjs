import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build as esbuild } from 'esbuild'
import { build, stale } from '../build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Puts scripts/train and scripts/eval into dist/, beside the detector as it is shipped. */
export async function compile() {
  if (stale()) await build()
  await esbuild({
    entryPoints: ['scripts/train/', 'scripts/train/written/', 'scripts/eval/'].flatMap(folder =>
      readdirSync(root + folder).flatMap(name => (/\.(?:ts|json|txt)$/.test(name) ? [root + folder + name] : [])),
    ),
    outdir: `${root}dist`,
    outbase: root,
    loader: { '.json': 'copy', '.txt': 'copy' },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
  })
}

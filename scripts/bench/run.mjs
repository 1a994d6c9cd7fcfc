// Brings dist/ up to date, compiles the benches beside it, and runs them: they measure what is shipped, not a transpiler.
//   npm run bench -- [--json] [--only NAME]
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build as esbuild } from 'esbuild'
import { build, stale } from '../build.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

if (stale()) await build()
await esbuild({
  // The stand-in Web WeChat too: one of them runs the real client against it.
  entryPoints: [here, `${root}test/web-wechat/`].flatMap(folder =>
    readdirSync(folder).flatMap(name => (name.endsWith('.ts') && !name.endsWith('.test.ts') ? [folder + name] : [])),
  ),
  outdir: `${root}dist`,
  outbase: root,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'error',
})
await import('../../dist/scripts/bench/main.js')

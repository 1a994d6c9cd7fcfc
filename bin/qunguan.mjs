#!/usr/bin/env node
// In a checkout this compiles what has changed, then runs it; in an installed package dist/ is there already.
import { existsSync } from 'node:fs'

if (existsSync(new URL('../tsconfig.json', import.meta.url))) {
  const { build, stale } = await import('../scripts/build.mjs')
  if (stale()) await build()
}
await import('../dist/src/cli.js')

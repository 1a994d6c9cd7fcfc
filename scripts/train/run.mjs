// Brings dist/ up to date, compiles the training beside it, and runs it.
//   npm run train -- DIR
import { compile } from './compile.mjs'

await compile()
await import('../../dist/scripts/train/main.js')

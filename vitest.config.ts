import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, in this order: begun first, nobody waits for them at the end. */
const long = [/\/test\/e2e\//, /\/test\/scenarios/]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const are = long.map(path => sorted.filter(({ moduleId }) => path.test(moduleId)))
    return [...new Set([...are.flat(), ...sorted])]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.mjs'],
    setupFiles: ['test/support/setup.ts'],
    // No expectation depends on the machine's zone, so the tests run in one that nobody who works on this lives in.
    env: { TZ: 'America/St_Johns' },
    // What hangs is ended; how slow a machine may be is no test.
    testTimeout: 300_000,
    // How long something may take is said where it matters; elsewhere a slow machine only takes longer.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    pool: 'forks',
    // The servers and the processes that tests start need room too; with two, the longest file alone decides.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})

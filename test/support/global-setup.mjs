import { build, stale } from '../../scripts/build.mjs'

/** Once for the whole run: tests that start `qunguan` as a process find it built. */
export default async function setUp() {
  // Tests start servers of their own; one elsewhere is not theirs to write to.
  delete process.env['QUNGUAN_REDIS_URL']
  if (stale()) await build()
}

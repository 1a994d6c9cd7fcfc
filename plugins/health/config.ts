import { z } from '../../src/kernel/plugin.js'

/** config/plugins/health.yaml. */
export const healthConfig = z.strictObject({})

/** config/plugins/health.yaml, parsed. */
export type HealthConfig = z.output<typeof healthConfig>

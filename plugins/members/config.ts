import { z } from '../../src/kernel/plugin.js'

/** config/plugins/members.yaml. */
export const membersConfig = z.strictObject({})

/** config/plugins/members.yaml, parsed. */
export type MembersConfig = z.output<typeof membersConfig>

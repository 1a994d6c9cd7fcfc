import { z } from '../../../src/kernel/plugin.js'

// What the jobs of this part are set for.

export const aboutTopic = z.object({ id: z.string() })
export const awardJob = z.object({ id: z.string(), members: z.array(z.string()) })
/** `by`: whose order it was; nobody's where no approval is asked for. */
export const postJob = z.object({ id: z.string(), by: z.string().exactOptional() })

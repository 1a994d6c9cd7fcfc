import type { In, Topic } from '../topic.js'

/**
 * Asks the next of the roster to host a topic that has no host yet; with nobody left its creator is told. May come twice.
 */
export async function askForHost(_ctx: In, _topic: Topic): Promise<void> {}

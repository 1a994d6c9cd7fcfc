import { definePlugin } from '../../src/kernel/plugin.js'
import { capPart } from './cap.js'
import { capacityConfig } from './config.js'
import { corePart } from './core/index.js'
import { prunePart } from './prune/index.js'
import { carryPart } from './split/carry/index.js'
import { decidePart } from './split/decide/index.js'
import { texts } from './texts.js'

/**
 * How many people a room is for, and what follows from it: the cap, one room that becomes two, and those who are long silent.
 * Each concern is a part of its own.
 */
export default definePlugin({
  name: 'capacity',
  config: capacityConfig,
  texts,
  parts: [capPart, decidePart, carryPart, prunePart, corePart],
})

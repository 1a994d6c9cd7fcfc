import { definePart } from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { texts } from './texts.js'

export const backlogPart = definePart(topicsConfig, { texts })

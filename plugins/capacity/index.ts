import { definePlugin } from '../../src/kernel/plugin.js'
import { capacityConfig } from './config.js'

export default definePlugin({ name: 'capacity', config: capacityConfig, texts: { 'zh-CN': { title: '人数' }, en: { title: 'size' } } })

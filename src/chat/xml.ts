import { unescapeHtml } from './web-text.js'

/** An element of the small XML that WeChat's app messages, cards and recalls are written in. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlElement[]
  /** Character data directly inside, CDATA included, entities resolved. */
  text: string
}

/** WeChat nests seven deep at most; anything much deeper is somebody's joke. */
const deepest = 32

const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * The root element of `text`, or undefined when it is not well formed. What stands before the first `<` or after the
 * root is passed over, as WeChat's clients do. No DTD, no entities of its own, linear in the text's length.
 */
export function parseXml(text: string): XmlElement | undefined {
  const open: (XmlElement & { children: XmlElement[] })[] = []
  let at = text.indexOf('<')
  while (at >= 0 && at < text.length) {
    const inside = open.at(-1)
    if (text[at] !== '<') {
      const next = text.indexOf('<', at)
      if (next < 0) return undefined
      if (inside) inside.text += unescapeHtml(text.slice(at, next))
      at = next
      continue
    }
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) return undefined
    at = token.lastIndex
    const [, cdata, closing, name, attributes, empty] = match
    if (cdata !== undefined && inside) inside.text += cdata
    if (name === undefined) continue
    if (closing) {
      const element = open.pop()
      if (element?.name !== name) return undefined
      if (open.length === 0) return element
      continue
    }
    const element = { name, attributes: readAttributes(attributes ?? ''), children: [], text: '' }
    if (inside) inside.children.push(element)
    else if (empty) return element
    if (!empty) open.push(element)
    if (open.length > deepest) return undefined
  }
  return undefined
}

/** The element reached from `element` by child names, or undefined. */
export function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => at?.children.find(one => one.name === name), element)
}

/** Its trimmed character data; empty when there is no such element. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  return child(element, ...path)?.text.trim() ?? ''
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, double, single] of text.matchAll(attribute)) {
    if (name) attributes[name] = unescapeHtml(double ?? single ?? '')
  }
  return attributes
}

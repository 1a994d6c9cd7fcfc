/** Lines by key; `{name}` in a line is replaced by the value of that name. */
export type Catalogue = Readonly<Record<string, string>>
export type Locale = 'zh-CN' | 'en'

/** A catalogue in both languages, as a plugin declares it. */
export interface Texts {
  'zh-CN': Catalogue
  en: Catalogue
}

/**
 * The line of `key`: an operator's override, else the locale's, else the Chinese one. An unknown key is a mistake of the
 * plugin's author and throws; a value that is missing stays visible as `{name}`.
 */
export function line(
  texts: Texts,
  locale: Locale,
  overrides: Catalogue,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const template = overrides[key] ?? texts[locale][key] ?? texts['zh-CN'][key]
  if (template === undefined) throw new Error(`no text for ${key}`)
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}

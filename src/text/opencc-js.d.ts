/** OpenCC's traditional → simplified characters as one string: `萬 万|與 与|…`. The package types only its front doors. */
declare module 'opencc-js/dict/TSCharacters' {
  const pairs: string
  export default pairs
}

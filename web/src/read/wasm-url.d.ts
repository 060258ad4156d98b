/** What the build makes of such an import: the address of a file of ours. */
declare module '*.wasm?url' {
  const address: string;
  export default address;
}

/** The stream library's own entry; its published types would bring all of Node's globals with them. */
declare module 'readable-stream/lib/stream.js' {
  const Stream: import('./stream-types.ts').StreamModule;
  export default Stream;
}

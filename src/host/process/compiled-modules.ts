/** Large WebAssembly modules that programs compile are shown to the host's page, which keeps the latest (page/compiled-modules.ts). */

/** Bytes from which it is worth it. */
const LARGE = 1024 * 1024;
/** Of so many bytes a module is known again; one that is mistaken for another is only kept less long. */
const SAMPLES = 64;

type Keep = (key: string, module: WebAssembly.Module, bytes: Uint8Array) => void;

/** Watches what is compiled from now on. `keep` gets a key that is the same for the same bytes. */
export function watchCompiledModules(keep: Keep): void {
  const seen = (source: unknown, module: WebAssembly.Module): void => {
    const bytes = bytesOf(source);
    if (bytes && bytes.byteLength >= LARGE) keep(keyOf(bytes), module, bytes);
  };
  const { Module, compile, instantiate } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, args: [BufferSource], newTarget) {
      const module = Reflect.construct(target, args, newTarget) as WebAssembly.Module;
      seen(args[0], module);
      return module;
    },
  });
  WebAssembly.compile = new Proxy(compile, {
    async apply(target, self, args: [BufferSource]) {
      const module = await Reflect.apply(target, self, args);
      seen(args[0], module);
      return module;
    },
  });
  WebAssembly.instantiate = new Proxy(instantiate, {
    async apply(target, self, args: [BufferSource]) {
      const made: object = await Reflect.apply(target, self, args);
      // Of a module that was there already, only an instance is made.
      if ('module' in made) seen(args[0], made.module as WebAssembly.Module);
      return made;
    },
  });
}

function bytesOf(source: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return source instanceof ArrayBuffer || source instanceof SharedArrayBuffer
    ? new Uint8Array(source)
    : undefined;
}

function keyOf(bytes: Uint8Array): string {
  const step = Math.floor(bytes.length / SAMPLES);
  const sample = Array.from({ length: SAMPLES }, (_, index) => (bytes[index * step] ?? 0).toString(36));
  return `${bytes.length}-${sample.join('.')}`;
}

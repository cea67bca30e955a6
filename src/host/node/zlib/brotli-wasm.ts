/**
 * The Brotli coder of the package `brotli-wasm`, fetched when it is first needed and without waiting: its own glue can
 * only be started asynchronously, and `brotliCompressSync` cannot wait.
 */
const BINARY = new URL('../../../../node_modules/brotli-wasm/pkg.web/brotli_wasm_bg.wasm', import.meta.url);
/** Kept before Node's globals replace the browser's. */
const Xhr = globalThis.XMLHttpRequest;

/** What a step can end with. */
export const STEP = { done: 1, wantsInput: 2, wantsOutput: 3 } as const;

export interface BrotliStep {
  code: number;
  output: Uint8Array;
  consumed: number;
}

export interface BrotliCoder {
  /** Codes some of `input`; for a compressor, null ends it. Throws BrotliFailure. */
  step(input: Uint8Array | null): BrotliStep;
  free(): void;
}

export class BrotliFailure extends Error {
  readonly number: number;
  constructor(number: number) {
    super('Decompression failed');
    this.number = number;
  }
}

interface Exports {
  memory: WebAssembly.Memory;
  compressstream_new(hasQuality: number, quality: number): number;
  compressstream_compress(result: number, self: number, data: number, size: number, room: number): void;
  __wbg_compressstream_free(self: number): void;
  decompressstream_new(): number;
  decompressstream_decompress(result: number, self: number, data: number, size: number, room: number): void;
  __wbg_decompressstream_free(self: number): void;
  __wbg_get_brotlistreamresult_code(self: number): number;
  __wbg_get_brotlistreamresult_input_offset(self: number): number;
  __wbg_get_brotlistreamresult_buf(result: number, self: number): void;
  __wbg_brotlistreamresult_free(self: number): void;
  __wbindgen_malloc(size: number): number;
  __wbindgen_free(data: number, size: number): void;
  __wbindgen_add_to_stack_pointer(bytes: number): number;
}

const ROOM = 64 * 1024;
let loaded: Exports | null = null;
/** Errors that the coder has made and not yet given back; a handle is a place in this list. */
const errors: string[] = [];

function load(): Exports {
  if (loaded) return loaded;
  const request = new Xhr();
  request.open('GET', BINARY.href, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw new Error(`Brotli could not be loaded: status ${request.status}`);
  const module = new WebAssembly.Module(request.response as ArrayBuffer);
  const imports: Record<string, (data: number, size: number) => unknown> = {};
  // The package's names end in hashes; all but these serve conveniences that are not used here.
  for (const { name } of WebAssembly.Module.imports(module)) {
    if (/_(?:string|error)_new$/.test(name)) imports[name] = keepError;
    else imports[name] = /_throw$/.test(name) ? fail : () => 0;
  }
  loaded = new WebAssembly.Instance(module, { wbg: imports }).exports as unknown as Exports;
  return loaded;
}

function textAt(data: number, size: number): string {
  return new TextDecoder().decode(new Uint8Array(load().memory.buffer, data, size));
}

function keepError(data: number, size: number): number {
  return errors.push(textAt(data, size)) - 1;
}

function fail(data: number, size: number): never {
  throw new Error(textAt(data, size));
}

/** A list of three words on the coder's stack: what its functions return. */
function withResult<T>(wasm: Exports, work: (at: number) => T): T {
  const at = wasm.__wbindgen_add_to_stack_pointer(-16);
  try {
    return work(at);
  } finally {
    wasm.__wbindgen_add_to_stack_pointer(16);
  }
}

function words(wasm: Exports, at: number): Int32Array {
  return new Int32Array(wasm.memory.buffer, at, 3);
}

function read(wasm: Exports, self: number): BrotliStep {
  const output = withResult(wasm, (at) => {
    wasm.__wbg_get_brotlistreamresult_buf(at, self);
    const [data = 0, size = 0] = words(wasm, at);
    const copy = new Uint8Array(wasm.memory.buffer, data, size).slice();
    wasm.__wbindgen_free(data, size);
    return copy;
  });
  const code = wasm.__wbg_get_brotlistreamresult_code(self) >>> 0;
  const consumed = wasm.__wbg_get_brotlistreamresult_input_offset(self) >>> 0;
  wasm.__wbg_brotlistreamresult_free(self);
  return { code, output, consumed };
}

/** `quality` null: a decompressor. */
export function createCoder(quality: number | null): BrotliCoder {
  const wasm = load();
  const compresses = quality !== null;
  const self = compresses ? wasm.compressstream_new(1, quality) : wasm.decompressstream_new();
  return {
    step(input) {
      const size = input?.length ?? 0;
      const data = input ? wasm.__wbindgen_malloc(size) : 0;
      if (input) new Uint8Array(wasm.memory.buffer).set(input, data);
      return withResult(wasm, (at) => {
        if (compresses) wasm.compressstream_compress(at, self, data, size, ROOM);
        else wasm.decompressstream_decompress(at, self, data, size, ROOM);
        const [result = 0, error = 0, failed = 0] = words(wasm, at);
        if (failed) throw new BrotliFailure(Number(/-\d+/.exec(errors.splice(error)[0] ?? '')?.[0] ?? -31));
        return read(wasm, result);
      });
    },
    free: () => (compresses ? wasm.__wbg_compressstream_free(self) : wasm.__wbg_decompressstream_free(self)),
  };
}

/** A container of plain memory for tests of the app: files in a map, commands scripted by the test. */
import type { WebContainerProcess } from '@webcontainer/api';
import { createDeferred } from '../app/deferred.ts';
import type { Container } from '../app/container.ts';
import { toTree } from '../app/project-files.ts';

export interface FakeProcess {
  readonly command: string;
  write(text: string): void;
  exit(code: number): void;
  openPort(port: number): void;
  readonly killed: () => boolean;
  readonly signalled: Promise<void>;
}

export type CommandScript = (process: FakeProcess) => void | Promise<void>;

export interface FakeContainer extends Container {
  readonly files: Map<string, string | Uint8Array>;
  /** Every command that was started, in order. */
  readonly commands: string[];
  /** Runs the script of the first pattern that matches; others end well at once. */
  script(pattern: RegExp, script: CommandScript): void;
}

type PortListener = (port: number, type: 'open' | 'close', url: string) => void;

export function createFakeContainer(): FakeContainer {
  const files = new Map<string, string | Uint8Array>();
  const commands: string[] = [];
  const scripts: { pattern: RegExp; script: CommandScript }[] = [];
  const ports = new Set<PortListener>();
  const emitPort = (port: number, type: 'open' | 'close'): void => {
    for (const listener of ports) listener(port, type, `http://fake-${port}.localhost/`);
  };
  const fake = {
    files,
    commands,
    script: (pattern: RegExp, script: CommandScript) => void scripts.push({ pattern, script }),
    workdir: '/home/project',
    mount: (given: object, { mountPoint }: { mountPoint?: string } = {}) => {
      const tree =
        given instanceof Uint8Array ? (JSON.parse(new TextDecoder().decode(given)) as Tree) : given;
      mountInto(files, mountPoint === undefined ? '' : `${mountPoint}/`, tree as Tree);
      return Promise.resolve();
    },
    spawn: (name: string, args: unknown) => {
      const list = Array.isArray(args) ? args.map(String) : [];
      const command = name === 'jsh' && list[0] === '-c' ? (list[1] ?? '') : [name, ...list].join(' ');
      commands.push(command);
      const found = scripts.find(({ pattern }) => pattern.test(command));
      return Promise.resolve(startProcess(command, found?.script, emitPort));
    },
    on: (event: string, listener: unknown) => {
      if (event === 'port') ports.add(listener as PortListener);
      return () => ports.delete(listener as PortListener);
    },
    teardown: () => undefined,
    export: (folder: string, { format }: { format?: string } = {}) => {
      const prefix = folder === '.' ? '' : `${folder}/`;
      const inside = [...files].filter(([path]) => path.startsWith(prefix));
      const tree = toTree(new Map(inside.map(([path, content]) => [path.slice(prefix.length), content])));
      return Promise.resolve(format === 'binary' ? new TextEncoder().encode(JSON.stringify(tree)) : tree);
    },
    fs: memoryFileSystem(files),
  };
  return fake as unknown as FakeContainer;
}

function startProcess(
  command: string,
  script: CommandScript | undefined,
  emitPort: (port: number, type: 'open' | 'close') => void,
): WebContainerProcess {
  const exit = createDeferred<number>();
  const signalled = createDeferred<void>();
  const open: number[] = [];
  let killed = false;
  let ended = false;
  let sink: ReadableStreamDefaultController<string> | undefined;
  const output = new ReadableStream<string>({ start: (controller) => void (sink = controller) });
  const end = (code: number): void => {
    if (ended) return;
    ended = true;
    sink?.close();
    for (const port of open) emitPort(port, 'close');
    exit.resolve(code);
  };
  const process: FakeProcess = {
    command,
    write: (text) => {
      if (!ended) sink?.enqueue(text);
    },
    exit: end,
    openPort: (port) => {
      open.push(port);
      emitPort(port, 'open');
    },
    killed: () => killed,
    signalled: signalled.promise,
  };
  if (script) void Promise.resolve().then(() => script(process));
  else queueMicrotask(() => end(0));
  return {
    exit: exit.promise,
    output,
    input: new WritableStream<string>(),
    kill: () => {
      killed = true;
      signalled.resolve();
      end(143);
    },
    resize: () => undefined,
  };
}

type Tree = Record<string, { directory: Tree } | { file: { contents: string | Uint8Array } }>;

function mountInto(files: Map<string, string | Uint8Array>, folder: string, tree: Tree): void {
  for (const [name, node] of Object.entries(tree)) {
    if ('directory' in node) mountInto(files, `${folder}${name}/`, node.directory);
    else files.set(folder + name, node.file.contents);
  }
}

function memoryFileSystem(files: Map<string, string | Uint8Array>): object {
  const bytes = (content: string | Uint8Array): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    readdir: (path: string) => {
      const prefix = path === '.' ? '' : `${path}/`;
      const names = new Map<string, boolean>();
      for (const own of files.keys()) {
        if (!own.startsWith(prefix)) continue;
        const [name = '', ...rest] = own.slice(prefix.length).split('/');
        names.set(name, rest.length > 0);
      }
      return Promise.resolve(
        [...names].map(([name, isFolder]) => ({
          name,
          isDirectory: () => isFolder,
          isFile: () => !isFolder,
        })),
      );
    },
    readFile: (path: string, encoding?: string) => {
      const content = files.get(path);
      if (content === undefined) return Promise.reject(new Error(`ENOENT: ${path}`));
      const read = bytes(content);
      return Promise.resolve(encoding === undefined ? read : new TextDecoder().decode(read));
    },
    writeFile: (path: string, data: string | Uint8Array) => {
      files.set(path, data);
      return Promise.resolve();
    },
    mkdir: () => Promise.resolve(''),
    rm: (path: string) => {
      for (const own of files.keys()) if (own === path || own.startsWith(`${path}/`)) files.delete(own);
      return Promise.resolve();
    },
    rename: (from: string, to: string) => {
      for (const [own, content] of [...files]) {
        if (own !== from && !own.startsWith(`${from}/`)) continue;
        files.delete(own);
        files.set(to + own.slice(from.length), content);
      }
      return Promise.resolve();
    },
    watch: () => ({ close: () => undefined }),
  };
}

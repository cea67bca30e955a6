/** The state of one shell or subshell: variables, functions, descriptors, options, jobs. Forked for each subshell. */
import type { FileSystem } from '../vfs/file-system.ts';
import { ShellError, ShellExit } from './control-flow.ts';
import { Descriptor, openPipe } from './descriptor.ts';
import type { ExpansionScope } from './expand.ts';
import { absolute } from './glob.ts';
import type { Job } from './jobs.ts';
import type { ShellHost } from './ports.ts';
import type { ListNode, Node, Word } from './syntax.ts';
import { Variables } from './variables.ts';

/** Walks the tree; given to the shell so that substitutions can run commands. */
export interface Interpreter {
  execute(shell: Shell, node: Node): Promise<number>;
  /** Runs a node in a forked shell, to the end of its traps, and disposes of it. */
  runFork(fork: Shell, node: Node): Promise<number>;
}

export type ShellOption = 'e' | 'u' | 'x' | 'f' | 'n' | 'v' | 'a' | 'C' | 'pipefail';

const CONTROLLER = new AbortController();

export class Shell implements ExpansionScope {
  readonly host: ShellHost;
  readonly interpreter: Interpreter;
  variables = new Variables();
  functions = new Map<string, Node>();
  aliases = new Map<string, string>();
  options = new Set<ShellOption>();
  traps = new Map<string, string>();
  descriptors = new Map<number, Descriptor>();
  jobs: Job[] = [];
  parameters: string[] = [];
  name = 'sh';
  cwd: string;
  /** Where `pushd` left, the last one last. */
  folders: string[] = [];
  status = 0;
  line = 0;
  /** The status of the last `$( … )`: that of a command that is nothing but assignments. */
  substitutionStatus: number | null = null;
  lastBackground: number | null = null;
  isInteractive = false;
  isSubshell = false;
  /** Above zero where a failing command does not end the shell under `set -e`. */
  conditionDepth = 0;
  loopDepth = 0;
  functionDepth = 0;
  /** Nothing is left to do after the command that is started now: it may take the shell's place. */
  isTail = false;
  signal: AbortSignal = CONTROLLER.signal;
  /** Signals that wait for their traps. */
  pendingSignals: string[] = [];
  /** Told of each program that is started; background jobs take their pid from it. */
  onSpawn: ((pid: number) => void) | null = null;

  constructor(host: ShellHost, interpreter: Interpreter) {
    this.host = host;
    this.interpreter = interpreter;
    this.cwd = host.cwd;
    for (const [name, value] of Object.entries(host.env)) {
      this.variables.set(name, value);
      this.variables.mark(name, { exported: true });
    }
    this.variables.set('PWD', this.cwd);
    this.variables.mark('PWD', { exported: true });
    if (this.variables.get('PATH') === undefined) this.variables.set('PATH', '/usr/local/bin:/usr/bin:/bin');
    for (const fd of [0, 1, 2]) this.descriptors.set(fd, new Descriptor(host.kernel, fd));
  }

  fork(): Shell {
    const fork = new Shell(this.host, this.interpreter);
    fork.variables = this.variables.fork();
    fork.functions = new Map(this.functions);
    fork.aliases = this.aliases;
    fork.options = new Set(this.options);
    fork.descriptors = new Map([...this.descriptors].map(([fd, each]) => [fd, each.retain()]));
    fork.parameters = this.parameters;
    fork.name = this.name;
    fork.cwd = this.cwd;
    fork.status = this.status;
    fork.line = this.line;
    fork.lastBackground = this.lastBackground;
    fork.isSubshell = true;
    fork.conditionDepth = this.conditionDepth;
    fork.functionDepth = this.functionDepth;
    fork.signal = this.signal;
    fork.onSpawn = this.onSpawn;
    return fork;
  }

  async dispose(): Promise<void> {
    const all = [...this.descriptors.values()];
    this.descriptors = new Map();
    for (const each of all) await each.release();
  }

  // ---- descriptors --------------------------------------------------------

  descriptor(fd: number): Descriptor {
    return this.descriptors.get(fd) ?? new Descriptor(this.host.kernel, null);
  }

  /** Takes over the descriptor; what stood there is released. */
  async setDescriptor(fd: number, descriptor: Descriptor): Promise<void> {
    const before = this.descriptors.get(fd);
    this.descriptors.set(fd, descriptor);
    await before?.release();
  }

  /** Prints one line of the shell's own on its standard error. */
  async complain(message: string): Promise<void> {
    const where = this.isInteractive || this.name === 'sh' ? this.name : `${this.name}: line ${this.line}`;
    const stderr = this.descriptor(2);
    await this.descriptor(1)
      .flush()
      .catch(() => undefined); // Its own writer is told.
    await stderr.write(`${where}: ${message}\n`);
    await stderr.flush();
  }

  // ---- the scope of expansions ---------------------------------------------

  get fs(): FileSystem {
    return this.host.fs;
  }

  get noGlob(): boolean {
    return this.options.has('f');
  }

  get noUnset(): boolean {
    return this.options.has('u');
  }

  get(name: string): string | undefined {
    return this.variables.get(name);
  }

  array(name: string): string[] | undefined {
    return this.variables.array(name);
  }

  set(name: string, value: string | string[]): void {
    if (!this.variables.set(name, value)) throw new ShellError(`${name}: readonly variable`, 1, true);
    if (this.options.has('a')) this.variables.mark(name, { exported: true });
  }

  positional(): string[] {
    return this.parameters;
  }

  special(name: string): string | undefined {
    if (/^\d+$/.test(name)) return name === '0' ? this.name : this.parameters[Number(name) - 1];
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return String(this.host.pid);
      case '#':
        return String(this.parameters.length);
      case '!':
        return this.lastBackground === null ? undefined : String(this.lastBackground);
      case '-':
        return (
          [...this.options].filter((each) => each.length === 1).join('') + (this.isInteractive ? 'i' : '')
        );
      case 'RANDOM':
        return String(Math.floor(Math.random() * 32768));
      case 'SECONDS':
        return String(Math.floor(performance.now() / 1000));
      case 'LINENO':
        return String(this.line);
      case 'PPID':
        return String(this.host.ppid);
      default:
        return undefined;
    }
  }

  async substitute(body: ListNode): Promise<string> {
    const { reader, writer } = openPipe(this.host.kernel);
    const fork = this.fork();
    await fork.setDescriptor(1, writer);
    const running = this.interpreter.runFork(fork, asRead(body));
    const decoder = new TextDecoder();
    let text = '';
    try {
      for (let bytes = await reader.read(undefined, this.signal); bytes.length > 0;) {
        text += decoder.decode(bytes, { stream: true });
        bytes = await reader.read(undefined, this.signal);
      }
    } finally {
      await reader.release();
    }
    this.substitutionStatus = this.status = await running;
    return (text + decoder.decode()).replaceAll('\0', '').replace(/\n+$/, '');
  }

  // ---- helpers of builtins -------------------------------------------------

  absolute(path: string): string {
    return absolute(this.cwd, path);
  }

  async execute(node: Node): Promise<number> {
    return this.interpreter.execute(this, node);
  }

  exit(status: number): never {
    throw new ShellExit(status & 255);
  }
}

/** `$(< file)` is `$(cat < file)`. */
function asRead(body: ListNode): ListNode {
  const [item, ...more] = body.items;
  if (item?.node.type !== 'simple' || more.length > 0) return body;
  const { assignments, redirects, words } = item.node;
  if (words.length + assignments.length > 0 || redirects.some(({ operator }) => operator !== '<'))
    return body;
  const cat: Word = [{ type: 'text', text: 'cat', quoted: true }];
  return { ...body, items: [{ ...item, node: { ...item.node, words: [cat] } }] };
}

/** The text and input of terminal sessions: what the screen attaches to. The list of sessions is in the store. */
import type { WebContainerProcess } from '@webcontainer/api';
import type { TerminalsStore } from '../state/terminals-store.ts';
import type { ContainerSource } from './container.ts';
import { readOutput } from './run-command.ts';

/** What is kept of a session's text. Characters; about 10,000 lines. */
const MAX_TEXT = 1_000_000;

export const SERVER_SESSION = 'server';

interface Session {
  text: string;
  readonly listeners: Set<(chunk: string) => void>;
  process?: WebContainerProcess;
  writer?: WritableStreamDefaultWriter<string>;
}

export class Terminals {
  readonly #store: TerminalsStore;
  readonly #sessions = new Map<string, Session>();
  #count = 0;

  constructor(store: TerminalsStore) {
    this.#store = store;
  }

  /** Calls back with all text so far, then with what comes. Returns the unsubscriber. */
  attach(id: string, listener: (chunk: string) => void): () => void {
    const session = this.#session(id);
    if (session.text !== '') listener(session.text);
    session.listeners.add(listener);
    return () => session.listeners.delete(listener);
  }

  write(id: string, data: string): void {
    this.#sessions
      .get(id)
      ?.writer?.write(data)
      .catch(() => undefined);
  }

  resize(id: string, cols: number, rows: number): void {
    this.#sessions.get(id)?.process?.resize({ cols, rows });
  }

  /** Opens a shell; rejects with `BootError`. */
  async openShell(container: ContainerSource): Promise<string> {
    const id = `shell-${++this.#count}`;
    const session = this.#session(id);
    this.#store.getState().add({ id, kind: 'shell', title: `Terminal ${this.#count}`, status: 'running' });
    try {
      const process = await (await container()).spawn('jsh', { terminal: { cols: 80, rows: 24 } });
      session.process = process;
      session.writer = process.input.getWriter();
      void readOutput(process, (chunk) => this.#append(session, chunk));
      void process.exit.then((exitCode) => {
        this.#append(session, `\r\n[ended with exit code ${exitCode}]\r\n`);
        this.#store.getState().update(id, { status: 'exited', exitCode });
      });
    } catch (error) {
      this.#append(session, `${error instanceof Error ? error.message : String(error)}\r\n`);
      this.#store.getState().update(id, { status: 'exited' });
    }
    return id;
  }

  close(id: string): void {
    this.#sessions.get(id)?.process?.kill();
    this.#sessions.delete(id);
    this.#store.getState().remove(id);
  }

  serverStarted(command: string): void {
    const { sessions, add, update } = this.#store.getState();
    const known = sessions.some((session) => session.id === SERVER_SESSION);
    if (known) update(SERVER_SESSION, { status: 'running', title: command });
    else add({ id: SERVER_SESSION, kind: 'server', title: command, status: 'running' });
    this.#append(this.#session(SERVER_SESSION), `\x1b[2m$ ${command}\x1b[0m\r\n`);
  }

  serverOutput(chunk: string): void {
    this.#append(this.#session(SERVER_SESSION), chunk);
  }

  reset(): void {
    for (const session of this.#sessions.values()) session.process?.kill();
    this.#sessions.clear();
    this.#store.getState().reset();
  }

  #session(id: string): Session {
    let session = this.#sessions.get(id);
    if (!session) this.#sessions.set(id, (session = { text: '', listeners: new Set() }));
    return session;
  }

  #append(session: Session, chunk: string): void {
    session.text = (session.text + chunk).slice(-MAX_TEXT);
    for (const listener of session.listeners) listener(chunk);
  }
}

/** Why a runtime did not boot: what happened and what to do about it, in words for the person. */

export type BootFailure =
  | 'not-isolated'
  | 'unsupported-browser'
  | 'host-unreachable'
  | 'frame-blocked'
  | 'client-version'
  | 'timeout'
  | 'host-failed';

const WORDS: Record<BootFailure, { happened: string; todo: string }> = {
  'not-isolated': {
    happened: 'This page is not cross-origin isolated, so the browser gives it no shared memory.',
    todo: 'Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, and open it directly rather than in a frame.',
  },
  'unsupported-browser': {
    happened: 'This browser lacks something that running Node.js in a tab needs.',
    todo: 'Use a current Chrome, Edge or Firefox on a computer.',
  },
  'host-unreachable': {
    happened: 'The runtime could not be loaded from its own address.',
    todo: 'Check that the sandbox address resolves to this server (SANDBOX_ORIGIN) and that you are online, then try again.',
  },
  'frame-blocked': {
    happened: 'The browser refused to show the runtime in a frame.',
    todo: 'Allow frames and storage for the sandbox address: a blocker, or blocked third-party cookies, may be in the way.',
  },
  'client-version': {
    happened: 'The runtime does not speak this version of the WebContainer client.',
    todo: 'Reload the page. If it stays, the app and its runtime were built from different versions: build both again.',
  },
  timeout: {
    happened: 'The runtime did not answer in time.',
    todo: 'Reload the page. A very busy computer, or a second project starting at once, can be the reason.',
  },
  'host-failed': {
    happened: 'The runtime started and then failed.',
    todo: 'Reload the page. The details say where it failed.',
  },
};

export class BootError extends Error {
  override readonly name = 'BootError';
  readonly reason: BootFailure;
  /** What the person can do next. */
  readonly todo: string;

  constructor(reason: BootFailure, options: ErrorOptions & { detail?: string } = {}) {
    const { happened, todo } = WORDS[reason];
    super(options.detail ? `${happened} (${options.detail})` : happened, options);
    this.reason = reason;
    this.todo = todo;
  }
}

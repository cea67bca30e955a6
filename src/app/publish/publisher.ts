/** Publishing of one project: build, upload, and what is kept of it. */
import { cleanOutput } from '../../agent/receipt.ts';
import type { DeployDone, DeployOptions } from '../../shared/deploy-protocol.ts';
import { NAMELESS_SITE, plainName } from '../../shared/site-name.ts';
import type { PublishedSite } from '../../storage/schema.ts';
import type { PublishStore, PublishTarget, SiteView } from '../../state/publish-store.ts';
import type { Container } from '../container.ts';
import type { FileSnapshot } from '../project-files.ts';
import { buildSite, type SiteFiles } from './build-site.ts';
import { deployToProvider } from './provider-deploy.ts';
import type { PublishEvent } from './publish-event.ts';
import { createSiteHost, type SiteHost } from './site-host.ts';

/** What is kept of a project's sites; `secret` stays with the project and no export has it. */
export interface SiteRegister {
  sites(project: string): Promise<readonly PublishedSite[]>;
  /** Undefined forgets the site. */
  setSite(project: string, target: string, site: PublishedSite | undefined): Promise<void>;
}

export interface PublisherDeps {
  readonly project: string;
  readonly store: PublishStore;
  readonly register: SiteRegister;
  readonly fetcher: typeof fetch;
  readonly container: () => Promise<Container>;
  /** False when it failed; the problem is told elsewhere. */
  readonly install: () => Promise<boolean>;
  readonly files: () => FileSnapshot;
  readonly title: () => string;
  /** Tells the fix loop how the build ended. */
  readonly built: (ended: { command: string; output: string; exitCode: number }) => void;
  readonly token: (target: PublishTarget) => string | undefined;
  readonly now: () => number;
}

/** What is shown of a build's output: its end. Characters. */
const MAX_OUTPUT = 20_000;

type Deployed = DeployDone & { readonly secret?: string };

export class Publisher {
  readonly #deps: PublisherDeps;
  readonly #host: SiteHost;
  #running: AbortController | undefined;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#host = createSiteHost(deps.fetcher);
  }

  /** Reads back where the project is online. */
  async load(): Promise<void> {
    const sites = await this.#deps.register.sites(this.#deps.project);
    this.#deps.store.getState().set({ sites: sites.map(viewOf) });
  }

  /** Builds and publishes; how it goes and how it ends is in the store. A second call while one runs does nothing. */
  async publish(target: PublishTarget, options: DeployOptions = {}): Promise<void> {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    const { store } = this.#deps;
    const { begin, set } = store.getState();
    begin(target);
    try {
      const files = await this.#build(target, options, running.signal);
      if (files) await this.#upload(target, options, files, running.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!running.signal.aborted) set({ phase: 'failed', failure: { kind: 'target', message } });
    } finally {
      this.#running = undefined;
      if (running.signal.aborted) set({ phase: 'idle' });
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  /** Takes the site off the built-in host; of a provider's site only the memory of it goes. */
  async unpublish(target: PublishTarget): Promise<void> {
    const { project, register } = this.#deps;
    const site = await this.#site(target);
    if (target === 'built-in' && site?.secret !== undefined)
      await this.#host.unpublish({ slug: site.id, token: site.secret });
    await register.setSite(project, target, undefined);
    this.#deps.store.getState().set({ phase: 'idle' });
    await this.load();
  }

  async #build(
    target: PublishTarget,
    options: DeployOptions,
    signal: AbortSignal,
  ): Promise<SiteFiles | undefined> {
    const { store, container, install, files, title, built } = this.#deps;
    const { set } = store.getState();
    let output = '';
    const fail = (failure: NonNullable<ReturnType<PublishStore['getState']>['failure']>): undefined => {
      set({ phase: 'failed', failure });
    };
    const booted = await container();
    if (files().has('package.json') && !(await install()))
      return signal.aborted
        ? undefined
        : fail({ kind: 'install', message: 'Its packages could not be installed.' });
    if (signal.aborted) return undefined;
    set({ phase: 'building' });
    const site = await this.#site(target);
    const outcome = await buildSite({
      container: booted,
      files: files(),
      base: baseOf(target, site?.id ?? plainName(options.name ?? title())),
      signal,
      onOutput: (chunk) => {
        output = (output + chunk).slice(-MAX_OUTPUT);
        set({ output: cleanOutput(output) });
      },
    });
    if (outcome.kind === 'built') return outcome.files;
    if (outcome.kind === 'aborted') return undefined;
    if (outcome.kind === 'no-site') {
      return fail({
        kind: 'no-site',
        message:
          'This app has no pages that a static host could serve: it needs a server. Download it to run it elsewhere.',
      });
    }
    built(outcome);
    return fail({
      kind: 'build',
      message: `The build failed: “${outcome.command}” ended with code ${outcome.exitCode}.`,
    });
  }

  async #upload(
    target: PublishTarget,
    options: DeployOptions,
    files: SiteFiles,
    signal: AbortSignal,
  ): Promise<void> {
    const { project, register, store, now } = this.#deps;
    const { set } = store.getState();
    set({ phase: 'uploading' });
    let secret: string | undefined;
    for await (const event of await this.#events(target, options, files, signal)) {
      if (event.type === 'secret') ({ secret } = event);
      else if (event.type === 'upload') set({ progress: { done: event.done, total: event.total } });
      else if (event.type === 'step')
        set({ message: event.message, phase: event.step === 'process' ? 'processing' : 'uploading' });
      else if (event.type === 'error') {
        const { kind, message } = event.failure;
        set({ phase: 'failed', failure: { kind: kind === 'token' ? 'token' : 'target', message } });
      } else {
        const done: Deployed = { ...event, ...(secret === undefined ? {} : { secret }) };
        await register.setSite(project, target, siteOf(target, done, now()));
        await this.load();
        set({ phase: 'done' });
      }
    }
  }

  async #events(
    target: PublishTarget,
    options: DeployOptions,
    files: SiteFiles,
    signal: AbortSignal,
  ): Promise<AsyncIterable<PublishEvent>> {
    const { fetcher, title, token } = this.#deps;
    const site = await this.#site(target);
    if (target === 'built-in') {
      const known = site?.secret === undefined ? undefined : { slug: site.id, token: site.secret };
      return this.#host.publish(files, known, title(), signal);
    }
    // An anonymous deploy cannot be changed later: each is a site of its own.
    const known = site && target !== 'netlify-drop' ? { siteId: site.id } : {};
    const named = { name: title().slice(0, 100), ...options, ...known };
    return deployToProvider(fetcher, { target, files, options: named, token: token(target), signal });
  }

  async #site(target: PublishTarget): Promise<PublishedSite | undefined> {
    const sites = await this.#deps.register.sites(this.#deps.project);
    return sites.find((site) => site.target === target);
  }
}

function siteOf(target: PublishTarget, done: Deployed, publishedAt: number): PublishedSite {
  const secret = done.secret ?? done.claimUrl;
  return { target, id: done.siteId, url: done.url, publishedAt, ...(secret === undefined ? {} : { secret }) };
}

/** Of an anonymous site the secret is its claim link, which is the person's to use. */
function viewOf({ target, id, url, publishedAt, secret }: PublishedSite): SiteView {
  const claim = target === 'netlify-drop' && secret !== undefined ? { claimUrl: secret } : {};
  return { target: target as PublishTarget, id, url, publishedAt, ...claim };
}

/** GitHub serves a repository's pages in a folder of its name, but for `<user>.github.io`. */
function baseOf(target: PublishTarget, repository: string | undefined): string {
  const name = repository?.split('/').at(-1) ?? NAMELESS_SITE;
  return target === 'github-pages' && !name.endsWith('.github.io') ? `/${name}/` : '/';
}

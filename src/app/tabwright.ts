/** The app without its screens: one open project at a time, and everything a screen can ask for. */
import { readPageEvent } from '../agent/page-event.ts';
import type { AppActions, SendSize } from './app-actions.ts';
import { dataActions } from './data-actions.ts';
import { readImages } from './images.ts';
import { loadModels } from './model-list.ts';
import type { OpenProject } from './open-project.ts';
import { ProjectSlot } from './project-slot.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';
import { transferActions } from './transfer-actions.ts';

const NOTHING: SendSize = { tokens: 0, files: 0, leftOut: [], overBudget: false };

export function createTabwright(deps: TabwrightDeps): AppActions {
  const { stores, edge } = deps;
  const { chat, ui, settings } = stores;
  const notifyFailure = (error: unknown): void =>
    ui.getState().notify('error', error instanceof Error ? error.message : String(error));
  const slot = new ProjectSlot(deps, notifyFailure);
  /** Asked when there is something to lose; whether it is granted is shown with the sizes. */
  const askToPersist = (): void => void deps.persist().catch(() => undefined);
  const refreshHome = async (): Promise<void> =>
    stores.home.getState().setProjects(await (await deps.storage).projects.list());
  /** The open project, if this tab may change it. */
  const mine = (): OpenProject | undefined => (slot.open?.writable ? slot.open : undefined);
  return {
    refreshHome,
    warmUp: () => slot.warmUp(),
    async createProject(prompt, images = []) {
      askToPersist();
      const attachments = await readImages(images, deps.newId);
      const project = await slot.start(titleOf(prompt), []);
      project.turns.send({ text: prompt, images: attachments, mode: 'build' }).catch(notifyFailure);
      return project.id;
    },
    openProject: (id) => slot.load(id),
    async takeOver() {
      const taken = slot.open;
      await taken?.takeOver();
      // The other tab saved what it had: it is read again.
      if (!taken || slot.open !== taken) return;
      await slot.close();
      await slot.load(taken.id);
    },
    closeProject: () => slot.close(),
    async removeProject(id) {
      if (slot.open?.id === id) await slot.close();
      await (await deps.storage).projects.remove(id);
      await refreshHome();
    },
    rename(title) {
      stores.project.getState().setTitle(title);
      void slot.open?.save();
    },
    ...transferActions({
      stores,
      edge,
      open: () => slot.open,
      start: (title, files) => {
        askToPersist();
        return slot.start(title, files);
      },
      notifyFailure,
    }),
    ...dataActions({ ...deps, closeProject: () => slot.close(), refreshHome }),

    async send() {
      const { draft, attachments, mode, clearDraft } = chat.getState();
      const project = mine();
      if (!project || project.turns.busy || (draft.trim() === '' && attachments.length === 0)) return;
      clearDraft();
      await project.turns.send({ text: draft, images: attachments, mode });
    },
    stop: async () => slot.open?.turns.stop(),
    continueReply: async (id) => mine()?.turns.continueReply(id),
    retry: async (id, text) => mine()?.turns.retry(id, text),
    applyOffer: async (id) => mine()?.turns.applyOffer(id),
    async attachImages(files) {
      for (const image of await readImages(files, deps.newId)) chat.getState().attach(image);
    },
    setMode: (mode) => chat.getState().setMode(mode),
    measure() {
      if (!slot.open) return NOTHING;
      const { draft, attachments, mode } = chat.getState();
      const { tokens, included, leftOut, overBudget } = slot.open.turns.preview(
        draft,
        attachments.length,
        mode,
      );
      return {
        tokens: tokens.total,
        files: included.length,
        leftOut: leftOut.map(({ what }) => what),
        overBudget,
      };
    },

    async keepVersion() {
      const project = mine();
      if (project && !project.turns.busy) await project.versions.keep('Your changes');
    },
    compareVersions: async (id, since) => (await slot.open?.versions.compare(id, since)) ?? [],
    restoreVersion: async (id) => mine()?.restore(id).catch(notifyFailure),
    async forkVersion(id, title) {
      const copy = deps.newId();
      await slot.open?.versions.fork(id, { id: copy, title });
      return copy;
    },

    readFile: (path) => slot.open?.files.get(path),
    readBefore: (path) => slot.open?.turns.beforeLastTurn(path),
    edit: (path, text) => mine()?.code.edit(path, text),
    save: async (path) => mine()?.code.save(path).catch(notifyFailure),
    createFile: async (path) => mine()?.code.create(path),
    renameFile: async (path, to) => mine()?.code.rename(path, to),
    deleteFile: async (path) => mine()?.code.remove(path),
    resolveConflict: async (path, choice) => mine()?.code.resolveConflict(path, choice),
    searchFiles: (query) => slot.open?.code.search(query) ?? [],

    bootAgain: () => mine()?.runtime.retry(),
    runDev: async () => mine()?.resume().catch(notifyFailure),
    stopDev: async () => slot.open?.stopDev(),
    async openShell() {
      const project = mine();
      if (project) await project.terminals.openShell(project.runtime.container);
    },
    closeTerminal: (id) => slot.open?.terminals.close(id),
    attachTerminal: (id, listener) => slot.open?.terminals.attach(id, listener) ?? (() => undefined),
    writeTerminal: (id, data) => slot.open?.terminals.write(id, data),
    resizeTerminal: (id, cols, rows) => slot.open?.terminals.resize(id, cols, rows),

    previewMessage(data) {
      const event = readPageEvent(data);
      if (event?.event === 'picture') slot.open?.camera.arrived(event.image);
      else if (event) slot.open?.runtime.pageEvent(event);
    },
    fix: async (fingerprint) => mine()?.repairs.fix(fingerprint).catch(notifyFailure),
    undo: async () => mine()?.repairs.undo().catch(notifyFailure),

    loadSites: async () => (await slot.open?.publisher())?.load(),
    publish: async (target, options) => (await mine()?.publisher())?.publish(target, options),
    stopPublish: async () => (await mine()?.publisher())?.stop(),
    unpublish: async (target) => (await mine()?.publisher())?.unpublish(target).catch(notifyFailure),

    loadModels: () => loadModels(deps),
    testModel: (request) =>
      edge.testModel(request, settings.getState().keys[request.model.slice(0, request.model.indexOf(':'))]),
  };
}

/** A title from a request: its first words, until the person or a reply gives a better one. */
function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0] ?? '';
  const words = line.replace(
    /^(?:please\s+)?(?:build|make|create|write)(?:\s+me)?\s+(?:an?\s+|the\s+)?/i,
    '',
  );
  const short = words.length > 48 ? `${words.slice(0, 48).replace(/\s+\S*$/, '')}…` : words;
  return short === '' ? 'New project' : short.charAt(0).toUpperCase() + short.slice(1);
}

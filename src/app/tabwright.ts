/** The app without its screens: one open project at a time, and everything a screen can ask for. */
import { fixPrompt, filesConcerned } from '../agent/fix-prompt.ts';
import { readPageEvent } from '../agent/page-event.ts';
import { groupProblems } from '../agent/problem-groups.ts';
import type { AppActions, SendSize } from './app-actions.ts';
import { readImages } from './images.ts';
import { OpenProject } from './open-project.ts';
import type { FileContent } from './project-files.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';

const NOTHING: SendSize = { tokens: 0, files: 0, leftOut: [], overBudget: false };

export function createTabwright(deps: TabwrightDeps): AppActions {
  const { stores, repository, edge } = deps;
  const { chat, ui, models, settings } = stores;
  let open: OpenProject | undefined;
  let warm: OpenProject | undefined;
  const notifyFailure = (error: unknown): void =>
    ui.getState().notify('error', error instanceof Error ? error.message : String(error));
  const make = (): OpenProject => new OpenProject(deps.newId(), deps);
  const closeProject = async (): Promise<void> => {
    const closing = open ?? warm;
    open = undefined;
    warm = undefined;
    await closing?.close();
  };
  const start = async (
    title: string,
    files: readonly (readonly [string, FileContent])[],
  ): Promise<OpenProject> => {
    if (open) await closeProject();
    open = warm ?? make();
    warm = undefined;
    await open.create(title, files);
    return open;
  };

  return {
    async refreshHome() {
      stores.home.getState().setProjects(await repository.list());
    },
    warmUp() {
      if (open || warm) return;
      warm = make();
      warm.runtime.container().catch(() => undefined);
    },
    async createProject(prompt, images = []) {
      const attachments = await readImages(images, deps.newId);
      const project = await start(titleOf(prompt), []);
      project.turns.send({ text: prompt, images: attachments, mode: 'build' }).catch(notifyFailure);
      return project.id;
    },
    async openProject(id) {
      if (open?.id === id) return true;
      await closeProject();
      const project = new OpenProject(id, deps);
      open = project;
      const found = await project.load();
      if (!found && open === project) open = undefined;
      if (found) project.resume().catch(notifyFailure);
      return found;
    },
    closeProject,
    async removeProject(id) {
      if (open?.id === id) await closeProject();
      await repository.remove(id);
      stores.home.getState().setProjects(await repository.list());
    },
    rename(title) {
      stores.project.getState().setTitle(title);
      open?.save().catch(notifyFailure);
    },
    async importFiles(title, files) {
      const project = await start(title, files);
      project.resume().catch(notifyFailure);
      return project.id;
    },

    async send() {
      const { draft, attachments, mode, clearDraft } = chat.getState();
      if (!open || open.turns.busy || (draft.trim() === '' && attachments.length === 0)) return;
      clearDraft();
      await open.turns.send({ text: draft, images: attachments, mode });
    },
    stop: async () => open?.turns.stop(),
    continueReply: async (id) => open?.turns.continueReply(id),
    retry: async (id, text) => open?.turns.retry(id, text),
    applyOffer: async (id) => open?.turns.applyOffer(id),
    async attachImages(files) {
      for (const image of await readImages(files, deps.newId)) chat.getState().attach(image);
    },
    setMode: (mode) => chat.getState().setMode(mode),
    measure() {
      if (!open) return NOTHING;
      const { draft, attachments, mode } = chat.getState();
      const { tokens, included, leftOut, overBudget } = open.turns.preview(draft, attachments.length, mode);
      return {
        tokens: tokens.total,
        files: included.length,
        leftOut: leftOut.map(({ what }) => what),
        overBudget,
      };
    },

    readFile: (path) => open?.files.get(path),
    readBefore: (path) => open?.turns.beforeLastTurn(path),
    edit: (path, text) => open?.code.edit(path, text),
    save: async (path) => open?.code.save(path).catch(notifyFailure),
    createFile: async (path) => open?.code.create(path),
    renameFile: async (path, to) => open?.code.rename(path, to),
    deleteFile: async (path) => open?.code.remove(path),
    resolveConflict: async (path, choice) => open?.code.resolveConflict(path, choice),
    searchFiles: (query) => open?.code.search(query) ?? [],

    bootAgain: () => open?.runtime.retry(),
    runDev: async () => open?.runDev().catch(notifyFailure),
    stopDev: async () => open?.stopDev(),
    async openShell() {
      if (open) await open.terminals.openShell(open.runtime.container);
    },
    closeTerminal: (id) => open?.terminals.close(id),
    attachTerminal: (id, listener) => open?.terminals.attach(id, listener) ?? (() => undefined),
    writeTerminal: (id, data) => open?.terminals.write(id, data),
    resizeTerminal: (id, cols, rows) => open?.terminals.resize(id, cols, rows),

    previewMessage(data) {
      const event = readPageEvent(data);
      if (event) open?.runtime.problems.pageEvent(event);
    },
    async fix(fingerprint) {
      const { problems, remove } = stores.problems.getState();
      const group = groupProblems(problems).find(({ root }) => root.fingerprint === fingerprint);
      if (!open || !group || open.turns.busy) return;
      const { root, others } = group;
      remove([root, ...others].map((problem) => problem.fingerprint));
      await open.turns.send({
        text: fixPrompt({ problem: root, others, level: 1 }),
        named: filesConcerned(root, others),
      });
    },

    async loadModels() {
      models.getState().setLoading();
      try {
        models.getState().setList(await edge.models());
      } catch {
        // Shown where models are chosen, with a way to try again.
        models.getState().setUnreachable();
      }
    },
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

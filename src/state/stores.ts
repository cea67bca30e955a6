/** All stores of the app, made once by the composition root. */
import { createChatStore, type ChatStore } from './chat-store.ts';
import { createEditorStore, type EditorStore } from './editor-store.ts';
import { createHomeStore, type HomeStore } from './home-store.ts';
import { createModelsStore, type ModelsStore } from './models-store.ts';
import { createPreviewStore, type PreviewStore } from './preview-store.ts';
import { createProblemsStore, type ProblemsStore } from './problems-store.ts';
import { createProjectStore, type ProjectStore } from './project-store.ts';
import { createPublishStore, type PublishStore } from './publish-store.ts';
import { createRuntimeStore, type RuntimeStore } from './runtime-store.ts';
import { createSettingsStore, type Settings, type SettingsStore } from './settings-store.ts';
import { createStorageStore, type StorageStore } from './storage-store.ts';
import { createTerminalsStore, type TerminalsStore } from './terminals-store.ts';
import { createUiStore, type UiStore } from './ui-store.ts';
import { createVersionsStore, type VersionsStore } from './versions-store.ts';

export interface Stores {
  readonly home: HomeStore;
  readonly project: ProjectStore;
  readonly chat: ChatStore;
  readonly runtime: RuntimeStore;
  readonly editor: EditorStore;
  readonly preview: PreviewStore;
  readonly terminals: TerminalsStore;
  readonly settings: SettingsStore;
  readonly models: ModelsStore;
  readonly problems: ProblemsStore;
  readonly publish: PublishStore;
  readonly storage: StorageStore;
  readonly versions: VersionsStore;
  readonly ui: UiStore;
}

export function createStores(settings: Partial<Settings> = {}): Stores {
  return {
    home: createHomeStore(),
    project: createProjectStore(),
    chat: createChatStore(),
    runtime: createRuntimeStore(),
    editor: createEditorStore(),
    preview: createPreviewStore(),
    terminals: createTerminalsStore(),
    settings: createSettingsStore(settings),
    models: createModelsStore(),
    problems: createProblemsStore(),
    publish: createPublishStore(),
    storage: createStorageStore(),
    versions: createVersionsStore(),
    ui: createUiStore(),
  };
}

/** Everything a screen can ask for. Screens get this and the stores, and nothing else. */
import type { ModelTestRequest, ModelTestResult } from '../shared/chat-protocol.ts';
import type { DeployOptions } from '../shared/deploy-protocol.ts';
import type { TurnMode } from '../state/chat-store.ts';
import type { PublishTarget } from '../state/publish-store.ts';
import type { FileDifference } from '../state/versions-store.ts';
import type { ImportSource } from './transfer-actions.ts';
import type { FileContent } from './project-files.ts';

export interface SendSize {
  readonly tokens: number;
  readonly files: number;
  readonly leftOut: readonly string[];
  readonly overBudget: boolean;
}

export interface AppActions {
  // Projects
  refreshHome(): Promise<void>;
  /** Begins to boot a runtime for a project that is about to be made. */
  warmUp(): void;
  createProject(prompt: string, images?: readonly File[]): Promise<string>;
  openProject(id: string): Promise<boolean>;
  /** Makes this tab the one that may change the open project, in place of another. */
  takeOver(): Promise<void>;
  closeProject(): Promise<void>;
  removeProject(id: string): Promise<void>;
  rename(title: string): void;
  /** Returns the new project's id; rejects with `ImportError`, in words for the person. */
  importProject(source: ImportSource): Promise<string>;
  /** The open project as an archive; undefined when none is open. */
  downloadProject(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Writes the project to a folder on disk, now and with every change. */
  saveToFolder(folder: FileSystemDirectoryHandle): Promise<void>;
  stopSavingToFolder(): void;

  // All data
  measureStorage(): Promise<void>;
  exportAll(): Promise<Uint8Array>;
  /** Adds what was exported. Returns how many projects came; rejects with `StorageError`. */
  importAll(archive: Blob): Promise<number>;
  /** Deletes all projects, settings and keys. */
  deleteAll(): Promise<void>;

  // Chat
  send(): Promise<void>;
  stop(): Promise<void>;
  continueReply(id: string): Promise<void>;
  retry(id: string, text?: string): Promise<void>;
  applyOffer(id: string): Promise<void>;
  attachImages(files: readonly File[]): Promise<void>;
  setMode(mode: TurnMode): void;
  measure(): SendSize;

  // Versions
  /** Keeps what the person changed since the latest version as one. */
  keepVersion(): Promise<void>;
  /** What became of each file from one version to a later one; from the version before, unless given. */
  compareVersions(id: string, since?: string): Promise<readonly FileDifference[]>;
  /** Goes back to a version: its files and chat, as a new version. */
  restoreVersion(id: string): Promise<void>;
  /** Makes a new project from a version. Returns its id. */
  forkVersion(id: string, title: string): Promise<string>;

  // Code
  readFile(path: string): FileContent | undefined;
  /** What a file was before the last turn; undefined if it was not there. */
  readBefore(path: string): string | undefined;
  edit(path: string, text: string): void;
  save(path: string): Promise<void>;
  createFile(path: string): Promise<string | undefined>;
  renameFile(path: string, to: string): Promise<string | undefined>;
  deleteFile(path: string): Promise<void>;
  resolveConflict(path: string, choice: 'mine' | 'theirs' | 'both'): Promise<void>;
  searchFiles(query: string): readonly { path: string; line: number; text: string }[];

  // Runtime
  bootAgain(): void;
  runDev(): Promise<void>;
  stopDev(): Promise<void>;
  openShell(): Promise<void>;
  closeTerminal(id: string): void;
  attachTerminal(id: string, listener: (chunk: string) => void): () => void;
  writeTerminal(id: string, data: string): void;
  resizeTerminal(id: string, cols: number, rows: number): void;

  // Problems
  /** A message that the frame of the preview posted to this window. */
  previewMessage(data: unknown): void;
  /** Mends a problem: by a known fix, else by the model. */
  fix(fingerprint: string): Promise<void>;
  /** Takes back the last turn. */
  undo(): Promise<void>;

  // Publishing
  /** Reads back where the project is online. */
  loadSites(): Promise<void>;
  /** How it goes and ends is in the store. */
  publish(target: PublishTarget, options?: DeployOptions): Promise<void>;
  stopPublish(): Promise<void>;
  unpublish(target: PublishTarget): Promise<void>;

  // Models
  loadModels(): Promise<void>;
  testModel(request: ModelTestRequest): Promise<ModelTestResult>;
}

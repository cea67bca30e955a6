/** A project as a small tree of files, and what a browser should see of it. */

export interface ToolchainEdit {
  file: string;
  from: string;
  to: string;
  /** Text of the page after the edit. */
  sees: string;
  /**
   * What the tool does on any machine, where it does not replace the component with its state kept: it reloads the page,
   * or makes the component anew.
   */
  loses?: 'page' | 'state';
}

export interface ToolchainProject {
  /** What the compatibility table calls it. */
  name: string;
  /** Only with `TOOLCHAINS=all`: beyond what has to run. */
  beyond?: boolean;
  /** Why it cannot work, for the table. */
  why?: string;
  /** A command that makes the project in the folder `app`, run before `files` are written. */
  create?: string;
  /** Path to text; `package.json` is written from the fields below, unless `create` makes one. */
  files?: Record<string, string>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  /** Text of the page when it runs; without it there is no page. */
  sees?: string;
  /** The page has a button with a count in its label, whose state must outlive the edit. */
  counter?: boolean;
  edit?: ToolchainEdit;
  /** A computed style that shows that the project's styles were made. */
  style?: { selector: string; property: string; value: string };
  /** A path of its client-side router. */
  deepLink?: { path: string; sees: string };
  /** The port of its page, when it opens more than one. */
  port?: number;
  /** `npm run build`, then `npm run preview` shows the same text. */
  build?: boolean;
  /** Commands that must succeed, with what they print. */
  commands?: { run: string; prints: string }[];
}

/** The project's files, `package.json` among them. */
export function projectFiles(project: ToolchainProject): Record<string, string> {
  const files = { ...project.files };
  if (project.create) return files;
  const { scripts, dependencies, devDependencies } = project;
  const manifest = { name: 'app', private: true, type: 'module', scripts, dependencies, devDependencies };
  files['package.json'] ??= JSON.stringify(manifest, null, 2);
  return files;
}

/** A recorded build, and how its reply is put together in the artifact protocol. Pure. */

export interface Recording {
  /** The artifact's id, by which a conversation about it is recognised. */
  id: string;
  title: string;
  prompt: string;
  reply: string;
  /** A later request in the same conversation. */
  followUp?: { prompt: string; reply: string };
  /** For a first reply with a bug in it: the file and the text that are wrong, and the reply that mends them. */
  fix?: { file: string; brokenText: string; reply: string };
}

export interface ReplyOptions {
  id: string;
  title: string;
  /** What is said before the artifact, and after it. */
  intro: string;
  outro: string;
  /** Written before `npm install`. */
  setup: Readonly<Record<string, string>>;
  files: Readonly<Record<string, string>>;
}

/** A whole first reply: configuration, install, sources, start. A file in `files` replaces one of the same name in `setup`. */
export function buildReply({ id, title, intro, outro, setup, files }: ReplyOptions): string {
  const before = Object.entries(setup).map(([path, content]) => fileAction(path, files[path] ?? content));
  const after = Object.entries(files)
    .filter(([path]) => !Object.hasOwn(setup, path))
    .map(([path, content]) => fileAction(path, content));
  return [
    `${intro}\n`,
    `<artifact id="${id}" title="${title}">`,
    ...before,
    '<action type="shell">npm install</action>',
    ...after,
    '<action type="start">npm run dev</action>',
    '</artifact>',
    `\n${outro}\n`,
  ].join('\n');
}

function fileAction(path: string, content: string): string {
  return `<action type="file" path="${path}">\n${content}</action>`;
}

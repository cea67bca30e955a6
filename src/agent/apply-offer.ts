/** A reply with files in code fences but no artifact: what could be applied if the person says so. Pure. */
import { ArtifactParser } from './artifact-parser.ts';
import { checkPath } from './paths.ts';

export interface OfferedFile {
  readonly path: string;
  readonly content: string;
}

const FENCE = /^[ \t]*(`{3,}|~{3,})([^`\n]*)$/;
const PATH =
  /(?:^|[\s"'`(*[=:])((?:\.?\/)?(?:[\w@.[\]-]+\/)*[\w@.[\]-]*\.[A-Za-z][A-Za-z0-9]{0,9})(?=$|[\s"'`)*\]:,])/;
const COMMENT_PATH =
  /^\s*(?:\/\/|#|\/\*|<!--|--)\s*(?:file(?:name)?:\s*)?([\w@./[\]-]+\.[A-Za-z][A-Za-z0-9]{0,9})\s*(?:\*\/|-->)?\s*$/i;

/**
 * The files of a reply that has no artifact: fences named by their info string (`tsx src/App.tsx`, `title="…"`), by the line
 * before them, or by a comment in their first line; or a whole artifact that was put in a fence. Empty when there are none.
 */
export function offeredFiles(reply: string, workdir?: string): OfferedFile[] {
  if (hasArtifact(reply)) return [];
  const files = new Map<string, string>();
  const offer = (path: string, content: string): void => {
    const checked = checkPath(path, workdir);
    if (checked.ok) files.set(checked.path, content);
  };
  for (const fence of fences(reply)) {
    if (/<(?:artifact|boltArtifact)[\s>]/.test(fence.content)) {
      for (const file of artifactFiles(fence.content)) offer(file.path, file.content);
      continue;
    }
    const named = nameOf(fence);
    if (named) offer(named.path, named.content);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

interface Fence {
  readonly info: string;
  readonly before: string;
  readonly content: string;
}

function fences(text: string): Fence[] {
  const found: Fence[] = [];
  let open: { mark: string; info: string; before: string; lines: string[] } | undefined;
  let before = '';
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const match = FENCE.exec(line);
    if (!open) {
      if (match) open = { mark: match[1] ?? '```', info: (match[2] ?? '').trim(), before, lines: [] };
      else if (line.trim() !== '') before = line.trim();
    } else if (match && match[2]?.trim() === '' && (match[1] ?? '').startsWith(open.mark)) {
      found.push({
        info: open.info,
        before: open.before,
        content: open.lines.map((own) => `${own}\n`).join(''),
      });
      open = undefined;
      before = '';
    } else open.lines.push(line);
  }
  return found;
}

function nameOf({ info, before, content }: Fence): OfferedFile | undefined {
  const language = /^[\w+#-]*/.exec(info)?.[0] ?? '';
  const rest = info.slice(language.length).replace(/^:/, ' ');
  const inInfo = PATH.exec(rest) ?? (/[./]/.test(info) ? PATH.exec(info) : null);
  if (inInfo?.[1]) return { path: inInfo[1], content };
  const first = content.slice(0, content.indexOf('\n'));
  const inComment = COMMENT_PATH.exec(first);
  if (inComment?.[1])
    return { path: inComment[1], content: content.slice(first.length + 1).replace(/^\n/, '') };
  // The line before names a file only if it is little more than that name: "**src/App.tsx**", "In `src/App.tsx`:".
  const inLine = before.length <= 80 ? PATH.exec(before) : null;
  const title = /^[#*`]/.test(before) || /:\**$/.test(before);
  return inLine?.[1] && title && !/^(?:sh|bash|shell|console|text|diff)$/.test(language)
    ? { path: inLine[1], content }
    : undefined;
}

function hasArtifact(reply: string): boolean {
  return new ArtifactParser().push(reply).some((event) => event.kind === 'artifact-open');
}

function artifactFiles(text: string): OfferedFile[] {
  const parser = new ArtifactParser();
  return [...parser.push(text), ...parser.end()].flatMap((event) => {
    const path = event.kind === 'action-close' ? event.attributes['path'] : undefined;
    return event.kind === 'action-close' && event.type === 'file' && event.complete && path !== undefined
      ? [{ path, content: event.body }]
      : [];
  });
}

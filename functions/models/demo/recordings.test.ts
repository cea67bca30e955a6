import { describe, expect, it } from 'vitest';
import { checkAction } from '../../../src/agent/actions.ts';
import type { Action } from '../../../src/agent/actions.ts';
import { ArtifactParser } from '../../../src/agent/artifact-parser.ts';
import type { ArtifactEvent } from '../../../src/agent/artifact-events.ts';
import { applyEdits } from '../../../src/agent/edit-match.ts';
import { importSpecifiers } from '../../../src/agent/import-scan.ts';
import { RECORDINGS } from './recordings.ts';

type Files = Map<string, string>;

/** Parses in small pieces, as it streams. */
function parse(reply: string): ArtifactEvent[] {
  const parser = new ArtifactParser();
  const events: ArtifactEvent[] = [];
  for (let at = 0; at < reply.length; at += 97) events.push(...parser.push(reply.slice(at, at + 97)));
  return [...events, ...parser.end()];
}

function actionsOf(reply: string): Action[] {
  return parse(reply).flatMap((event) => {
    if (event.kind !== 'action-close') return [];
    const check = checkAction(event);
    if (!check.ok) throw new Error(`${event.type} ${event.attributes['path']}: ${check.reason}`);
    return [check.action];
  });
}

function apply(files: Files, reply: string): Files {
  const result = new Map(files);
  for (const action of actionsOf(reply)) {
    if (action.type === 'file') result.set(action.path, action.content);
    else if (action.type === 'edit') {
      const edited = applyEdits(result.get(action.path) ?? '', action.blocks);
      if (!edited.ok) throw new Error(`${action.path}: ${edited.reason} ${edited.advice}`);
      expect(edited.loose).toBe(false);
      result.set(action.path, edited.content);
    }
  }
  return result;
}

/** Imports that lead nowhere: to a file that is not there, or a package that package.json does not name. */
function brokenImports(files: Files): string[] {
  const manifest = JSON.parse(files.get('package.json') ?? '{}') as Record<string, Record<string, string>>;
  const packages = new Set(Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] }));
  return [...files].flatMap(([path, content]) =>
    /\.[jt]sx?$/.test(path)
      ? importSpecifiers(content)
          .filter((name) => !isThere(name, path, files, packages))
          .map((name) => `${path} → ${name}`)
      : [],
  );
}

function isThere(name: string, from: string, files: Files, packages: ReadonlySet<string>): boolean {
  if (name.startsWith('node:')) return true;
  if (!name.startsWith('.')) {
    return packages.has(
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  }
  const path = new URL(name, `file:///${from}`).pathname.slice(1);
  return ['', '.ts', '.tsx', '.js'].some((extension) => files.has(path + extension));
}

const replies = RECORDINGS.flatMap(({ title, reply, followUp, fix }) => [
  [title, reply] as const,
  ...(followUp ? [[`${title}: follow-up`, followUp.reply] as const] : []),
  ...(fix ? [[`${title}: fix`, fix.reply] as const] : []),
]);

describe('the recorded replies', () => {
  it.each(replies)('%s keeps to the protocol', (_, reply) => {
    const events = parse(reply);
    expect(events.filter((event) => event.kind === 'malformed')).toEqual([]);
    expect(events.filter((event) => event.kind === 'artifact-close')).toMatchObject([{ complete: true }]);
    expect(actionsOf(reply).length).toBeGreaterThan(0);
    expect(events[0]?.kind).toBe('text');
  });

  it.each(RECORDINGS.map((recording) => [recording.title, recording] as const))(
    '%s is a whole project, also after its later turns',
    (_, { reply, followUp, fix }) => {
      const first = apply(new Map(), reply);
      expect(brokenImports(first)).toEqual([]);
      if (followUp) expect(brokenImports(apply(first, followUp.reply))).toEqual([]);
      if (fix) {
        const before = [...first.values()].some((text) => text.includes(fix.brokenText));
        const after = [...apply(first, fix.reply).values()].some((text) => text.includes(fix.brokenText));
        expect([before, after]).toEqual([true, false]);
      }
    },
  );

  it.each(RECORDINGS.map(({ title, reply }) => [title, reply] as const))(
    '%s installs after its package.json and before its sources, and starts last',
    (_, reply) => {
      const actions = actionsOf(reply);
      const install = actions.findIndex(({ type }) => type === 'shell');
      expect(actions[0]).toMatchObject({ type: 'file', path: 'package.json' });
      expect(actions[install]).toEqual({ type: 'shell', command: 'npm install' });
      expect(
        actions.findIndex((action) => action.type === 'file' && action.path === 'index.html'),
      ).toBeGreaterThan(install);
      expect(actions.at(-1)).toEqual({ type: 'start', command: 'npm run dev' });
    },
  );

  it('name exact versions only', () => {
    for (const { reply } of RECORDINGS) {
      const manifest = apply(new Map(), reply).get('package.json') ?? '';
      expect(manifest).toContain('"vite": "6.');
      expect(manifest).not.toMatch(/latest|[\^~]\d/);
    }
  });

  it('load nothing from other hosts', () => {
    for (const [path, text] of RECORDINGS.flatMap(({ reply }) => [...apply(new Map(), reply)])) {
      const addresses = text.match(/(?:src|href|url\()=?["'(]?https?:\/\/[^\s"')]+/g) ?? [];
      expect([path, addresses]).toEqual([path, []]);
    }
  });
});

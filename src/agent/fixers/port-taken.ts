/** A port that is in use already: the next free one, where the source names it in one place. */
import type { Fixer, FixerProject } from './fixer.ts';

const TAKEN =
  /EADDRINUSE[^\n]*?:(\d{2,5})\b|port (\d{2,5}) is (?:already in use|in use|taken|not available)/i;
const SOURCE = /\.(?:[cm]?[jt]sx?|json|env)$|(?:^|\/)\.env/;

export const portTaken: Fixer = {
  name: 'port-taken',
  find(problem, project) {
    const match = TAKEN.exec(`${problem.message}\n${problem.stack ?? ''}`);
    const port = Number(match?.[1] ?? match?.[2]);
    if (!port) return Promise.resolve(undefined);
    const place = placeOf(port, problem.file, problem.line, project);
    if (!place) return Promise.resolve(undefined);
    const free = freePort(port, project);
    const lines = place.text.split('\n');
    lines[place.line] = (lines[place.line] ?? '').replace(new RegExp(`\\b${port}\\b`), String(free));
    return Promise.resolve({
      summary: `Port ${port} is in use already. ${place.file} now uses port ${free}.`,
      files: { [place.file]: lines.join('\n') },
      ...(problem.command === undefined ? {} : { start: problem.command }),
    });
  },
};

interface Place {
  readonly file: string;
  readonly text: string;
  /** From 0. */
  readonly line: number;
}

/** The line that failed, if it names the port; else the only one in the project that does. */
function placeOf(
  port: number,
  file: string | undefined,
  line: number | undefined,
  project: FixerProject,
): Place | undefined {
  const named = new RegExp(`\\b${port}\\b`);
  const text = file === undefined ? undefined : project.text(file);
  if (
    file !== undefined &&
    text !== undefined &&
    line !== undefined &&
    named.test(text.split('\n')[line - 1] ?? '')
  )
    return { file, text, line: line - 1 };
  const places = project.paths().flatMap((path) => {
    const source = SOURCE.test(path) && !path.endsWith('package-lock.json') ? project.text(path) : undefined;
    if (source === undefined) return [];
    return source
      .split('\n')
      .flatMap((own, at) => (named.test(own) ? [{ file: path, text: source, line: at }] : []));
  });
  return places.length === 1 ? places[0] : undefined;
}

function freePort(port: number, project: FixerProject): number {
  const texts = project.paths().flatMap((path) => (SOURCE.test(path) ? (project.text(path) ?? '') : ''));
  const isTaken = (own: number): boolean =>
    project.ports().includes(own) || texts.some((text) => new RegExp(`\\b${own}\\b`).test(text));
  let free = port + 1;
  while (free < port + 100 && isTaken(free)) free++;
  return free;
}

/** Problems that a page tells of without an error of its own: an overlay, a resource, a blank page, a dead link. Pure. */
import type { PageEvent } from './page-event.ts';
import { createProblem, problemFromPreview, type Problem, type ProblemContext } from './problem.ts';
import { isNoise } from './problem-noise.ts';

export interface PageContext extends ProblemContext {
  readonly paths: readonly string[];
  /** Of the preview. */
  readonly origin?: string;
}

const NOT_SOURCE = /(?:^|\/)(?:package-lock\.json|.*\.(?:md|svg|map))$/;

export function pageProblem(event: PageEvent, context: PageContext): Problem | undefined {
  switch (event.event) {
    case 'overlay': {
      const { message, stack, file } = event;
      const text =
        file === ''
          ? message
          : `[vite] Internal server error: ${message}\n  Plugin: unknown\n  File: ${file}`;
      return problemFromPreview({ failure: 'overlay', message: text, stack }, context);
    }
    case 'resource-error': {
      const path = shortUrl(event.url, context);
      const message = `The page could not load ${path} (${event.tag}).`;
      if (isNoise({ message, failure: 'resource', url: event.url })) return undefined;
      return createProblem(
        { source: 'preview', failure: 'resource', message, ...mention(path, context) },
        context,
      );
    }
    case 'blank': {
      const message = 'The page has loaded and shows nothing.';
      const file = context.paths.find((path) => path === 'index.html');
      return createProblem(
        { source: 'preview', failure: 'blank', message, ...(file === undefined ? {} : { file }) },
        context,
      );
    }
    case 'loaded': {
      const path = shortUrl(event.href, context);
      // A server without a front page is none that lacks one.
      if (event.status < 400 || path === '/') return undefined;
      const message = `There is no page at ${path} (the server answers ${event.status}).`;
      return createProblem(
        { source: 'preview', failure: 'navigation', message, ...mention(path, context) },
        context,
      );
    }
    default:
      return undefined;
  }
}

/** The path of an address of the app's own; others whole. */
function shortUrl(text: string, { origin }: PageContext): string {
  return origin !== undefined && text.startsWith(`${origin}/`) ? text.slice(origin.length) : text;
}

/** Where the project's sources speak of it. */
function mention(path: string, context: PageContext): { file?: string; line?: number; column?: number } {
  const name = path.replace(/[?#].*$/, '');
  if (name.length < 2) return {};
  for (const needle of [name, name.slice(1)]) {
    for (const file of context.paths) {
      const text = NOT_SOURCE.test(file) ? undefined : context.read?.(file);
      const at = text?.indexOf(needle) ?? -1;
      if (text === undefined || at === -1) continue;
      const before = text.slice(0, at).split('\n');
      return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    }
  }
  return {};
}

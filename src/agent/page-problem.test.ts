import { describe, expect, it } from 'vitest';
import { readPageEvent } from './page-event.ts';
import { pageProblem } from './page-problem.ts';
import type { Problem } from './problem.ts';

const FILES: Readonly<Record<string, string>> = {
  'index.html': '<script type="module" src="/src/main.tsx"></script>',
  'src/App.tsx': 'export const App = () => (\n  <img src="/nope.png" />\n);\n',
};

function told(fields: Record<string, unknown>): Problem | undefined {
  const event = readPageEvent({ type: 'tabwright-preview', previewId: 'p', port: 5173, ...fields });
  if (!event) throw new Error('That is no event.');
  return pageProblem(event, {
    now: 1,
    read: (path) => FILES[path],
    paths: Object.keys(FILES),
    origin: 'http://a-5173.host',
  });
}

describe('pageProblem', () => {
  it('names the source that asks for what could not be loaded', () => {
    const event = { event: 'resource-error', url: 'http://a-5173.host/nope.png', tag: 'img' };
    expect(told(event)).toMatchObject({
      source: 'preview',
      failure: 'resource',
      message: 'The page could not load /nope.png (img).',
      file: 'src/App.tsx',
      line: 2,
      column: 13,
    });
    expect(told({ ...event, url: 'http://a-5173.host/favicon.ico' })).toBeUndefined();
  });

  it('reads the overlay as the dev server prints the same error', () => {
    expect(
      told({
        event: 'overlay',
        message: 'Failed to resolve import "clsx" from "src/App.tsx". Does the file exist?',
        stack: '',
        file: '/home/project/src/App.tsx:1:17',
        frame: null,
      }),
    ).toMatchObject({
      source: 'transform',
      message: 'Failed to resolve import "clsx" from "src/App.tsx". Does the file exist?',
      file: 'src/App.tsx',
      line: 1,
    });
  });

  it('tells of a page that shows nothing, and of a link that leads nowhere', () => {
    expect(told({ event: 'blank' })).toMatchObject({ failure: 'blank', file: 'index.html' });
    const loaded = { event: 'loaded', startedAt: 1, href: 'http://a-5173.host/about', status: 404 };
    expect(told(loaded)).toMatchObject({
      failure: 'navigation',
      message: 'There is no page at /about (the server answers 404).',
    });
  });

  it('has nothing to say of a page that came, or of a server without a front page', () => {
    const loaded = { event: 'loaded', startedAt: 1, href: 'http://a-5173.host/' };
    expect(told({ ...loaded, status: 200 })).toBeUndefined();
    expect(told({ ...loaded, status: 404 })).toBeUndefined();
    expect(told({ event: 'painted' })).toBeUndefined();
  });
});

describe('readPageEvent', () => {
  it.each([
    null,
    'text',
    { type: 'other', event: 'blank', port: 1 },
    { type: 'tabwright-preview', event: 'blank' },
    { type: 'tabwright-preview', event: 'unheard of', port: 1 },
  ])('takes %j for no event', (data) => {
    expect(readPageEvent(data)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { problemsFromCommand } from './problem.ts';
import { parseProxyErrors, plainServerOutput } from './server-output.ts';

describe('plainServerOutput', () => {
  it('keeps the lines of each command together where a runner labels them', () => {
    const text = '[api] TypeError: no\n[web]   ready\n[api]     at x (/home/project/api.js:1:2)\n';
    expect(plainServerOutput(text)).toBe('TypeError: no\n    at x (/home/project/api.js:1:2)\n\n  ready');
  });

  it('leaves the names that tools give themselves', () => {
    const text = '[PARSE_ERROR] Missing initializer\n[postcss] a.css:1:2: Unclosed block';
    expect(plainServerOutput(text)).toBe(text);
  });
});

describe('parseProxyErrors', () => {
  it('says in plain words which server of the project is not there', () => {
    const output = `8:20:01 AM [vite] http proxy error: /api/todos
AggregateError [ECONNREFUSED]:
    at internalConnectMultiple (node:net:1122:18)
    at afterConnectMultiple (node:net:1689:7) {
  [errors]: [
    Error: connect ECONNREFUSED 127.0.0.1:3001`;
    const message = 'Nothing answers at port 3001, where the dev server sends /api/todos.';
    expect(parseProxyErrors(output)).toEqual([{ message, code: 'ECONNREFUSED' }]);
    expect(problemsFromCommand({ command: 'npm run dev', output, server: true }, { now: 1 })).toMatchObject([
      { source: 'server', message },
    ]);
  });
});

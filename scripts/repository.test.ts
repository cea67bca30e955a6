import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const texts = tracked.filter((name) => !/\.(?:png|ico|wasm|woff2?)$/.test(name));

describe('the repository', () => {
  it('names no registry host: that is npm configuration', () => {
    const registry = execFileSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const hosts = new Set([new URL(registry).host, ['registry', 'npmjs', 'org'].join('.')]);
    const guilty = texts.filter((name) => {
      const text = readFileSync(name, 'utf8');
      return [...hosts].some((host) => text.includes(host));
    });
    expect(guilty).toEqual([]);
  });

  it('keeps files below 500 lines, data excepted', () => {
    const long = texts
      .filter(
        (name) => /\.(?:tsx?|css)$/.test(name) && !/\.test\.tsx?$|^functions\/models\/demo\//.test(name),
      )
      .filter((name) => readFileSync(name, 'utf8').split('\n').length > 500);
    expect(long).toEqual([]);
  });
});

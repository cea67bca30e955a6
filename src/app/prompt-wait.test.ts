import { describe, expect, it } from 'vitest';
import { waitingPrompt } from './prompt-wait.ts';

describe('a command waits for input', () => {
  it.each([
    [
      'npm',
      'Need to install the following packages:\ncreate-vite@7\nOk to proceed? (y) ',
      'Ok to proceed? (y)',
    ],
    ['a question', '? Project name: ', '? Project name:'],
    ['yes or no', 'Overwrite? [y/N] ', 'Overwrite? [y/N]'],
    ['a menu', '\x1b[36m?\x1b[0m Select a framework?\n❯ React\n  Vue\n', '? Select a framework?'],
  ])('at the prompt of %s', (_name, output, prompt) => {
    expect(waitingPrompt(output)).toBe(prompt);
  });

  it.each([
    ['a build that is silent', 'vite v7 building for production...\ntransforming...\n'],
    ['a line that ends in a colon', 'Local: http://localhost:5173\nWaiting for changes:\n'],
    ['nothing', ''],
  ])('but not with %s', (_name, output) => {
    expect(waitingPrompt(output)).toBeUndefined();
  });
});

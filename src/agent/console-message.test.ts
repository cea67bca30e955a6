import { describe, expect, it } from 'vitest';
import { consoleMessage } from './console-message.ts';

describe('consoleMessage', () => {
  it.each([
    [['Warning: %s is %d years%%', 'Ada', 36, 'more'], 'Warning: Ada is 36 years% more'],
    [['%cred', 'color: red'], 'red'],
    [['left %s'], 'left %s'],
    [[{ a: 1 }, null, undefined, 'x'], '{"a":1} null undefined x'],
    [[], ''],
  ])('shows %j as %j', (args, text) => {
    expect(consoleMessage(args)).toBe(text);
  });

  it('shows what cannot be serialised by its kind', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(consoleMessage(['broken', circle])).toBe('broken [object Object]');
  });
});

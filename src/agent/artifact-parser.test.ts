import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../testing/any-character.ts';
import type { ArtifactEvent } from './artifact-events.ts';
import { ArtifactParser } from './artifact-parser.ts';

type Close = Extract<ArtifactEvent, { kind: 'action-close' }>;

function parse(deltas: readonly string[], options: { cutOff?: boolean } = {}): ArtifactEvent[] {
  const parser = new ArtifactParser();
  return merge([...deltas.flatMap((delta) => parser.push(delta)), ...parser.end(options)]);
}

/** Joins adjacent text and deltas: where a stream is cut into pieces must not matter. */
function merge(events: readonly ArtifactEvent[]): ArtifactEvent[] {
  const merged: ArtifactEvent[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    if (event.kind === 'text' && last?.kind === 'text') last.text += event.text;
    else if (event.kind === 'action-delta' && last?.kind === 'action-delta' && last.action === event.action) {
      last.text += event.text;
    } else merged.push({ ...event });
  }
  return merged;
}

function closes(text: string, options: { cutOff?: boolean } = {}): Close[] {
  return parse([text], options).filter((event): event is Close => event.kind === 'action-close');
}

function problems(text: string): string[] {
  return parse([text]).flatMap((event) => (event.kind === 'malformed' ? [event.problem] : []));
}

function proseOf(text: string): string {
  return parse([text])
    .map((event) => (event.kind === 'text' ? event.text : ''))
    .join('');
}

function file(path: string, raw: string): string {
  return `<artifact id="a" title="A">\n<action type="file" path="${path}">${raw}</action>\n</artifact>`;
}

function bodyOf(raw: string, path = 'a.ts'): string | undefined {
  return closes(file(path, raw))[0]?.body;
}

describe('ArtifactParser', () => {
  it('reports text, artifact and actions in order', () => {
    const events = parse(['Hi\n', file('src/a.ts', '\nx\n'), '\nBye']);
    expect(events.map((event) => event.kind)).toEqual([
      'text',
      'artifact-open',
      'action-open',
      'action-delta',
      'action-close',
      'artifact-close',
      'text',
    ]);
    expect(events[1]).toMatchObject({ id: 'a', title: 'A', artifact: 0, resumed: false });
    expect(events[4]).toMatchObject({
      type: 'file',
      attributes: { path: 'src/a.ts' },
      body: 'x\n',
      complete: true,
    });
    expect(events[5]).toMatchObject({ complete: true });
  });

  it('hands out a file while it streams, before its end is known', () => {
    const parser = new ArtifactParser();
    parser.push('<artifact id="a"><action type="file" path="a.ts">\n');
    expect(parser.push('const a = 1;')).toEqual([{ kind: 'action-delta', action: 0, text: 'const a = 1;' }]);
  });

  it('reads attributes in any order and quoting, decodes entities and accepts > inside of quotes', () => {
    const text = `<artifact title='a > "b" &amp; &#99;&#x64;' id=x><action path="a&lt;b>.ts" type='file'>x</action></artifact>`;
    const events = parse([text]);
    expect(events[0]).toMatchObject({ id: 'x', title: 'a > "b" & cd' });
    expect(events[1]).toMatchObject({ type: 'file', attributes: { path: 'a<b>.ts' } });
  });

  it('accepts the names of other builders', () => {
    const text =
      '<boltArtifact id="x" title="T"><boltAction type="file" filePath="a.ts">x</boltAction>\n<boltAction type="bash">ls</boltAction></boltArtifact>';
    expect(closes(text)).toMatchObject([
      { type: 'file', attributes: { path: 'a.ts' }, body: 'x\n' },
      { type: 'shell', body: 'ls\n' },
    ]);
  });

  it('accepts self-closing actions', () => {
    const text =
      '<artifact id="x"><action type="delete" path="a"/><action type="rename" path=a to=b/></artifact>';
    expect(closes(text)).toMatchObject([
      { type: 'delete', body: '', attributes: { path: 'a' } },
      { type: 'rename', attributes: { path: 'a', to: 'b' } },
    ]);
  });

  it.each([
    ['const s = "</action>";\n', 'in a string'],
    ['</action>\n', 'as the whole'],
    ['a </action> </action>\n', 'twice'],
    ['</action>\n<actio>\n', 'before a near miss'],
    ['</action>\n</artifacts>\n', 'before a longer name'],
    ['</action>\n<actions type="x">\n', 'before a longer opening name'],
    ['</action\n', 'unfinished'],
    ['</</action></action>x</actio\n', 'interleaved'],
  ])('keeps </action> in a body: %j (%s)', (content) => {
    expect(bodyOf(`\n${content}`)).toBe(content);
  });

  it('closes at </action> before another action, the end of the artifact or of the message', () => {
    const text = '<artifact id="x"><action type="shell">a</action>\r\n <action type="shell">b</action>\n';
    expect(closes(text)).toMatchObject([
      { body: 'a\n', complete: true },
      { body: 'b\n', complete: true },
    ]);
  });

  it.each([
    ['x', 'x\n'],
    ['\nx\n', 'x\n'],
    ['\n\nx\n\n\n', '\nx\n'],
    ['\r\nx\r\ny\r\n', 'x\ny\n'],
    ['\na\rb', 'a\rb\n'],
    ['\n  x\n  ', '  x\n'],
    ['\nx  \n', 'x  \n'],
    ['\nx\n  \n', 'x\n  \n'],
    ['', ''],
    ['\n', ''],
    ['\n   ', ''],
    ['\n\n', '\n'],
    ['\na &lt; b &amp;&amp; c\n', 'a &lt; b &amp;&amp; c\n'],
  ])('settles the line ends of %j as %j', (raw, body) => {
    expect(bodyOf(raw)).toBe(body);
  });

  it.each([
    ['\n```tsx\nx\n```\n', 'x\n'],
    ['\n```\nx\n\n```\n\n', 'x\n'],
    ['```js\nx\n```', 'x\n'],
    ['\n~~~\nx\n~~~\n', 'x\n'],
    ['\n````\n```\nx\n```\n````\n', '```\nx\n```\n'],
    ['\n```\na\n```\nb\n```\n', 'a\n```\nb\n'],
    ['\n```tsx\nx\n', '```tsx\nx\n'],
    ['\n```tsx\nx\n```\ny\n', '```tsx\nx\n```\ny\n'],
    ['\nx\n```\ny\n```\n', 'x\n```\ny\n```\n'],
    ['\n```not a fence`\nx\n```\n', '```not a fence`\nx\n```\n'],
  ])('unwraps a fence around the whole of %j', (raw, body) => {
    expect(bodyOf(raw)).toBe(body);
  });

  it('leaves the fences of Markdown files', () => {
    expect(bodyOf('\n```\nx\n```\n', 'README.md')).toBe('```\nx\n```\n');
    expect(bodyOf('\n```\nx\n```\n', 'a.MDX')).toBe('```\nx\n```\n');
  });

  it.each([
    '```xml\n%\n```\n',
    '~~~\n%\n```\n~~~\n',
    '  ````\n```\n%\n````\n',
    'Write `%` so.',
    '- a\n    ```\n    %\n    ```\n',
  ])('takes tags in the code of %j for prose', (frame) => {
    const text = frame.replace('%', () => file('a.ts', 'x'));
    expect(closes(text)).toEqual([]);
    expect(proseOf(text)).toBe(text);
  });

  it('reads an artifact after a closed fence', () => {
    expect(closes(`\`\`\`\n<artifact>\n\`\`\`\n${file('a.ts', 'x')}`)).toHaveLength(1);
    expect(closes(`Use \`npm\`: ${file('a.ts', 'x')}`)).toHaveLength(1);
  });

  it('says what is broken, and goes on', () => {
    expect(problems('<action type="file" path="a">x</action>')).toEqual(['action-outside-artifact']);
    expect(problems('<artifact id="a"><artifact id="b"></artifact>')).toEqual(['nested-artifact']);
    expect(problems('<artifact id="a"></action></artifact>')).toEqual(['stray-close']);
    expect(problems(`\`\`\`\n${file('a', 'x')}\n\`\`\``)).toEqual(['artifact-in-fence']);
    expect(problems('<artifact id="a"><action type="file" path="a">x')).toEqual(['unclosed-action']);
    expect(problems(`<artifact title="${'x'.repeat(9000)}`)).toEqual(['tag-too-long']);
    const swallowed =
      '<artifact><action type="shell">a</action> then <action type="shell">b</action></artifact>';
    expect(problems(swallowed)).toEqual(['swallowed-action']);
  });

  it('reports text between actions as text and drops layout', () => {
    expect(
      proseOf('<artifact id="a">\n  Note <b>this</b>.\n<action type="shell">a</action>\n\n</artifact>'),
    ).toBe('Note <b>this</b>.\n');
  });

  it('reports the open action of a cut-off message as incomplete', () => {
    const [close] = closes('<artifact id="a"><action type="file" path="a.ts">\nhalf', { cutOff: true });
    expect(close).toMatchObject({ complete: false, body: 'half', attributes: { path: 'a.ts' } });
  });

  it('does not take </action> at the cut for the end', () => {
    expect(
      closes('<artifact id="a"><action type="file" path="a.ts">\nx</action>', { cutOff: true }),
    ).toMatchObject([{ complete: false }]);
  });

  it('resumes in place wherever the message was cut', () => {
    const text = `Hello ${file('src/a.ts', '\nconst a = "</action>";\n')} bye`;
    const whole = parse([text]);
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new ArtifactParser();
      const first = [...parser.push(text.slice(0, cut)), ...parser.end({ cutOff: true })].filter(
        (event) => event.kind !== 'action-close' || event.complete,
      );
      const second = [...parser.resume(), ...parser.push(text.slice(cut)), ...parser.end()];
      const done = [
        ...first.filter((event) => event.kind !== 'artifact-close' || event.complete),
        ...second,
      ].filter((event) => !('resumed' in event && event.resumed));
      expect(merge(done)).toEqual(whole);
    }
  });
});

const fragment = fc.constantFrom(
  '<artifact id="a" title="b">',
  '<boltArtifact>',
  '</artifact>',
  '<action type="file" path="a.ts">',
  '<action type="shell">',
  '<boltAction type="file" filePath=\'b.md\'>',
  '<action type="delete" path="x"/>',
  '</action>',
  '</boltAction >',
  '</acti',
  '<',
  '</',
  '\n',
  '\r\n',
  '\r',
  '  ',
  '```',
  '```tsx\n',
  '~~~~',
  '`',
  '"',
  "'",
  '>',
  '=',
  '&lt;',
  'const a = 1;',
  '<div className="x">',
  'é😀',
);
const stream = fc
  .array(
    fc.oneof({ weight: 6, arbitrary: fragment }, { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) }),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

function split(text: string, at: readonly number[]): string[] {
  const points = [0, ...at.map((part) => Math.floor(part * text.length)).sort((a, b) => a - b), text.length];
  return points.slice(1).map((end, index) => text.slice(points[index], end));
}

describe('ArtifactParser, for any stream', () => {
  it('gives the same events however it is split', () => {
    fc.assert(
      fc.property(stream, cuts, fc.boolean(), (text, at, cutOff) => {
        const whole = parse([text], { cutOff });
        expect(parse(split(text, at), { cutOff })).toEqual(whole);
        expect(parse([...text], { cutOff })).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = new TextDecoder('latin1').decode(bytes);
        expect(Array.isArray(parse(split(text, [0.3, 0.6])))).toBe(true);
      }),
    );
  });

  it('opens and closes in pairs', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const events = parse([text]);
        const count = (kind: ArtifactEvent['kind']): number =>
          events.filter((event) => event.kind === kind).length;
        expect(count('action-open')).toBe(count('action-close'));
        expect(count('artifact-open')).toBe(count('artifact-close'));
      }),
    );
  });

  const content = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '</action>',
          '</artifact>',
          '<action type="file">',
          '\n',
          ' ',
          '&amp;',
          '$&',
          '```',
          '<',
          'é😀',
        ),
        fc.string({ unit: 'grapheme' }),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('').replace(/\r/g, '').replace(/\n+$/, ''))
    .filter((text) => !/<\/action>\s*<(?:action[\s>/]|\/artifact[\s>/])/.test(text))
    .map((text) => (text === '' ? '' : `${text}\n`));

  it('returns the content of files exactly, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 4 }), cuts, (contents, at) => {
        const actions = contents.map(
          (body, index) => `<action type="file" path="f${index}.md">\n${body}</action>\n`,
        );
        const text = `Prose\n<artifact id="a" title="b">\n${actions.join('')}</artifact>`;
        const events = parse(split(text, at));
        const bodies = events.flatMap((event) => (event.kind === 'action-close' ? [event.body] : []));
        expect(bodies).toEqual(contents);
        const deltas = contents.map((_, index) =>
          events.map((e) => (e.kind === 'action-delta' && e.action === index ? e.text : '')).join(''),
        );
        expect(deltas).toEqual(contents);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the cost of parsing', () => {
  it('does not grow with the text so far, even where every character is undecided', () => {
    const size = 200_000;
    for (const text of [
      '\n'.repeat(size),
      ' '.repeat(size),
      '</action> '.repeat(size / 10),
      '<'.repeat(size),
    ]) {
      const parser = new ArtifactParser();
      parser.push('<artifact id="a"><action type="file" path="a">x</action>');
      const start = performance.now();
      for (const ch of text) parser.push(ch);
      expect(performance.now() - start).toBeLessThan(1500);
    }
  });

  it('stays linear when a body full of closing tags ends', () => {
    const parser = new ArtifactParser();
    const start = performance.now();
    parser.push(file('a.ts', '</action> '.repeat(50_000)));
    expect(parser.end()).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

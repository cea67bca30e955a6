import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rewriteTarballs } from './rewrite.ts';

async function run(
  pieces: Uint8Array[],
  rewrite = (url: string) => url.replace('http://up/', '/proxy/'),
): Promise<string> {
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(source.pipeThrough(rewriteTarballs(rewrite))).text();
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const METADATA = JSON.stringify({
  name: 'tarball',
  readme: 'see "tarball":"http://up/not-this" — häß 🎉',
  tarball: 'http://up/a/-/a-1.tgz',
  versions: { 2: { dist: { tarball: 'http://up/a/-/a-2.tgz', shasum: 'x' } } },
});
const EXPECTED = METADATA.replaceAll('"tarball":"http://up/', '"tarball":"/proxy/');

it('rewrites each tarball and leaves the same text inside other strings alone', async () => {
  const text = await run([bytes(METADATA)]);
  expect(text).toBe(EXPECTED);
  expect(text).toContain('http://up/not-this');
});

it('gives the same however the bytes are split', async () => {
  const whole = bytes(METADATA);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(whole.length), { maxLength: 40 }), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const pieces = edges.slice(1).map((end, index) => whole.subarray(edges[index], end));
      expect(await run(pieces)).toBe(EXPECTED);
    }),
    { numRuns: 100 },
  );
  expect(await run([...whole].map((byte) => Uint8Array.of(byte)))).toBe(EXPECTED);
});

it('takes white space around the colon and escaped slashes', async () => {
  expect(await run([bytes('{"tarball" : "http:\\/\\/up\\/a"}')])).toBe('{"tarball":"/proxy/a"}');
});

it('passes on what only looks like the beginning of a tarball', async () => {
  for (const text of ['{"tarball', '{"tarball":"http://up/a', '{"tarball":7}', '"tarb"', '']) {
    expect(await run([bytes(text)])).toBe(text);
  }
});

import { expect, test } from 'vitest';
import type { PageEvent } from '../agent/page-event.ts';
import { createPreviewStore } from '../state/preview-store.ts';
import { createRuntimeStore } from '../state/runtime-store.ts';
import { ShownPort } from './shown-port.ts';

const loaded = (port: number, status: number): PageEvent => ({
  page: `page-${port}`,
  port,
  event: 'loaded',
  href: '/',
  startedAt: 0,
  status,
});

function setUp(): {
  shown: () => number | undefined;
  choose: (port: number) => void;
  open: (port: number) => void;
  close: (port: number) => void;
  event: (event: PageEvent) => void;
} {
  const stores = { runtime: createRuntimeStore(), preview: createPreviewStore() };
  const ports = new ShownPort(stores);
  return {
    shown: () => stores.preview.getState().port,
    choose: (port) => stores.preview.getState().showPort(port),
    open(port) {
      stores.runtime.getState().openPort({ port, url: `http://p-${port}.example` });
      ports.opened(port);
    },
    close(port) {
      stores.runtime.getState().closePort(port);
      ports.closed(port);
    },
    event: (event) => ports.pageEvent(event),
  };
}

test('the first port is shown, and stays when its page is one', () => {
  const { open, event, shown } = setUp();
  open(5173);
  event(loaded(5173, 200));
  open(24678);
  expect(shown()).toBe(5173);
});

test('an API gives way to the port with a page, whichever opens first', () => {
  const late = setUp();
  late.open(3001);
  late.event(loaded(3001, 404));
  expect(late.shown()).toBe(3001);
  late.open(5173);
  expect(late.shown()).toBe(5173);

  const early = setUp();
  early.open(3001);
  early.open(5173);
  early.event(loaded(3001, 404));
  expect(early.shown()).toBe(5173);
  early.event(loaded(5173, 404));
  expect(early.shown()).toBe(5173);
});

test('a port that the person has chosen stays', () => {
  const { open, event, shown, choose } = setUp();
  open(5173);
  open(3001);
  choose(3001);
  event(loaded(3001, 404));
  expect(shown()).toBe(3001);
});

test('a port that closes gives way to one that is open', () => {
  const { open, close, shown } = setUp();
  open(3001);
  open(5173);
  close(3001);
  expect(shown()).toBe(5173);
  close(5173);
  expect(shown()).toBeUndefined();
});

/** Where the page is, what it is called, and whether it shows anything. */
import { hasToldFault, tellWindow } from './report.ts';

const BLANK_AFTER_MS = 5_000;

export function watchNavigation(port: number): void {
  const tell = (): void =>
    tellWindow(port, { event: 'navigation', href: location.href, title: document.title });
  const { history } = window;
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      tell();
    };
  }
  addEventListener('popstate', tell);
  addEventListener('hashchange', tell);
  addEventListener('pageshow', tell);
  addEventListener('DOMContentLoaded', () => {
    tell();
    const title = document.querySelector('title');
    if (!title) return;
    new MutationObserver(() => tellWindow(port, { event: 'title', title: document.title })).observe(title, {
      childList: true,
    });
  });
  addEventListener('load', () => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    tellWindow(port, {
      event: 'loaded',
      href: location.href,
      startedAt: performance.timeOrigin,
      status: entry?.responseStatus ?? 0,
    });
    watchForContent(port);
  });
}

/** A page that has loaded and mounted nothing is a failure that often no error tells of. */
function watchForContent(port: number): void {
  const painted = (): boolean => {
    if (!showsSomething()) return false;
    observer.disconnect();
    clearTimeout(timer);
    tellWindow(port, { event: 'painted' });
    return true;
  };
  const observer = new MutationObserver(() => void painted());
  const timer = setTimeout(() => {
    if (!painted() && !hasToldFault()) tellWindow(port, { event: 'blank' });
  }, BLANK_AFTER_MS);
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  painted();
}

function showsSomething(): boolean {
  if (document.body.innerText.trim() !== '') return true;
  const pictures = 'img,svg,canvas,video,iframe,object,input,button,textarea,select';
  return [...document.body.querySelectorAll(pictures)].some(
    (element) => element.getBoundingClientRect().height > 0,
  );
}

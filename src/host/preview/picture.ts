/**
 * Draws the page into a small picture on request, for the app's cards: no page can see another origin's pixels, so the page
 * draws itself, as an SVG image that holds a copy of its document. What another origin serves (images, fonts, styles) is not in it.
 */
import { tellWindow } from './report.ts';

const WIDTH = 640;
const HEIGHT = 400;
/** Beyond this a page is too much to draw in passing. Characters. */
const MAX_MARKUP = 3_000_000;
const MAX_IMAGES = 40;
const LEFT_OUT = 'script, noscript, iframe, object, embed, link, template, vite-error-overlay';

export function drawOnRequest(port: number): void {
  addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type !== 'tabwright-picture') return;
    draw().then(
      (image) => tellWindow(port, { event: 'picture', image }),
      // A page that cannot be drawn has no picture; the app shows a plain card.
      () => tellWindow(port, { event: 'picture', image: '' }),
    );
  });
}

async function draw(): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await markup())}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (!context) return '';
  context.fillStyle = background();
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.drawImage(image, 0, 0, WIDTH, (WIDTH * innerHeight) / innerWidth);
  return canvas.toDataURL('image/webp', 0.8);
}

/** The page's own colour behind everything, which the browser paints by itself and a copy does not have. */
function background(): string {
  const isClear = (color: string): boolean => color === 'transparent' || /, 0\)$/.test(color);
  const colors = [document.body, document.documentElement].map(
    (element) => getComputedStyle(element).backgroundColor,
  );
  return colors.find((color) => !isClear(color)) ?? 'white';
}

async function markup(): Promise<string> {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  await Promise.all(copyState(document.documentElement, copy));
  for (const element of copy.querySelectorAll(LEFT_OUT)) element.remove();
  for (const style of copy.querySelectorAll('style')) style.remove();
  const style = document.createElement('style');
  // `]]>` and comments cannot end the text: it is serialised, not pasted.
  style.textContent = `${styles()}\nhtml,body{min-height:100%}*,*::before,*::after{animation:none!important;transition:none!important}`;
  copy.querySelector('head')?.append(style);
  const content = new XMLSerializer().serializeToString(copy);
  if (content.length > MAX_MARKUP) throw new RangeError('The page is too large to draw.');
  const size = `width="${innerWidth}" height="${innerHeight}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><foreignObject x="0" y="0" ${size}>${content}</foreignObject></svg>`;
}

/** All rules that this page may read, whoever put them there. */
function styles(): string {
  return [...document.styleSheets, ...document.adoptedStyleSheets]
    .map((sheet) => {
      try {
        const rules = [...sheet.cssRules].map(({ cssText }) => cssText).join('\n');
        return sheet.media.length > 0 ? `@media ${sheet.media.mediaText} {${rules}}` : rules;
      } catch {
        // Another origin's style sheet is not readable.
        return '';
      }
    })
    .join('\n');
}

/** Brings over what a copy of elements has not: what is typed, drawn, and loaded. */
function copyState(from: Element, to: Element): Promise<void>[] {
  const [originals, copies] = [from, to].map((root) => [
    ...root.querySelectorAll('input, textarea, select, canvas, img'),
  ]) as [Element[], Element[]];
  const images = originals.filter((element) => element instanceof HTMLImageElement).slice(0, MAX_IMAGES);
  return originals.map(async (original, at) => {
    const copy = copies[at];
    if (!copy) return;
    if (original instanceof HTMLInputElement) {
      copy.setAttribute('value', original.type === 'password' ? '' : original.value);
      copy.toggleAttribute('checked', original.checked);
    } else if (original instanceof HTMLTextAreaElement) copy.textContent = original.value;
    else if (original instanceof HTMLSelectElement)
      for (const [index, option] of [...copy.querySelectorAll('option')].entries())
        option.toggleAttribute('selected', index === original.selectedIndex);
    else if (original instanceof HTMLCanvasElement) replaceWithImage(copy, original.toDataURL());
    else if (original instanceof HTMLImageElement && images.includes(original))
      copy.setAttribute('src', await dataUrl(original.currentSrc));
  });
}

function replaceWithImage(copy: Element, src: string): void {
  const image = document.createElement('img');
  for (const { name, value } of copy.attributes) image.setAttribute(name, value);
  image.src = src;
  copy.replaceWith(image);
}

/** The image as text; empty when it is another origin's. */
async function dataUrl(src: string): Promise<string> {
  if (src.startsWith('data:')) return src;
  if (src === '' || new URL(src).origin !== location.origin) return '';
  const blob = await (await fetch(src)).blob();
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => resolve('');
    reader.readAsDataURL(blob);
  });
}

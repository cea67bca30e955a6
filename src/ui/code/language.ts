/** Languages of the editor, each loaded when a file of it is first opened. */
import type { Extension } from '@codemirror/state';

type Loader = () => Promise<Extension>;

const script =
  (options: { jsx?: boolean; typescript?: boolean }): Loader =>
  async () =>
    (await import('@codemirror/lang-javascript')).javascript(options);
const css: Loader = async () => (await import('@codemirror/lang-css')).css();
const html: Loader = async () => (await import('@codemirror/lang-html')).html();
const yaml: Loader = async () => (await import('@codemirror/lang-yaml')).yaml();
const markdown: Loader = async () => (await import('@codemirror/lang-markdown')).markdown();

const LOADERS: Readonly<Record<string, Loader>> = {
  ts: script({ typescript: true }),
  mts: script({ typescript: true }),
  cts: script({ typescript: true }),
  tsx: script({ typescript: true, jsx: true }),
  js: script({ jsx: true }),
  mjs: script({}),
  cjs: script({}),
  jsx: script({ jsx: true }),
  json: async () => (await import('@codemirror/lang-json')).json(),
  css,
  scss: async () => (await import('@codemirror/lang-sass')).sass(),
  sass: async () => (await import('@codemirror/lang-sass')).sass({ indented: true }),
  html,
  svelte: html,
  astro: html,
  svg: html,
  xml: html,
  md: markdown,
  mdx: markdown,
  vue: async () => (await import('@codemirror/lang-vue')).vue(),
  yml: yaml,
  yaml,
  sql: async () => (await import('@codemirror/lang-sql')).sql(),
  py: async () => (await import('@codemirror/lang-python')).python(),
};

export async function loadLanguage(path: string): Promise<Extension> {
  const loader = LOADERS[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  return loader ? loader() : [];
}

/** Servers written by hand, a front end behind a proxy, a chat over WebSockets, and tools without a page. */
import type { ToolchainProject } from './project.ts';

const page = (framework: string): string => `<h1>Hello from ${framework}</h1>`;

const express: ToolchainProject = {
  name: 'Express 5',
  scripts: { dev: 'node server.js' },
  dependencies: { express: '^5.0.0' },
  files: {
    'server.js': `import express from 'express';
const app = express();
app.use(express.json());
app.get('/', (req, res) => res.send('${page('Express')}<p id="r">waiting</p><script>fetch("/echo",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify({a:[1,2]})}).then(r=>r.json()).then(v=>{document.getElementById("r").textContent="echo "+v.a.length})</script>'));
app.post('/echo', (req, res) => res.json(req.body));
app.listen(3000, () => console.log('listening'));
`,
  },
  sees: 'echo 2',
};

const fastify: ToolchainProject = {
  name: 'Fastify 5',
  scripts: { dev: 'node server.js' },
  dependencies: { fastify: '^5.0.0' },
  files: {
    'server.js': `import Fastify from 'fastify';
const app = Fastify({ logger: true });
app.get('/', async (request, reply) => reply.type('text/html').send('${page('Fastify')}'));
await app.listen({ port: 3000 });
`,
  },
  sees: 'Hello from Fastify',
};

const hono: ToolchainProject = {
  name: 'Hono 4 (@hono/node-server) in TypeScript with `tsx watch`',
  scripts: { dev: 'tsx watch server.ts' },
  dependencies: { hono: '^4.0.0', '@hono/node-server': '^1.13.0' },
  devDependencies: { tsx: '^4.19.0' },
  files: {
    'server.ts': `import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { greeting } from './greeting';
const app = new Hono();
app.get('/', (c: Context) => c.html(greeting('Hono')));
serve({ fetch: app.fetch, port: 3000 });
`,
    'greeting.ts': `export const greeting = (name: string): string => \`<h1>Hello from \${name}</h1>\`;\n`,
  },
  sees: 'Hello from Hono',
};

const proxied: ToolchainProject = {
  name: 'Vite 6 front end, Express API behind `server.proxy`',
  scripts: { dev: 'concurrently -k "node server.js" "vite"', build: 'vite build', preview: 'vite preview' },
  dependencies: { express: '^4.21.0' },
  devDependencies: { vite: '^6.0.0', concurrently: '^9.0.0' },
  port: 5173,
  files: {
    'index.html': '<!doctype html><h1 id="title">asking</h1><script type="module" src="/main.js"></script>',
    'main.js': `const reply = await fetch('/api/hello').then((response) => response.json());
document.querySelector('#title').textContent = reply.message;
`,
    'vite.config.js': `export default { server: { proxy: { '/api': 'http://localhost:3001' } } };\n`,
    'server.js': `import express from 'express';
const app = express();
app.get('/api/hello', (req, res) => res.json({ message: 'Hello through the proxy' }));
app.listen(3001);
`,
  },
  sees: 'Hello through the proxy',
};

const chat: ToolchainProject = {
  name: 'Chat over WebSockets (`ws`)',
  scripts: { dev: 'node server.js' },
  dependencies: { ws: '^8.18.0' },
  files: {
    'server.js': `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
const server = createServer((req, res) => res.setHeader('content-type', 'text/html').end(readFileSync('index.html')));
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => {
  socket.send('welcome');
  socket.on('message', (data) => { for (const other of sockets.clients) other.send('said: ' + data); });
});
server.listen(8080);
`,
    'index.html': `<!doctype html><ul id="log"></ul><script>
const socket = new WebSocket(location.origin.replace('http', 'ws'));
socket.onmessage = ({ data }) => {
  document.querySelector('#log').insertAdjacentHTML('beforeend', '<li>' + data + '</li>');
  if (data === 'welcome') socket.send('hello all');
};
</script>`,
  },
  sees: 'said: hello all',
};

const statics: ToolchainProject = {
  name: 'A plain page with `npx serve`',
  scripts: { dev: 'npx --yes serve -l 3000 .' },
  files: { 'index.html': '<!doctype html><h1>Served as it is</h1>' },
  sees: 'Served as it is',
};

const vitest: ToolchainProject = {
  name: 'Vitest 3, one run',
  devDependencies: { vitest: '^3.0.0', vite: '^6.0.0' },
  files: {
    'sum.ts': 'export const sum = (a: number, b: number): number => a + b;\n',
    'sum.test.ts': `import { expect, test } from 'vitest';
import { sum } from './sum';
test('adds', () => expect(sum(1, 2)).toBe(3));
`,
  },
  commands: [{ run: 'npx vitest run', prints: '1 passed' }],
};

const eslint: ToolchainProject = {
  name: 'ESLint 9, Prettier 3',
  devDependencies: { eslint: '^9.0.0', '@eslint/js': '^9.0.0', prettier: '^3.0.0' },
  files: {
    'eslint.config.js': `import js from '@eslint/js';\nexport default [js.configs.recommended];\n`,
    'bad.js': 'const unused = 1\n',
  },
  commands: [
    { run: 'npx eslint bad.js; echo ended', prints: 'no-unused-vars' },
    { run: 'npx prettier bad.js', prints: 'const unused = 1;' },
  ],
};

const tsx: ToolchainProject = {
  name: 'tsx 4',
  beyond: true,
  devDependencies: { tsx: '^4.0.0' },
  files: { 'typed.ts': 'const words: string[] = ["typed"];\nconsole.log(words[0], "and run");\n' },
  commands: [{ run: 'npx tsx typed.ts', prints: 'typed and run' }],
};

export const servers: ToolchainProject[] = [
  express,
  fastify,
  hono,
  proxied,
  chat,
  statics,
  vitest,
  eslint,
  tsx,
];

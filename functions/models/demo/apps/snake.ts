/** Data: the files of the recorded “snake” build. */

export const SNAKE_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0, viewport-fit=cover" />
    <meta name="theme-color" content="#10231c" />
    <title>Garden Snake</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%2310231c'/%3E%3Cpath d='M7 21h9a4 4 0 0 0 0-8h-2a3.5 3.5 0 0 1 0-7h9' fill='none' stroke='%239be564' stroke-width='4.5' stroke-linecap='round'/%3E%3C/svg%3E"
    />
    <link rel="stylesheet" href="/src/style.css" />
  </head>
  <body>
    <main>
      <header>
        <h1>Garden Snake</h1>
        <dl>
          <div>
            <dt>Score</dt>
            <dd id="score">0</dd>
          </div>
          <div>
            <dt>Best</dt>
            <dd id="best">0</dd>
          </div>
        </dl>
      </header>

      <div class="board">
        <canvas id="board" aria-label="Playing field" role="img"></canvas>
        <section id="panel" aria-live="polite">
          <h2 id="panel-title">Ready?</h2>
          <p id="panel-text">Eat the berries. Mind the fence and your own tail.</p>
          <ol id="scores" hidden></ol>
          <button id="play" type="button">Play</button>
          <p class="hint"><kbd>←</kbd> <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> or <kbd>W</kbd> <kbd>A</kbd> <kbd>S</kbd> <kbd>D</kbd><br /><kbd>Space</kbd> pauses</p>
        </section>
      </div>

      <div class="pad" role="group" aria-label="Direction">
        <button type="button" data-turn="up" aria-label="Up">▲</button>
        <button type="button" data-turn="left" aria-label="Left">◀</button>
        <button type="button" data-turn="right" aria-label="Right">▶</button>
        <button type="button" data-turn="down" aria-label="Down">▼</button>
      </div>
    </main>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
`,
  'src/style.css': `:root {
  color-scheme: dark;
  --soil: #10231c;
  --grass: #173329;
  --leaf: #9be564;
  --berry: #ff5d73;
  --text: #eaf5e4;
  --quiet: #a3bdab;
  font-family: ui-rounded, 'SF Pro Rounded', 'Nunito', system-ui, sans-serif;
}

* {
  box-sizing: border-box;
}

body {
  margin: 0;
  min-height: 100dvh;
  display: grid;
  place-items: center;
  color: var(--text);
  background:
    radial-gradient(70rem 45rem at 50% -15%, #24543f 0%, transparent 70%),
    var(--soil);
}

main {
  width: min(100vw, 34rem, max(20rem, 100dvh - 13rem));
  padding: 1.25rem;
}

header {
  display: flex;
  align-items: flex-end;
  justify-content: space-between;
  gap: 1rem;
  margin-bottom: 1rem;
}

h1 {
  margin: 0;
  font-size: clamp(1.4rem, 6vw, 2rem);
  letter-spacing: -0.02em;
}

dl {
  display: flex;
  gap: 1.25rem;
  margin: 0;
  text-align: right;
}

dt {
  color: var(--quiet);
  font-size: 0.8rem;
}

dd {
  margin: 0;
  font-size: 1.5rem;
  font-weight: 700;
  line-height: 1.1;
  font-variant-numeric: tabular-nums;
}

.board {
  position: relative;
  overflow: hidden;
  border-radius: 1.5rem;
  box-shadow:
    0 0 0 6px #214a39,
    0 1.5rem 3rem rgb(0 0 0 / 0.4);
}

canvas {
  display: block;
  width: 100%;
  aspect-ratio: 1;
  touch-action: none;
}

#panel {
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 0.75rem;
  padding: 1.5rem;
  text-align: center;
  background: rgb(12 28 22 / 0.62);
  backdrop-filter: blur(2px);
}

#panel[hidden] {
  display: none;
}

#panel h2 {
  margin: 0;
  font-size: 2rem;
}

#panel p {
  margin: 0;
  max-width: 22rem;
  line-height: 1.5;
}

#panel ol {
  margin: 0;
  padding: 0;
  list-style: none;
  display: flex;
  flex-wrap: wrap;
  justify-content: center;
  gap: 0.4rem;
}

#panel ol[hidden] {
  display: none;
}

#panel li {
  padding: 0.25rem 0.75rem;
  border-radius: 99rem;
  background: rgb(255 255 255 / 0.09);
  font-variant-numeric: tabular-nums;
}

#panel li.new {
  background: var(--leaf);
  color: var(--soil);
  font-weight: 700;
}

.hint {
  color: #c9dccf;
  font-size: 0.85rem;
}

kbd {
  padding: 0.1rem 0.4rem;
  border-radius: 0.35rem;
  background: rgb(255 255 255 / 0.12);
  font: inherit;
}

button {
  min-width: 3.5rem;
  min-height: 3.25rem;
  border: 0;
  border-radius: 1rem;
  font: inherit;
  font-weight: 700;
  color: var(--text);
  background: #24503e;
  cursor: pointer;
}

button:active {
  transform: translateY(2px);
}

#play {
  margin-top: 0.25rem;
  padding: 0 2.25rem;
  font-size: 1.1rem;
  color: var(--soil);
  background: var(--leaf);
}

:focus-visible {
  outline: 3px solid #fff;
  outline-offset: 3px;
}

.pad {
  display: none;
  grid-template: repeat(2, auto) / repeat(3, 4.5rem);
  justify-content: center;
  gap: 0.5rem;
  margin-top: 1.25rem;
}

.pad [data-turn='up'] {
  grid-column: 2;
}

.pad [data-turn='left'] {
  grid-area: 2 / 1;
}

.pad [data-turn='down'] {
  grid-area: 2 / 2;
}

.pad [data-turn='right'] {
  grid-area: 2 / 3;
}

@media (pointer: coarse) {
  .pad {
    display: grid;
  }
  .hint {
    display: none;
  }
}
`,
  'src/game.ts': `export const SIZE = 17;

export type Turn = 'up' | 'down' | 'left' | 'right';
export interface Cell {
  x: number;
  y: number;
}

const STEPS: Record<Turn, Cell> = {
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
};

/** The rules, without a screen: what is where, and what one step does. */
export class Game {
  snake: Cell[] = [
    { x: 8, y: 8 },
    { x: 7, y: 8 },
    { x: 6, y: 8 },
  ];
  berry: Cell = { x: 12, y: 8 };
  heading: Turn = 'right';
  score = 0;
  over = false;
  /** Turns that were asked for since the last step; two quick ones both count. */
  private queue: Turn[] = [];

  turn(next: Turn): void {
    const last = this.queue.at(-1) ?? this.heading;
    const isReverse = STEPS[last].x + STEPS[next].x === 0 && STEPS[last].y + STEPS[next].y === 0;
    if (next !== last && !isReverse && this.queue.length < 2) this.queue.push(next);
  }

  step(): void {
    if (this.over) return;
    this.heading = this.queue.shift() ?? this.heading;
    const move = STEPS[this.heading];
    const head = { x: this.snake[0].x + move.x, y: this.snake[0].y + move.y };
    const eats = same(head, this.berry);
    const body = eats ? this.snake : this.snake.slice(0, -1);
    const outside = head.x < 0 || head.y < 0 || head.x >= SIZE || head.y >= SIZE;
    if (outside || body.some((cell) => same(cell, head))) {
      this.over = true;
      return;
    }
    this.snake = [head, ...body];
    if (!eats) return;
    this.score += 1;
    this.placeBerry();
  }

  /** Milliseconds a step: faster with every berry, to a limit. */
  get pace(): number {
    return Math.max(70, 150 - this.score * 3);
  }

  private placeBerry(): void {
    const free: Cell[] = [];
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        if (!this.snake.some((cell) => cell.x === x && cell.y === y)) free.push({ x, y });
      }
    }
    const next = free[Math.floor(Math.random() * free.length)];
    if (next) this.berry = next;
    else this.over = true;
  }
}

function same(a: Cell, b: Cell): boolean {
  return a.x === b.x && a.y === b.y;
}
`,
  'src/draw.ts': `import { SIZE, type Cell, type Game } from './game';

const TAU = Math.PI * 2;

/** Paints one frame. \`share\` is how far the current step has come, from 0 to 1. */
export function draw(canvas: HTMLCanvasElement, game: Game, previous: Cell[], share: number): void {
  const context = canvas.getContext('2d')!;
  const pixels = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
  const unit = pixels / SIZE;
  context.setTransform(unit, 0, 0, unit, 0, 0);

  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      context.fillStyle = (x + y) % 2 === 0 ? '#1b3b2f' : '#183529';
      context.fillRect(x, y, 1, 1);
    }
  }
  drawBerry(context, game.berry);
  drawSnake(context, game, previous, share);
}

function drawBerry(context: CanvasRenderingContext2D, { x, y }: Cell): void {
  context.fillStyle = 'rgb(0 0 0 / 0.25)';
  context.beginPath();
  context.ellipse(x + 0.5, y + 0.82, 0.3, 0.09, 0, 0, TAU);
  context.fill();
  context.fillStyle = '#ff5d73';
  context.beginPath();
  context.arc(x + 0.5, y + 0.54, 0.33, 0, TAU);
  context.fill();
  context.fillStyle = 'rgb(255 255 255 / 0.55)';
  context.beginPath();
  context.arc(x + 0.39, y + 0.43, 0.08, 0, TAU);
  context.fill();
  context.fillStyle = '#9be564';
  context.beginPath();
  context.ellipse(x + 0.6, y + 0.2, 0.17, 0.08, -0.6, 0, TAU);
  context.fill();
}

function drawSnake(context: CanvasRenderingContext2D, game: Game, previous: Cell[], share: number): void {
  const points = game.snake.map((cell, index) => {
    const from = previous[index] ?? previous.at(-1) ?? cell;
    return { x: from.x + (cell.x - from.x) * share + 0.5, y: from.y + (cell.y - from.y) * share + 0.5 };
  });
  context.lineCap = 'round';
  context.lineJoin = 'round';
  trace(context, points, 0.06);
  context.strokeStyle = 'rgb(0 0 0 / 0.25)';
  context.lineWidth = 0.76;
  context.stroke();
  trace(context, points, 0);
  context.strokeStyle = game.over ? '#8a9a90' : '#7ed04a';
  context.lineWidth = 0.76;
  context.stroke();
  context.strokeStyle = game.over ? '#a9b5ad' : '#9be564';
  context.lineWidth = 0.42;
  context.stroke();

  const head = points[0];
  const angle = { right: 0, down: Math.PI / 2, left: Math.PI, up: -Math.PI / 2 }[game.heading];
  context.save();
  context.translate(head.x, head.y);
  context.rotate(angle);
  for (const side of [-1, 1]) {
    context.fillStyle = '#fff';
    context.beginPath();
    context.arc(0.12, side * 0.19, 0.14, 0, TAU);
    context.fill();
    context.fillStyle = '#10231c';
    context.beginPath();
    context.arc(0.17, side * 0.19, 0.07, 0, TAU);
    context.fill();
  }
  context.restore();
}

function trace(context: CanvasRenderingContext2D, points: Cell[], drop: number): void {
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y + drop);
}
`,
  'src/scores.ts': `const KEY = 'garden-snake.scores';

export function loadScores(): number[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(saved) ? saved.filter((score) => typeof score === 'number') : [];
  } catch {
    return [];
  }
}

/** Keeps the five best. */
export function addScore(score: number): number[] {
  const scores = [...loadScores(), score].sort((a, b) => b - a).slice(0, 5);
  localStorage.setItem(KEY, JSON.stringify(scores));
  return scores;
}
`,
};

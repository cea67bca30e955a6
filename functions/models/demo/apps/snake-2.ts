/** Data: more files of the recorded “snake” build. */

export const SNAKE_FILES_2: Readonly<Record<string, string>> = {
  'src/main.ts': `import { draw } from './draw';
import { Game, type Turn } from './game';
import { addScore, loadScores } from './scores';

const canvas = element<HTMLCanvasElement>('board');
const panel = element('panel');
const play = element<HTMLButtonElement>('play');
const scoreList = element('scores');

let game = new Game();
let previous = game.snake;
let running = false;
let last = 0;
let elapsed = 0;

const KEYS: Record<string, Turn> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  KeyW: 'up',
  KeyS: 'down',
  KeyA: 'left',
  KeyD: 'right',
};

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

function start(): void {
  if (game.over) {
    game = new Game();
    previous = game.snake;
  }
  elapsed = 0;
  last = performance.now();
  running = true;
  panel.hidden = true;
  showScore();
}

function stop(title: string, text: string, button: string): void {
  running = false;
  element('panel-title').textContent = title;
  element('panel-text').textContent = text;
  play.textContent = button;
  panel.hidden = false;
  play.focus();
}

function finish(): void {
  const { score } = game;
  const isBest = score > (loadScores()[0] ?? 0);
  const scores = addScore(score);
  scoreList.replaceChildren(
    ...scores.map((value, index) => {
      const item = document.createElement('li');
      item.textContent = String(value);
      item.classList.toggle('new', index === scores.indexOf(score));
      return item;
    }),
  );
  scoreList.hidden = false;
  const berries = score === 1 ? '1 berry' : \`\${score} berries\`;
  stop(isBest && score > 0 ? 'A new best!' : 'Ouch.', \`You ate \${berries}.\`, 'Play again');
  showScore();
}

function showScore(): void {
  element('score').textContent = String(game.score);
  element('best').textContent = String(Math.max(game.score, loadScores()[0] ?? 0));
}

function frame(now: number): void {
  if (running) {
    elapsed += now - last;
    while (running && elapsed >= game.pace) {
      elapsed -= game.pace;
      previous = game.snake;
      game.step();
      showScore();
      if (game.over) finish();
    }
  }
  last = now;
  draw(canvas, game, previous, running ? Math.min(1, elapsed / game.pace) : 1);
  requestAnimationFrame(frame);
}

addEventListener('keydown', (event) => {
  const turn = KEYS[event.code];
  if (turn) {
    event.preventDefault();
    if (!running && !game.over) start();
    game.turn(turn);
  } else if (event.code === 'Space' && running) {
    event.preventDefault();
    stop('Paused', 'Take your time.', 'Go on');
  }
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden && running) stop('Paused', 'Welcome back.', 'Go on');
});

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-turn]')) {
  button.addEventListener('pointerdown', () => {
    if (!running && !game.over) start();
    game.turn(button.dataset.turn as Turn);
  });
}

let touch: { x: number; y: number } | undefined;
canvas.addEventListener('pointerdown', ({ clientX, clientY }) => (touch = { x: clientX, y: clientY }));
canvas.addEventListener('pointermove', ({ clientX, clientY }) => {
  if (!touch) return;
  const x = clientX - touch.x;
  const y = clientY - touch.y;
  if (Math.hypot(x, y) < 24) return;
  if (Math.abs(x) > Math.abs(y)) game.turn(x > 0 ? 'right' : 'left');
  else game.turn(y > 0 ? 'down' : 'up');
  touch = { x: clientX, y: clientY };
});
addEventListener('pointerup', () => (touch = undefined));

play.addEventListener('click', start);
showScore();
requestAnimationFrame(frame);
`,
};

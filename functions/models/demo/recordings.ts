/** The builds that the demo model can replay. */
import { DASHBOARD_FILES } from './apps/dashboard.ts';
import { GUESTBOOK_FILES } from './apps/guestbook.ts';
import { LANDING_FILES } from './apps/landing.ts';
import { NOTES_FILES } from './apps/notes.ts';
import { RECIPES_FIX } from './apps/recipes-fix.ts';
import { RECIPES_FILES } from './apps/recipes.ts';
import { SNAKE_FILES_2 } from './apps/snake-2.ts';
import { SNAKE_FILES } from './apps/snake.ts';
import { TODO_FOLLOW_UP } from './apps/todo-follow-up.ts';
import { TODO_FILES } from './apps/todo.ts';
import { projectFiles } from './project-files.ts';
import type { ProjectOptions } from './project-files.ts';
import { buildReply } from './recording.ts';
import type { Recording } from './recording.ts';

interface Build extends Omit<Recording, 'reply'> {
  intro: string;
  outro: string;
  project: Omit<ProjectOptions, 'name'>;
  files: Readonly<Record<string, string>>;
}

const BUILDS: readonly Build[] = [
  {
    id: 'daybook',
    title: 'Daybook, a calm to-do list',
    prompt: 'Build a to-do app with categories, priorities and a progress overview',
    intro:
      'I’ll build Daybook, a calm to-do list with categories, priorities and a progress ring, kept in your browser between visits.',
    outro: 'Daybook is running. Click a task to rename it. Next you could ask: “Add due dates and filters”.',
    project: { kind: 'react' },
    files: TODO_FILES,
    followUp: { prompt: 'Add due dates and filters', reply: TODO_FOLLOW_UP },
  },
  {
    id: 'ember-and-oak',
    title: 'Ember & Oak landing page',
    prompt: 'Design a landing page for a specialty coffee roastery',
    intro:
      'I’ll design a warm one-page site for a roastery, Ember & Oak: a drawn hero, this week’s coffees with a basket, the roaster’s story, and a visit section with a newsletter form.',
    outro: 'The page is live. All pictures are drawn in SVG, so there is nothing to license or to load.',
    project: { kind: 'react', packages: ['@fontsource-variable/fraunces'] },
    files: LANDING_FILES,
  },
  {
    id: 'margin-notes',
    title: 'Margin, Markdown notes',
    prompt: 'Make a Markdown notes app with live preview and search',
    intro:
      'I’ll make Margin: notes in Markdown with a live preview beside the text, search in all of them, and a light and a dark theme that follow your system.',
    outro: 'Margin is running. Everything you write stays in this browser.',
    project: { kind: 'react', packages: ['dompurify', 'marked'] },
    files: NOTES_FILES,
  },
  {
    id: 'store-dashboard',
    title: 'Store analytics dashboard',
    prompt: 'Create an analytics dashboard with interactive charts',
    intro:
      'I’ll create a dashboard for a small online store: figures with their change, a trend that you can read day by day, best sellers and traffic sources. The charts are plain SVG.',
    outro:
      'The dashboard is running with sample data. Point at the chart, or focus it and use the arrow keys.',
    project: { kind: 'react', packages: ['@fontsource-variable/inter'] },
    files: DASHBOARD_FILES,
  },
  {
    id: 'garden-snake',
    title: 'Garden Snake',
    prompt: 'Make a snake game with touch controls and high scores',
    intro:
      'I’ll make Garden Snake in plain TypeScript on a canvas: smooth movement, keys, swipes and buttons, and the five best scores.',
    outro: 'Press Play, or just an arrow key. It gets faster with every berry.',
    project: { kind: 'plain' },
    files: { ...SNAKE_FILES, ...SNAKE_FILES_2 },
  },
  {
    id: 'keepers-guestbook',
    title: 'Guestbook with an Express API',
    prompt: 'Build a guestbook page with an Express API behind the Vite proxy',
    intro:
      'I’ll build a guestbook for a lighthouse inn: a React page, and an Express API that checks entries and keeps them in a JSON file. Vite passes requests to /api on to it.',
    outro: 'Page and API are both running. Entries survive a restart: they are in server/data/entries.json.',
    project: {
      kind: 'react',
      packages: ['express'],
      scripts: { dev: 'node dev.js', start: 'node server/index.js' },
    },
    files: GUESTBOOK_FILES,
  },
  {
    id: 'tin-box-recipes',
    title: 'Tin Box, family recipes',
    prompt: 'Make a recipe box that scales servings and checks off steps',
    intro:
      'I’ll make Tin Box: drawn recipe cards, ingredients that scale with the number of people, and steps to check off while you cook.',
    outro: 'Tin Box is ready. Change the number of people and the amounts follow.',
    project: { kind: 'react', packages: ['@fontsource-variable/fraunces'] },
    files: RECIPES_FILES,
    fix: { file: 'src/App.tsx', brokenText: '=== openId)!;', reply: RECIPES_FIX },
  },
];

/** In the order in which they are offered. */
export const RECORDINGS: readonly Recording[] = BUILDS.map(
  ({ intro, outro, project, files, ...recording }) => ({
    ...recording,
    reply: buildReply({
      id: recording.id,
      title: escapeAttribute(recording.title),
      intro,
      outro,
      setup: projectFiles({ name: recording.id, ...project }),
      files,
    }),
  }),
);

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

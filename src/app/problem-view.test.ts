import { describe, expect, it } from 'vitest';
import { createProblem, type Problem } from '../agent/problem.ts';
import type { ProblemsState } from '../state/problems-store.ts';
import { shownProblem } from './problem-view.ts';

const problem = (message: string, source: Problem['source'], file: string): Problem =>
  createProblem({ source, message, file, line: 1 }, { now: 1 });
const CSS = problem('Unclosed block', 'transform', 'src/index.css');
const BLANK = { ...problem('The page shows nothing.', 'preview', 'index.html'), failure: 'blank' } as const;
const CLICK = problem('TypeError: x is not a function', 'preview', 'src/App.tsx');

type View = Pick<ProblemsState, 'problems' | 'repair' | 'health'>;
const view = (own: Partial<View>): View => ({ problems: [], repair: undefined, health: 'red', ...own });

describe('the problem that is shown', () => {
  it('is the deepest, with its consequences, and how many others there are', () => {
    const shown = shownProblem(view({ problems: [BLANK, CLICK, CSS] }), false);
    expect(shown).toMatchObject({ problem: CSS, others: [BLANK], further: 1, phase: 'open' });
  });

  it('is not said while the app is at work', () => {
    expect(shownProblem(view({ problems: [CLICK] }), true)).toBeUndefined();
    expect(shownProblem(view({ problems: [CLICK], health: 'checking' }), false)).toBeUndefined();
  });

  it('says that it came back as long as it is there', () => {
    const repair = { problem: CLICK, phase: 'back', attempt: 1 } as const;
    expect(shownProblem(view({ problems: [CLICK], repair }), false)).toMatchObject({
      phase: 'back',
      attempt: 1,
    });
    expect(shownProblem(view({ problems: [CSS], repair }), false)).toMatchObject({ phase: 'open' });
    expect(shownProblem(view({ repair }), false)).toBeUndefined();
  });

  it('was solved, until there is another', () => {
    const repair = { problem: CLICK, phase: 'solved', attempt: 1 } as const;
    expect(shownProblem(view({ repair }), false)).toMatchObject({ problem: CLICK, phase: 'solved' });
    expect(shownProblem(view({ problems: [CSS], repair }), false)).toMatchObject({
      problem: CSS,
      phase: 'open',
    });
  });
});

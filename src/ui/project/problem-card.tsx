/** What is broken, in one plain line, and what can be done about it. */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Problem } from '../../state/problems-store.ts';
import { rootProblem } from '../../app/problem-view.ts';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';

export function ProblemCard(): React.ReactNode {
  const { stores, actions } = useApp();
  const problems = useStore(stores.problems, (state) => state.problems);
  const busy = useStore(stores.chat, (state) => state.active !== undefined);
  const [details, setDetails] = useState(false);
  const group = rootProblem(problems);
  if (!group) return null;
  const { root, others } = group;
  const all = [root, ...others].map((problem) => problem.fingerprint);
  return (
    <section className="problem-card" aria-label={S.problem.label}>
      <div className="problem-head">
        <TriangleAlert size={16} aria-hidden />
        <div className="problem-words">
          <strong>{S.problem.sources[root.source]}</strong>
          <p>{root.message}</p>
          <Place problem={root} />
          {others.length > 0 && <p className="muted">{S.problem.more(others.length)}</p>}
        </div>
      </div>
      {details && <Details problem={root} />}
      <div className="problem-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={busy}
          onClick={() => void actions.fix(root.fingerprint)}
        >
          {S.problem.fix}
        </button>
        <button type="button" className="button" onClick={() => stores.problems.getState().ignore(all)}>
          {S.problem.ignore}
        </button>
        <button
          type="button"
          className="quiet-link"
          aria-expanded={details}
          onClick={() => setDetails(!details)}
        >
          {details ? S.problem.hide : S.problem.details}
        </button>
      </div>
    </section>
  );
}

function Place({ problem }: { problem: Problem }): React.ReactNode {
  const { stores } = useApp();
  const { file, line } = problem;
  if (file === undefined) return null;
  return (
    <button
      type="button"
      className="place"
      onClick={() => {
        stores.editor.getState().openTab(file, line);
        stores.ui.getState().showWorkbench('code');
      }}
    >
      {file}
      {line === undefined ? '' : `:${line}`}
    </button>
  );
}

function Details({ problem }: { problem: Problem }): React.ReactNode {
  const text = [problem.frame, problem.stack, problem.output].filter((part) => part).join('\n\n');
  return (
    <pre className="output" tabIndex={0}>
      {text || problem.message}
    </pre>
  );
}

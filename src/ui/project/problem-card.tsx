/** What is broken, in one plain line, what can be done about it, and what became of that. */
import { CircleCheck, LoaderCircle, OctagonAlert, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { lastGreen, shownProblem, type ShownProblem } from '../../app/problem-view.ts';
import type { Problem } from '../../state/problems-store.ts';
import { useApp } from '../app-context.tsx';
import { MODEL_PICKER_ID } from '../chat/composer.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { S } from '../strings.ts';

const ICONS = {
  open: TriangleAlert,
  looking: LoaderCircle,
  fixing: LoaderCircle,
  checking: LoaderCircle,
  solved: CircleCheck,
  back: TriangleAlert,
  stuck: OctagonAlert,
} as const;

export function ProblemCard(): React.ReactNode {
  const { stores } = useApp();
  const state = useStore(stores.problems);
  const busy = useStore(stores.chat, (chat) => chat.active !== undefined);
  const shown = shownProblem(state, busy);
  return shown ? (
    <Card key={`${shown.problem.fingerprint} ${shown.phase}`} shown={shown} busy={busy} />
  ) : null;
}

interface CardProps {
  readonly shown: ShownProblem;
  readonly busy: boolean;
}

function Card({ shown, busy }: CardProps): React.ReactNode {
  const { stores } = useApp();
  const readOnly = useStore(stores.project, (project) => project.readOnly);
  const [details, setDetails] = useState(false);
  const { problem, phase, others, further } = shown;
  const Icon = ICONS[phase];
  const isTheirs = phase === 'open' || phase === 'back' || phase === 'stuck';
  return (
    <section
      className={`problem-card problem-${phase}`}
      aria-label={phase === 'solved' ? S.problem.solvedLabel : S.problem.label}
    >
      <div className="problem-head" role="status">
        <Icon size={16} aria-hidden />
        <div className="problem-words">
          <strong>{titleOf(shown)}</strong>
          <p>{problem.message}</p>
          <Place problem={problem} />
          {others.length > 0 && <p className="muted">{S.problem.more(others.length)}</p>}
          {further > 0 && <p className="muted">{S.problem.further(further)}</p>}
        </div>
        {phase === 'solved' && (
          <IconButton
            icon={X}
            size={14}
            label={S.problem.dismiss}
            onClick={() => stores.problems.getState().setRepair(undefined)}
          />
        )}
      </div>
      {details && <Details problem={problem} others={others} />}
      {isTheirs && (
        <div className="problem-actions">
          {!readOnly &&
            (phase === 'stuck' ? (
              <WaysOn shown={shown} busy={busy} />
            ) : (
              <FixActions shown={shown} busy={busy} />
            ))}
          <button
            type="button"
            className="quiet-link"
            aria-expanded={details}
            onClick={() => setDetails(!details)}
          >
            {details ? S.problem.hide : S.problem.details}
          </button>
        </div>
      )}
    </section>
  );
}

function titleOf({ problem, phase, attempt, isRepeat }: ShownProblem): string {
  switch (phase) {
    case 'open':
      return S.problem.sources[problem.source];
    case 'looking':
      return S.problem.looking;
    case 'fixing':
      return attempt === 0 ? S.problem.knownFix : S.problem.fixing(attempt);
    case 'checking':
      return S.problem.checking;
    case 'solved':
      return S.problem.solved[problem.source];
    case 'back':
      return attempt === 0 ? S.problem.knownFixBack : S.problem.back;
    case 'stuck':
      return isRepeat ? S.problem.repeated : S.problem.stuck(attempt);
  }
}

function FixActions({ shown: { problem, others }, busy }: CardProps): React.ReactNode {
  const { actions } = useApp();
  return (
    <>
      <button
        type="button"
        className="button button-primary"
        disabled={busy}
        onClick={() => void actions.fix(problem.fingerprint)}
      >
        {S.problem.fix}
      </button>
      <Ignore problems={[problem, ...others]} />
    </>
  );
}

/** It was tried, and going on by itself would be a loop: the person decides. */
function WaysOn({ shown: { problem, others }, busy }: CardProps): React.ReactNode {
  const { stores, actions } = useApp();
  const green = useStore(stores.versions, ({ versions }) => lastGreen(versions));
  return (
    <>
      {green && (
        <button
          type="button"
          className="button button-primary"
          disabled={busy}
          onClick={() => void actions.restoreVersion(green.id)}
        >
          {S.problem.goBack}
        </button>
      )}
      <button
        type="button"
        className="button"
        onClick={() => document.getElementById(MODEL_PICKER_ID)?.focus()}
      >
        {S.problem.otherModel}
      </button>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => void actions.fix(problem.fingerprint)}
      >
        {S.problem.keepGoing}
      </button>
      <Ignore problems={[problem, ...others]} />
    </>
  );
}

function Ignore({ problems }: { problems: readonly Problem[] }): React.ReactNode {
  const { stores } = useApp();
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        stores.problems.getState().ignore(problems.map((problem) => problem.fingerprint));
        stores.problems.getState().setRepair(undefined);
      }}
    >
      {S.problem.ignore}
    </button>
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

function Details({ problem, others }: { problem: Problem; others: readonly Problem[] }): React.ReactNode {
  const parts = [problem.frame, problem.stack, problem.output].filter((part) => part);
  const consequences = others.map(({ message, file }) =>
    file === undefined ? message : `${file}: ${message}`,
  );
  return (
    <pre className="output" tabIndex={0}>
      {[...(parts.length > 0 ? parts : [problem.message]), ...consequences].join('\n\n')}
    </pre>
  );
}

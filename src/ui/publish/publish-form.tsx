/** One click from the project to an address: where to, how it goes, and where it is. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { rootProblem } from '../../app/problem-view.ts';
import { DEPLOY_TARGETS, type DeployOptions } from '../../shared/deploy-protocol.ts';
import { plainName } from '../../shared/site-name.ts';
import { isPublishing, type PublishTarget } from '../../state/publish-store.ts';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';
import { PublishProgress } from './publish-progress.tsx';
import { SiteCard } from './site-card.tsx';
import './publish.css';

const TARGETS: readonly PublishTarget[] = ['built-in', ...DEPLOY_TARGETS];
/** Where a person makes a token; targets that are not here take none. */
const TOKEN_PAGES: Partial<Record<PublishTarget, string>> = {
  netlify: 'https://app.netlify.com/user/applications#personal-access-tokens',
  vercel: 'https://vercel.com/account/settings/tokens',
  'cloudflare-pages': 'https://dash.cloudflare.com/profile/api-tokens',
  'github-pages': 'https://github.com/settings/tokens/new?scopes=repo&description=Tabwright',
};
const ACCOUNT_LABELS: Partial<Record<PublishTarget, string>> = {
  vercel: S.publish.team,
  'cloudflare-pages': S.publish.account,
};

export function PublishForm(): React.ReactNode {
  const { stores, actions } = useApp();
  const state = useStore(stores.publish);
  const readOnly = useStore(stores.project, (project) => project.readOnly);
  const tokens = useStore(stores.settings, (settings) => settings.keys);
  const [target, setTarget] = useState<PublishTarget>();
  const [options, setOptions] = useState<DeployOptions>({});
  useEffect(() => void actions.loadSites(), [actions]);
  const busy = isPublishing(state);
  const chosen = busy ? state.target : (target ?? state.sites.at(-1)?.target ?? state.target);
  const site = state.sites.find((own) => own.target === chosen);
  const needsToken = chosen in TOKEN_PAGES && !tokens[chosen];
  return (
    <form
      className="publish"
      onSubmit={(event) => {
        event.preventDefault();
        void actions.publish(chosen, options);
      }}
    >
      <label>
        {S.publish.where}
        <select
          value={chosen}
          disabled={busy}
          onChange={({ target: { value } }) => {
            setTarget(TARGETS.find((own) => own === value));
            setOptions({});
            state.set({ phase: 'idle', failure: undefined });
          }}
        >
          {TARGETS.map((own) => (
            <option key={own} value={own}>
              {S.publish.targets[own][0]}
            </option>
          ))}
        </select>
      </label>
      <p className="muted">{S.publish.targets[chosen][1]}</p>
      {chosen in TOKEN_PAGES && (
        <Account key={chosen} target={chosen} known={site !== undefined} onOptions={setOptions} />
      )}
      {site && <SiteCard site={site} busy={busy} />}
      <PublishProgress />
      <div className="publish-actions">
        {busy ? (
          <button type="button" className="button" onClick={() => void actions.stopPublish()}>
            {S.publish.stop}
          </button>
        ) : (
          <button type="submit" className="button button-primary" disabled={needsToken || readOnly}>
            {site ? S.publish.again : S.publish.first}
          </button>
        )}
        {state.failure?.kind === 'build' && <FixButton />}
        {state.failure?.kind === 'no-site' && (
          <button type="button" className="button" onClick={() => stores.ui.getState().setDialog('download')}>
            {S.transfer.downloadTitle}
          </button>
        )}
      </div>
    </form>
  );
}

/** The person's account at a provider: token, and what a new site is called there. */
function Account({
  target,
  known,
  onOptions,
}: {
  target: PublishTarget;
  known: boolean;
  onOptions: (change: (options: DeployOptions) => DeployOptions) => void;
}): React.ReactNode {
  const { stores } = useApp();
  const token = useStore(stores.settings, (settings) => settings.keys[target] ?? '');
  const title = useStore(stores.project, (project) => project.title);
  const accountLabel = ACCOUNT_LABELS[target];
  const set = (name: keyof DeployOptions, value: string): void =>
    onOptions(({ [name]: _old, ...rest }) => (value === '' ? rest : { ...rest, [name]: value }));
  return (
    <>
      <label>
        {S.publish.token}
        <input
          type="password"
          autoComplete="off"
          defaultValue={token}
          onChange={(event) => stores.settings.getState().setKey(target, event.target.value)}
        />
      </label>
      <p className="muted">
        {S.publish.tokenHelp}{' '}
        <a href={TOKEN_PAGES[target]} target="_blank" rel="noreferrer noopener">
          {S.publish.getToken}
        </a>
      </p>
      {accountLabel !== undefined && (
        <label>
          {accountLabel}
          <input onChange={(event) => set('account', event.target.value.trim())} />
        </label>
      )}
      {!known && (
        <label>
          {target === 'github-pages' ? S.publish.repository : S.publish.name}
          <input
            placeholder={plainName(title)}
            onChange={(event) => set('name', plainName(event.target.value) ?? '')}
          />
        </label>
      )}
    </>
  );
}

function FixButton(): React.ReactNode {
  const { stores, actions } = useApp();
  const root = useStore(stores.problems, (state) => rootProblem(state.problems)?.root);
  if (!root) return null;
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        stores.ui.getState().setDialog('none');
        void actions.fix(root.fingerprint);
      }}
    >
      {S.publish.fix}
    </button>
  );
}

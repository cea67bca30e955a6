/** Settings: models and keys, appearance, runtime, data. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { currentModel } from '../../state/models-store.ts';
import type { AutoFix } from '../../state/settings-store.ts';
import { useApp } from '../app-context.tsx';
import type { ProviderInfo } from '../../shared/chat-protocol.ts';
import { S } from '../strings.ts';
import { DataSettings } from './data-settings.tsx';

export function SettingsForm(): React.ReactNode {
  return (
    <div className="settings">
      <Models />
      <Appearance />
      <Runtime />
      <DataSettings />
    </div>
  );
}

function Models(): React.ReactNode {
  const { stores, actions } = useApp();
  const providers = useStore(stores.models, (state) => state.providers);
  const status = useStore(stores.models, (state) => state.status);
  return (
    <section aria-labelledby="settings-models">
      <h3 id="settings-models">{S.settings.models}</h3>
      <p className="muted">{S.settings.modelsHelp}</p>
      {status === 'unreachable' && (
        <p className="settings-row">
          {S.settings.unreachable}
          <button type="button" className="button" onClick={() => void actions.loadModels()}>
            {S.chat.retry}
          </button>
        </p>
      )}
      <div className="providers">
        {providers.map((provider) => (
          <Provider key={provider.id} provider={provider} />
        ))}
      </div>
    </section>
  );
}

function Provider({ provider }: { provider: ProviderInfo }): React.ReactNode {
  const { stores, actions } = useApp();
  const { id, label, configured, takesKey, takesBaseUrl, url, models } = provider;
  const key = useStore(stores.settings, (state) => state.keys[id] ?? '');
  const baseUrl = useStore(stores.settings, (state) => state.baseUrls[id] ?? '');
  const chosen = useStore(stores.settings, (state) => state.model);
  const proposed = useStore(stores.models, (state) => state.default);
  const inUse = currentModel({ default: proposed }, { model: chosen });
  const [model, setModel] = useState(inUse.startsWith(`${id}:`) ? inUse : (models[0]?.id ?? `${id}:`));
  const [result, setResult] = useState<{ ok: boolean; text: string }>();
  const isReady = configured || key !== '' || (takesBaseUrl && baseUrl !== '');
  const { setKey, setBaseUrl, set } = stores.settings.getState();
  const test = async (): Promise<void> => {
    setResult({ ok: true, text: S.settings.testing });
    try {
      const answer = await actions.testModel({ model, ...(takesBaseUrl && baseUrl ? { baseUrl } : {}) });
      setResult(answer.ok ? { ok: true, text: answer.message } : { ok: false, text: answer.failure.message });
    } catch (error) {
      setResult({ ok: false, text: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <details className="provider" open={inUse.startsWith(`${id}:`)}>
      <summary>
        <span>{label}</span>
        <span className={isReady ? 'ready' : 'muted'}>
          {inUse.startsWith(`${id}:`)
            ? S.settings.inUse
            : isReady
              ? S.settings.configured
              : missingOf(provider)}
        </span>
      </summary>
      <div className="provider-body">
        {takesBaseUrl && (
          <label>
            {S.settings.baseUrl}
            <input
              type="url"
              defaultValue={baseUrl}
              placeholder="http://localhost:1234/v1"
              onChange={(event) => setBaseUrl(id, event.target.value)}
            />
          </label>
        )}
        {takesKey && (
          <label>
            {S.settings.key}
            <input
              type="password"
              autoComplete="off"
              defaultValue={key}
              onChange={(event) => setKey(id, event.target.value)}
            />
          </label>
        )}
        <label>
          {S.settings.modelName}
          {models.length > 0 ? (
            <select value={model} onChange={(event) => setModel(event.target.value)}>
              {models.map((own) => (
                <option key={own.id} value={own.id}>
                  {own.label}
                </option>
              ))}
            </select>
          ) : (
            <input
              defaultValue={model.slice(id.length + 1)}
              onChange={(event) => setModel(`${id}:${event.target.value.trim()}`)}
            />
          )}
        </label>
        <div className="settings-row">
          <button
            type="button"
            className="button button-primary"
            disabled={!isReady || inUse === model}
            onClick={() => set({ model })}
          >
            {inUse === model ? S.settings.inUse : S.settings.use}
          </button>
          {id !== 'demo' && (
            <button type="button" className="button" disabled={!isReady} onClick={() => void test()}>
              {S.settings.test}
            </button>
          )}
          {url && takesKey && (
            <a href={url} target="_blank" rel="noreferrer noopener">
              {S.settings.getKey}
            </a>
          )}
        </div>
        {result && (
          <p className={result.ok ? 'muted' : 'bad'} role="status">
            {result.text}
          </p>
        )}
      </div>
    </details>
  );
}

function missingOf({ takesKey, takesBaseUrl }: ProviderInfo): string {
  if (takesBaseUrl) return S.settings.needsAddress;
  return takesKey ? S.settings.needsKey : S.settings.notRunning;
}

function Appearance(): React.ReactNode {
  const { stores } = useApp();
  const theme = useStore(stores.settings, (state) => state.theme);
  return (
    <section aria-labelledby="settings-look">
      <h3 id="settings-look">{S.settings.appearance}</h3>
      <div className="segmented" role="group" aria-label={S.settings.theme}>
        {(['system', 'light', 'dark'] as const).map((own) => (
          <button
            key={own}
            type="button"
            aria-pressed={theme === own}
            onClick={() => stores.settings.getState().set({ theme: own })}
          >
            {S.settings.themes[own]}
          </button>
        ))}
      </div>
    </section>
  );
}

function Runtime(): React.ReactNode {
  const { stores } = useApp();
  const host = useStore(stores.settings, (state) => state.host);
  const autoFix = useStore(stores.settings, (state) => state.autoFix);
  const { set } = stores.settings.getState();
  return (
    <section aria-labelledby="settings-runtime">
      <h3 id="settings-runtime">{S.settings.runtime}</h3>
      <label>
        {S.settings.host}
        <select
          value={host}
          onChange={(event) => set({ host: event.target.value === 'stackblitz' ? 'stackblitz' : 'embedded' })}
        >
          <option value="embedded">{S.settings.hosts.embedded}</option>
          <option value="stackblitz">{S.settings.hosts.stackblitz}</option>
        </select>
      </label>
      <p className="muted">{S.settings.hostHelp}</p>
      <label>
        {S.settings.autoFix}
        <select value={autoFix} onChange={(event) => set({ autoFix: Number(event.target.value) as AutoFix })}>
          {S.settings.autoFixes.map((label, count) => (
            <option key={label} value={count}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

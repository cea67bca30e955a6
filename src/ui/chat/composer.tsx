/** The box to go on with a project: Build or Ask, the model, images, and what will be sent. */
import { ArrowUp, ImagePlus, Square, X } from 'lucide-react';
import { useDeferredValue, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { currentModel } from '../../state/models-store.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { PromptField } from '../components/prompt-field.tsx';
import { formatTokens } from '../format.ts';
import { S } from '../strings.ts';

/** Where another model is chosen. */
export const MODEL_PICKER_ID = 'model-picker';

export function Composer(): React.ReactNode {
  const { stores, actions } = useApp();
  const draft = useStore(stores.chat, (state) => state.draft);
  const attachments = useStore(stores.chat, (state) => state.attachments);
  const mode = useStore(stores.chat, (state) => state.mode);
  const busy = useStore(stores.chat, (state) => state.active !== undefined);
  const picker = useRef<HTMLInputElement>(null);
  const isEmpty = draft.trim() === '' && attachments.length === 0;
  return (
    <form
      className="prompt-box composer"
      onSubmit={(event) => {
        event.preventDefault();
        void actions.send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && busy) void actions.stop();
      }}
    >
      {attachments.length > 0 && (
        <ul className="thumbs">
          {attachments.map((image) => (
            <li key={image.id}>
              <img src={image.dataUrl} alt={image.name} />
              <button
                type="button"
                aria-label={S.chat.removeImage(image.name)}
                onClick={() => stores.chat.getState().detach(image.id)}
              >
                <X size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <PromptField
        value={draft}
        label={S.chat.placeholder}
        placeholder={mode === 'ask' ? S.chat.placeholderAsk : S.chat.placeholder}
        rows={2}
        onChange={(value) => stores.chat.getState().setDraft(value)}
        onSubmit={() => void actions.send()}
        onImages={(files) => void actions.attachImages(files)}
      />
      <div className="prompt-row">
        <ModeSwitch />
        <IconButton icon={ImagePlus} label={S.chat.attach} onClick={() => picker.current?.click()} />
        <ModelPicker />
        {!isEmpty && <Size />}
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept="image/*"
          onChange={(event) => void actions.attachImages([...(event.target.files ?? [])])}
        />
        {busy ? (
          <button
            type="button"
            className="send-button"
            aria-label={S.chat.stop}
            title={S.chat.stop}
            onClick={() => void actions.stop()}
          >
            <Square size={13} fill="currentColor" aria-hidden />
          </button>
        ) : (
          <button
            type="submit"
            className="send-button"
            aria-label={S.chat.send}
            title={S.chat.send}
            disabled={isEmpty}
          >
            <ArrowUp size={17} aria-hidden />
          </button>
        )}
      </div>
    </form>
  );
}

function ModeSwitch(): React.ReactNode {
  const { stores, actions } = useApp();
  const mode = useStore(stores.chat, (state) => state.mode);
  return (
    <div className="segmented small" role="group" aria-label={S.chat.modeLabel}>
      {(['build', 'ask'] as const).map((own) => (
        <button key={own} type="button" aria-pressed={mode === own} onClick={() => actions.setMode(own)}>
          {S.chat[own]}
        </button>
      ))}
    </div>
  );
}

function ModelPicker(): React.ReactNode {
  const { stores } = useApp();
  const providers = useStore(stores.models, (state) => state.providers);
  const proposed = useStore(stores.models, (state) => state.default);
  const chosen = useStore(stores.settings, (state) => state.model);
  const keys = useStore(stores.settings, (state) => state.keys);
  const value = currentModel({ default: proposed }, { model: chosen });
  const usable = providers.filter(({ id, configured }) => configured || (keys[id] ?? '') !== '');
  const isListed = usable.some(({ models }) => models.some((model) => model.id === value));
  return (
    <select
      id={MODEL_PICKER_ID}
      className="model-picker"
      aria-label={S.chat.model}
      value={value}
      onChange={(event) => {
        if (event.target.value === '') stores.ui.getState().setDialog('settings');
        else stores.settings.getState().set({ model: event.target.value });
      }}
    >
      {!isListed && value !== '' && <option value={value}>{value.slice(value.indexOf(':') + 1)}</option>}
      {usable.map((provider) => (
        <optgroup key={provider.id} label={provider.label}>
          {provider.models.map((model) => (
            <option key={model.id} value={model.id}>
              {model.label}
            </option>
          ))}
        </optgroup>
      ))}
      <option value="">{S.project.settings}…</option>
    </select>
  );
}

/** Measured behind the typing, since it reads the whole project. */
function Size(): React.ReactNode {
  const { stores, actions } = useApp();
  const draft = useDeferredValue(useStore(stores.chat, (state) => state.draft));
  const images = useStore(stores.chat, (state) => state.attachments.length);
  const files = useStore(stores.project, (state) => state.files);
  // The rule of dependencies cannot see that `measure` reads these from the stores.
  const size = useMemo(
    () => ({ ...actions.measure(), for: [draft.length, images, files] }),
    [actions, draft, images, files],
  );
  if (size.tokens === 0) return null;
  const words = [S.chat.size(formatTokens(size.tokens), size.files)];
  if (size.leftOut.length > 0) words.push(S.chat.leftOut(size.leftOut.slice(0, 8).join(', ')));
  if (size.overBudget) words.push(S.chat.overBudget);
  return (
    <span className={`send-size ${size.overBudget ? 'bad' : 'muted'}`} title={words.join('\n')}>
      <span aria-hidden>{formatTokens(size.tokens)}</span>
      <span className="visually-hidden">{words.join('. ')}</span>
    </span>
  );
}

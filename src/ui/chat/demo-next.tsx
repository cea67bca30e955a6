/** After a reply of the demo that built nothing: what it can build, and the way to a model that builds anything. */
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { Examples } from '../components/examples.tsx';
import { S } from '../strings.ts';

export function DemoNext(): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const examples = useStore(stores.models, (state) => state.examples);
  /** Here as long as there is nothing that it would be written over. */
  const build = async (prompt: string): Promise<void> => {
    if (Object.keys(stores.project.getState().files).length > 0) {
      navigate(`/p/${await actions.createProject(prompt, [])}`);
      return;
    }
    actions.setMode('build');
    stores.chat.getState().setDraft(prompt);
    await actions.send();
  };
  return (
    <div className="demo-next">
      <Examples list={examples} onChoose={(prompt) => void build(prompt)} />
      <button
        type="button"
        className="button button-primary"
        onClick={() => stores.ui.getState().setDialog('settings')}
      >
        {S.chat.connectModel}
      </button>
    </div>
  );
}

/** Home: one text box, four examples, the projects of this browser. */
import { ArrowUp, FolderUp, Settings, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ProjectSummary } from '../../state/home-store.ts';
import { useApp } from '../app-context.tsx';
import { Examples } from '../components/examples.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Logo } from '../components/logo.tsx';
import { PromptField } from '../components/prompt-field.tsx';
import { KeepBanner } from '../storage/keep-banner.tsx';
import { S } from '../strings.ts';
import { readDrop } from '../transfer/picked-files.ts';

export function HomeScreen({ preloadProject }: { preloadProject: () => Promise<unknown> }): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const projects = useStore(stores.home, (state) => state.projects);
  const [prompt, setPrompt] = useState('');
  const [images, setImages] = useState<readonly File[]>([]);
  const busy = useRef(false);
  const drop = useDrop();
  useEffect(() => {
    document.title = S.appName;
    void actions.closeProject().then(() => actions.refreshHome());
  }, [actions]);
  const build = async (text: string): Promise<void> => {
    if (busy.current || (text.trim() === '' && images.length === 0)) return;
    busy.current = true;
    try {
      navigate(`/p/${await actions.createProject(text, images)}`);
    } finally {
      busy.current = false;
    }
  };
  const onPrompt = (value: string): void => {
    setPrompt(value);
    if (prompt !== '' || value === '') return;
    actions.warmUp();
    void preloadProject();
  };
  return (
    <div className="home" data-dropping={drop.dropping} {...drop.handlers}>
      {drop.dropping && <p className="home-drop">{S.transfer.drop}</p>}
      <header className="home-bar">
        <Logo />
        <IconButton
          icon={Settings}
          label={S.project.settings}
          onClick={() => stores.ui.getState().setDialog('settings')}
        />
      </header>
      <KeepBanner />
      <main className="home-main">
        <h1>{S.home.title}</h1>
        <form
          className="prompt-box prompt-box-large"
          onSubmit={(event) => {
            event.preventDefault();
            void build(prompt);
          }}
        >
          <PromptField
            value={prompt}
            label={S.home.title}
            placeholder={S.home.placeholder}
            rows={3}
            autoFocus
            onChange={onPrompt}
            onSubmit={() => void build(prompt)}
            onImages={(files) => setImages([...images, ...files])}
          />
          {images.length > 0 && <Picked images={images} onChange={setImages} />}
          <div className="prompt-row">
            <span className="hint">{S.home.hint}</span>
            <button
              type="submit"
              className="send-button"
              aria-label={S.home.submit}
              title={S.home.submit}
              disabled={prompt.trim() === '' && images.length === 0}
            >
              <ArrowUp size={18} aria-hidden />
            </button>
          </div>
        </form>
        <Examples list={S.home.examplesList} onChoose={(text) => void build(text)} />
        <ImportLink />
      </main>
      {projects.length > 0 && <Recent projects={projects} />}
    </div>
  );
}

function Picked({
  images,
  onChange,
}: {
  images: readonly File[];
  onChange: (images: readonly File[]) => void;
}): React.ReactNode {
  return (
    <ul className="picked">
      {images.map((image, index) => (
        <li key={`${image.name}-${index}`}>
          <span className="ellipsis">{image.name}</span>
          <button
            type="button"
            className="icon-button small"
            aria-label={S.chat.removeImage(image.name)}
            onClick={() => onChange(images.filter((own) => own !== image))}
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

function ImportLink(): React.ReactNode {
  const { stores } = useApp();
  return (
    <button type="button" className="quiet-link" onClick={() => stores.ui.getState().setDialog('import')}>
      <FolderUp size={14} aria-hidden /> {S.home.import}
    </button>
  );
}

/** What is dropped anywhere on the screen is imported. */
function useDrop(): { dropping: boolean; handlers: Pick<React.DOMAttributes<HTMLElement>, DropEvents> } {
  const { stores, actions, navigate } = useApp();
  const [dropping, setDropping] = useState(false);
  const take = async (transfer: DataTransfer): Promise<void> => {
    try {
      const source = await readDrop(transfer);
      if (source) navigate(`/p/${await actions.importProject(source)}`);
    } catch (error) {
      stores.ui.getState().notify('error', error instanceof Error ? error.message : String(error));
    }
  };
  return {
    dropping,
    handlers: {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      },
      onDragLeave: (event) => {
        if (event.relatedTarget === null) setDropping(false);
      },
      onDrop: (event) => {
        setDropping(false);
        // Images went to the request.
        if (event.defaultPrevented) return;
        event.preventDefault();
        void take(event.dataTransfer);
      },
    },
  };
}

type DropEvents = 'onDragOver' | 'onDragLeave' | 'onDrop';

function Recent({ projects }: { projects: readonly ProjectSummary[] }): React.ReactNode {
  const { actions, navigate } = useApp();
  return (
    <section className="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">{S.home.recent}</h2>
      <ul className="project-cards">
        {projects.map((project) => (
          <li key={project.id} className="project-card">
            <a
              href={`/p/${project.id}`}
              aria-label={S.home.openProject(project.title)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                navigate(`/p/${project.id}`);
              }}
            >
              <span className="project-picture" aria-hidden>
                {project.picture ? (
                  <img src={project.picture} alt="" />
                ) : (
                  project.title.slice(0, 1).toUpperCase()
                )}
              </span>
              <span className="project-title ellipsis">{project.title}</span>
              <time className="muted" dateTime={new Date(project.updatedAt).toISOString()}>
                {new Date(project.updatedAt).toLocaleDateString(undefined, {
                  day: 'numeric',
                  month: 'short',
                })}
              </time>
            </a>
            <IconButton
              icon={Trash2}
              size={14}
              label={S.home.deleteProject(project.title)}
              onClick={() => {
                if (confirm(S.home.confirmDelete(project.title))) void actions.removeProject(project.id);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

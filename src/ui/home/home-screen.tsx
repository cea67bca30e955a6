/** Home: one text box, four examples, the projects of this browser. */
import { ArrowUp, FolderUp, Settings, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ProjectSummary } from '../../state/home-store.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { Logo } from '../components/logo.tsx';
import { PromptField } from '../components/prompt-field.tsx';
import { KeepBanner } from '../storage/keep-banner.tsx';
import { S } from '../strings.ts';
import { readFolder } from './read-folder.ts';

export function HomeScreen({ preloadProject }: { preloadProject: () => Promise<unknown> }): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const projects = useStore(stores.home, (state) => state.projects);
  const [prompt, setPrompt] = useState('');
  const [images, setImages] = useState<readonly File[]>([]);
  const busy = useRef(false);
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
    <div className="home">
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
        <Examples onChoose={(text) => void build(text)} />
        <ImportLink />
      </main>
      {projects.length > 0 && <Recent projects={projects} />}
    </div>
  );
}

function Examples({ onChoose }: { onChoose: (prompt: string) => void }): React.ReactNode {
  return (
    <ul className="examples" aria-label={S.home.examples}>
      {S.home.examplesList.map(({ title, prompt }) => (
        <li key={title}>
          <button type="button" className="example" title={prompt} onClick={() => onChoose(prompt)}>
            {title}
          </button>
        </li>
      ))}
    </ul>
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
  const { actions, navigate } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const take = async (list: FileList | null): Promise<void> => {
    if (!list || list.length === 0) return;
    const { title, files } = await readFolder([...list]);
    if (files.length > 0) navigate(`/p/${await actions.importFiles(title, files)}`);
  };
  return (
    <>
      <button type="button" className="quiet-link" onClick={() => input.current?.click()}>
        <FolderUp size={14} aria-hidden /> {S.home.importZip}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        {...{ webkitdirectory: '' }}
        onChange={(event) => void take(event.target.files)}
      />
    </>
  );
}

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

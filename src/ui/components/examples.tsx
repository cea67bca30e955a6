/** Requests to choose from: a button each. */
import { S } from '../strings.ts';

export interface ExamplesProps {
  readonly list: readonly { readonly title: string; readonly prompt: string }[];
  readonly onChoose: (prompt: string) => void;
}

export function Examples({ list, onChoose }: ExamplesProps): React.ReactNode {
  return (
    <ul className="examples" aria-label={S.home.examples}>
      {list.map(({ title, prompt }) => (
        <li key={title}>
          <button type="button" className="example" title={prompt} onClick={() => onChoose(prompt)}>
            {title}
          </button>
        </li>
      ))}
    </ul>
  );
}

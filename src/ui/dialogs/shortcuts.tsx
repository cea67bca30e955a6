/** The sheet of keyboard shortcuts. */
import { S } from '../strings.ts';
import { Keys } from './picker.tsx';

export function Shortcuts(): React.ReactNode {
  return (
    <dl className="shortcuts">
      {S.shortcuts.list.map(([label, keys]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Keys keys={keys} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

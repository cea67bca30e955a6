/** The name with its mark. */
import { S } from '../strings.ts';

export function Logo({ nameless = false }: { nameless?: boolean }): React.ReactNode {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden>
        <rect width="32" height="32" rx="8" fill="var(--accent)" />
        <path
          d="M7 12h9V8h9v4"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="2.5"
          strokeLinejoin="round"
        />
        <path
          d="m12 23-3-3 3-3m8 0 3 3-3 3"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {!nameless && <span>{S.appName}</span>}
    </span>
  );
}

/** A button that is only an icon: with a name for everyone, and a tip for those who point. */
import type { LucideIcon } from 'lucide-react';

export interface IconButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly size?: number;
}

export function IconButton({
  icon: Icon,
  label,
  onClick,
  pressed,
  disabled,
  size = 16,
}: IconButtonProps): React.ReactNode {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={size} aria-hidden />
    </button>
  );
}

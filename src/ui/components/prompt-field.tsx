/** The text box of a prompt: grows with its text, sends on Enter, takes images by paste and drop. */
import { useEffect, useRef, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';

export interface PromptFieldProps {
  readonly value: string;
  readonly label: string;
  readonly placeholder: string;
  readonly rows: number;
  readonly autoFocus?: boolean;
  readonly onChange: (value: string) => void;
  readonly onSubmit: () => void;
  readonly onImages: (files: readonly File[]) => void;
}

export function PromptField(props: PromptFieldProps): React.ReactNode {
  const { value, label, placeholder, rows, autoFocus, onChange, onSubmit, onImages } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 280)}px`;
  }, [value]);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that ends the composition of a character is not the end of the prompt.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  };
  const take = (event: ClipboardEvent | DragEvent, files: FileList): void => {
    const images = [...files].filter((file) => file.type.startsWith('image/'));
    if (images.length === 0) return;
    event.preventDefault();
    onImages(images);
  };
  return (
    <textarea
      ref={field}
      className="prompt-field"
      aria-label={label}
      placeholder={placeholder}
      rows={rows}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={(event) => take(event, event.clipboardData.files)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
    />
  );
}

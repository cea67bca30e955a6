/** Whether the end of a command's output is a question that waits for an answer. Pure. */
import { cleanOutput } from '../agent/receipt.ts';

const QUESTION =
  /(?:[?:>»›]\s*$|\((?:y|n|yes|no|y\/n|yes\/no)\)\s*$|\[(?:y\/n|yes\/no)\]|press (?:any key|enter|return)|use arrow|^\s*[❯>●○◯◉] )/im;

/** The question, or undefined when the last line is not one. */
export function waitingPrompt(output: string): string | undefined {
  const tail = output.slice(-2000);
  const lines = cleanOutput(tail).split('\n').slice(-6);
  const last = lines.findLast((line) => line.trim() !== '')?.trim();
  if (last === undefined) return undefined;
  const isMenu = lines.some((line) => /^\s*[❯●◉] /.test(line));
  const endsInLine = /\n\s*$/.test(tail);
  if (isMenu) return lines.find((line) => line.trim().endsWith('?'))?.trim() ?? last;
  return !endsInLine && QUESTION.test(last) ? last : undefined;
}

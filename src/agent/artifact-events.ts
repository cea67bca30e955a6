/** What the artifact parser reports. Pure types. */

/** The tag of an action as it opened. `type` and the attribute names are canonical (aliases resolved). */
export interface ActionHead {
  /** Number of the action in the message, from 0. */
  readonly action: number;
  /** Number of its artifact in the message, from 0. */
  readonly artifact: number;
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An action whose end was seen (or not: `complete` is false when the message was cut off inside it). */
export interface ParsedAction extends ActionHead {
  readonly body: string;
  readonly complete: boolean;
}

export type MalformedProblem =
  | 'action-outside-artifact'
  | 'nested-artifact'
  | 'stray-close'
  | 'swallowed-action'
  | 'tag-too-long'
  | 'unclosed-action'
  | 'unclosed-artifact'
  | 'artifact-in-fence';

export type ArtifactEvent =
  | { readonly kind: 'text'; text: string }
  | {
      readonly kind: 'artifact-open';
      readonly artifact: number;
      readonly id: string;
      readonly title: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly resumed: boolean;
    }
  | ({ readonly kind: 'action-open'; readonly resumed: boolean } & ActionHead)
  | { readonly kind: 'action-delta'; readonly action: number; text: string }
  | ({ readonly kind: 'action-close' } & ParsedAction)
  | { readonly kind: 'artifact-close'; readonly artifact: number; readonly complete: boolean }
  | {
      readonly kind: 'malformed';
      readonly problem: MalformedProblem;
      /** What is wrong and what to send instead, in words for a model. */
      readonly message: string;
      /** The action concerned, if one is. */
      readonly action?: number;
    };

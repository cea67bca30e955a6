/** A page's Content-Security-Policy (CSP Level 3) with room for the preview scripts, and for no others. */

export interface AdmittedScripts {
  /** The address of a script. */
  readonly src: string;
  readonly nonce: string;
}

/** The header's value; several policies, all of them in force, are separated by commas. */
export function admitScripts(header: string, scripts: AdmittedScripts): string {
  return header
    .split(',')
    .map((policy) => admit(policy, scripts))
    .join(', ');
}

function admit(policy: string, { src, nonce }: AdmittedScripts): string {
  const directives = new Map<string, string[]>();
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    // The first of a name counts.
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  const sources =
    directives.get('script-src-elem') ?? directives.get('script-src') ?? directives.get('default-src');
  if (sources === undefined) return policy.trim();
  const isInlineAllowed =
    sources.includes("'unsafe-inline'") && !sources.some((source) => /^'(?:nonce|sha\d+)-/.test(source));
  // A nonce would take 'unsafe-inline' away from the page's own scripts.
  const admitted = isInlineAllowed ? src : `'nonce-${nonce}'`;
  directives.set('script-src-elem', [...sources.filter((source) => source !== "'none'"), admitted]);
  return [...directives].map(([name, values]) => [name, ...values].join(' ')).join('; ');
}

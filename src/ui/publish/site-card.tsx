/** Where the app is online: its address to open, copy or scan. */
import { Check, Copy, ExternalLink } from 'lucide-react';
import { useState } from 'react';
import type { SiteView } from '../../state/publish-store.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { formatWhen } from '../format.ts';
import { S } from '../strings.ts';
import { QrCode } from './qr-code.tsx';

export function SiteCard({ site, busy }: { site: SiteView; busy: boolean }): React.ReactNode {
  const { actions } = useApp();
  const { target, url, publishedAt, claimUrl } = site;
  const isOurs = target === 'built-in';
  const remove = (): void => {
    const question = isOurs ? S.publish.confirmUnpublish(url) : S.publish.confirmForget(url);
    if (confirm(question)) void actions.unpublish(target);
  };
  return (
    <section className="site-card" aria-label={S.publish.published('')}>
      <QrCode text={url} label={S.publish.qr} />
      <div className="site-words">
        <p className="site-address">
          <a href={url} target="_blank" rel="noreferrer noopener" className="ellipsis">
            {url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
          </a>
          <CopyButton text={url} />
        </p>
        <p className="muted">{S.publish.published(formatWhen(publishedAt))}</p>
        <p className="site-links">
          <a className="button" href={url} target="_blank" rel="noreferrer noopener">
            <ExternalLink size={14} aria-hidden />
            {S.publish.open}
          </a>
          {claimUrl !== undefined && (
            <a className="button" href={claimUrl} target="_blank" rel="noreferrer noopener">
              {S.publish.claim}
            </a>
          )}
          <button type="button" className="quiet-link" disabled={busy} onClick={remove}>
            {isOurs ? S.publish.unpublish : S.publish.forget}
          </button>
        </p>
      </div>
    </section>
  );
}

function CopyButton({ text }: { text: string }): React.ReactNode {
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? S.publish.copied : S.publish.copy}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    />
  );
}

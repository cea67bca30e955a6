/** Markdown of a reply, as React elements: no raw HTML, no remote image without a click. */
import type { Node, Parent, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { Fragment, memo, useState } from 'react';
import { S } from '../strings.ts';

export const Markdown = memo(function Markdown({ text }: { text: string }): React.ReactNode {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return <div className="markdown">{children(tree)}</div>;
});

type Content = RootContent | PhrasingContent;

function children(parent: Parent | Node): React.ReactNode {
  if (!('children' in parent) || !Array.isArray(parent.children)) return null;
  return (parent.children as Content[]).map((node, index) => <Fragment key={index}>{render(node)}</Fragment>);
}

const SAFE_URL = /^(?:https?:|mailto:)/i;

function render(node: Content): React.ReactNode {
  switch (node.type) {
    case 'text':
      return node.value;
    case 'paragraph':
      return <p>{children(node)}</p>;
    case 'heading':
      return node.depth <= 2 ? <h3>{children(node)}</h3> : <h4>{children(node)}</h4>;
    case 'strong':
      return <strong>{children(node)}</strong>;
    case 'emphasis':
      return <em>{children(node)}</em>;
    case 'delete':
      return <del>{children(node)}</del>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return (
        <pre className="output" tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      );
    case 'list':
      return node.ordered ? <ol start={node.start ?? 1}>{children(node)}</ol> : <ul>{children(node)}</ul>;
    case 'listItem':
      return (
        <li>
          {typeof node.checked === 'boolean' && (
            <input type="checkbox" checked={node.checked} readOnly disabled aria-hidden />
          )}
          {children(node)}
        </li>
      );
    case 'blockquote':
      return <blockquote>{children(node)}</blockquote>;
    case 'link':
      return SAFE_URL.test(node.url) ? (
        <a href={node.url} target="_blank" rel="noreferrer noopener">
          {children(node)}
        </a>
      ) : (
        <>{children(node)}</>
      );
    case 'image':
      return <RemoteImage url={node.url} alt={node.alt ?? ''} />;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'table':
      return <TableView table={node} />;
    case 'html':
      return node.value;
    default:
      return children(node);
  }
}

function TableView({ table }: { table: Table }): React.ReactNode {
  const [head, ...rows] = table.children;
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={index}>{children(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.children.map((cell, at) => (
                <td key={at}>{children(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RemoteImage({ url, alt }: { url: string; alt: string }): React.ReactNode {
  const [shown, setShown] = useState(false);
  if (!/^https:/i.test(url)) return alt;
  if (shown) return <img src={url} alt={alt} />;
  return (
    <button type="button" className="button" onClick={() => setShown(true)}>
      {S.chat.image(alt)}
    </button>
  );
}

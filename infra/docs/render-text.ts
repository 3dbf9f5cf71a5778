import { escapeHtml } from '../../functions/api/page-style.ts';

/** Text between tags: quotes mean nothing there, and samples are full of them. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Where a piece of code that names an operation, such as `GET /v1/invites/{id}`, leads to. */
export type Places = Map<string, string>;

/** The little of Markdown that the document's texts have: headings, lists, paragraphs, and what is within a line. */
export function renderText(markdown: string, places: Places): string {
  return markdown
    .split(/\n{2,}/)
    .flatMap(splitHeading)
    .map((block) => renderBlock(block, places))
    .join('');
}

/** A heading ends with its line. */
function splitHeading(block: string): string[] {
  const [, heading = '', rest = ''] = /^(## [^\n]*)\n(.*)$/s.exec(block) ?? [];
  return heading === '' ? [block] : [heading, rest];
}

function renderBlock(block: string, places: Places): string {
  if (block.startsWith('## ')) {
    return `<h3>${renderLine(block.slice(3), places)}</h3>`;
  }
  const marker = /^(?:- |\d+\. )/;
  if (!marker.test(block)) {
    return `<p>${renderLine(block, places)}</p>`;
  }
  const items = block.split(/\n(?=- |\d+\. )/).map((item) => item.replace(marker, ''));
  const tag = block.startsWith('- ') ? 'ul' : 'ol';
  return `<${tag}>${items.map((item) => `<li>${renderLine(item, places)}</li>`).join('')}</${tag}>`;
}

const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)|(https:\/\/[\w./#%-]+[\w/])/g;

/** What is within a line: code, emphasis and links. */
export function renderLine(text: string, places: Places): string {
  let html = '';
  let end = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, code, strong, label, target, url] = match;
    html += escapeText(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code !== undefined) {
      const place = places.get(code);
      const shown = `<code>${breakable(code)}</code>`;
      html += place === undefined ? shown : `<a href="#${place}">${shown}</a>`;
    } else if (strong !== undefined) {
      html += `<strong>${renderLine(strong, places)}</strong>`;
    } else {
      const href = target ?? url ?? '';
      html += `<a href="${escapeHtml(href)}">${label === undefined ? breakable(shorten(href)) : renderLine(label, places)}</a>`;
    }
  }
  return html + escapeText(text.slice(end));
}

function shorten(url: string): string {
  return url.replace('https://', '');
}

/** So many characters of code have room in a line of a phone. */
const maxWhole = 30;

/** Code that is longer than a line of a phone may be broken where its parts end, and nowhere else. */
export function breakable(code: string): string {
  const text = escapeText(code);
  return code.length <= maxWhole ? text : text.replace(/[/_:.-](?=[^\s]{4})/g, '$&<wbr>');
}

// Turns Markdown into the body of a Jira comment: paragraphs, headings, lists and text marks. HTML and images do not
// survive, and links only to the web. Pure.
// https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/

import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { AdfNode } from '../api-types.ts';

/** Jira takes 32,767 characters of a comment; of what is longer the beginning is taken. */
const mostBytes = 32_000;
const mostCharacters = 16_000;
const longestTitle = 255;
/** More of these side by side mean nothing more, and take `marked` seconds. */
const longRuns = /([*_])\1{3,}/g;
/** Lists within lists beyond this are told as paragraphs. */
const deepestList = 5;

type Marks = NonNullable<AdfNode['marks']>;

/** A `doc` node that begins with the title, a plain text; with something in it, unless both are blank. */
export function markdownToAdf(title: string, markdown: string): AdfNode {
  const text = markdown.slice(0, mostCharacters).replace(longRuns, '$1$1$1');
  const heading = textNodes(title.trim().slice(0, longestTitle), []);
  const blocks = [...headingOf(1, heading), ...blocksIn(text)];
  const { nodes, cut } = fitting(blocks, mostBytes - 200);
  const ellipsis = cut || markdown.length > mostCharacters ? [paragraph(textNodes('…', []))] : [];
  return { type: 'doc', version: 1, content: [...nodes, ...ellipsis].flat() };
}

function blocksIn(text: string): AdfNode[] {
  try {
    const blocks = blocksOf(new Lexer({ gfm: false }).lex(text), 0);
    if (blocks.length > 0) return blocks;
  } catch (error) {
    // What nests some thousand times, which is no writing of anybody's.
    if (!(error instanceof RangeError)) throw error;
  }
  return text.split('\n').flatMap((line) => paragraph(textNodes(line, [])));
}

/** @param depth of the list that they stand in; 0 outside, where headings and rules may stand. */
function blocksOf(tokens: Token[], depth: number): AdfNode[] {
  return (tokens as MarkedToken[]).flatMap((token): AdfNode[] => {
    switch (token.type) {
      case 'heading': {
        const content = inlineOf(token.tokens, []);
        return depth > 0 ? paragraph(content) : headingOf(token.depth, content);
      }
      case 'paragraph':
        return paragraph(inlineOf(token.tokens, []));
      case 'text':
        return paragraph(inlineOf([token], []));
      case 'list':
        return listOf(token, depth);
      case 'blockquote':
        return blocksOf(token.tokens, depth);
      case 'code':
        return token.text.split('\n').flatMap((line) => paragraph(textNodes(line, [{ type: 'code' }])));
      case 'html':
        return paragraph(textNodes(token.text.replace(/<[^>]*>/g, ' '), []));
      case 'hr':
        return depth > 0 ? [] : [{ type: 'rule' }];
      default:
        return [];
    }
  });
}

function headingOf(level: number, content: AdfNode[]): AdfNode[] {
  return content.length === 0 ? [] : [{ type: 'heading', attrs: { level }, content }];
}

function paragraph(content: AdfNode[]): AdfNode[] {
  return content.length === 0 ? [] : [{ type: 'paragraph', content }];
}

function listOf({ ordered, start, items }: Tokens.List, depth: number): AdfNode[] {
  if (depth >= deepestList) return items.flatMap(({ tokens }) => blocksOf(tokens, depth));
  const content = items.flatMap(({ tokens }): AdfNode[] => {
    const blocks = blocksOf(tokens, depth + 1);
    if (blocks.length === 0) return [];
    // An item has to begin with a paragraph.
    const first: AdfNode[] = blocks[0]?.type === 'paragraph' ? [] : [{ type: 'paragraph', content: [] }];
    return [{ type: 'listItem', content: [...first, ...blocks] }];
  });
  if (content.length === 0) return [];
  if (!ordered) return [{ type: 'bulletList', content }];
  return [
    { type: 'orderedList', ...(typeof start === 'number' ? { attrs: { order: start } } : {}), content },
  ];
}

function inlineOf(tokens: Token[], marks: Marks): AdfNode[] {
  return (tokens as MarkedToken[]).flatMap((token): AdfNode[] => {
    switch (token.type) {
      case 'strong':
      case 'em':
        return inlineOf(token.tokens, withMark(marks, { type: token.type }));
      case 'link': {
        const href = webAddress(token.href);
        const linked = href === null ? marks : withMark(marks, { type: 'link', attrs: { href } });
        return inlineOf(token.tokens, linked);
      }
      case 'codespan':
        // Code may be a link, and nothing else.
        return textNodes(token.text, [...marks.filter(({ type }) => type === 'link'), { type: 'code' }]);
      case 'text':
        return token.tokens === undefined
          ? textNodes(withoutEntities(token.text), marks)
          : inlineOf(token.tokens, marks);
      case 'escape':
        return textNodes(token.text, marks);
      case 'image':
        return textNodes(token.text, marks);
      case 'br':
        return textNodes(' ', marks);
      case 'html':
        return /^<br\b/i.test(token.text) ? textNodes(' ', marks) : [];
      default:
        return [];
    }
  });
}

function withMark(marks: Marks, mark: Marks[number]): Marks {
  return marks.some(({ type }) => type === mark.type) ? marks : [...marks, mark];
}

function textNodes(text: string, marks: Marks): AdfNode[] {
  const clean = text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '');
  return clean === '' ? [] : [{ type: 'text', text: clean, ...(marks.length === 0 ? {} : { marks }) }];
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

function withoutEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity);
}

function webAddress(href: string): string | null {
  const url = URL.parse(href);
  return url !== null && /^https?:$/.test(url.protocol) && url.href.length <= 2_000 ? url.href : null;
}

/** As many from the beginning as fit; a list or paragraph that does not is cut in itself. */
function fitting(nodes: AdfNode[], bytes: number): { nodes: AdfNode[]; cut: boolean } {
  const kept: AdfNode[] = [];
  let left = bytes;
  for (const node of nodes) {
    const size = sizeOf(node);
    if (size <= left) {
      kept.push(node);
      left -= size;
      continue;
    }
    if (node.content !== undefined) {
      const inner = fitting(node.content, left - sizeOf({ ...node, content: [] }));
      if (inner.nodes.length > 0) kept.push({ ...node, content: inner.nodes });
    }
    return { nodes: kept, cut: true };
  }
  return { nodes: kept, cut: false };
}

/** With the comma after it. */
function sizeOf(node: AdfNode): number {
  return Buffer.byteLength(JSON.stringify(node)) + 1;
}

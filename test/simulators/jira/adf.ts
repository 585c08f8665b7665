// The Atlassian Document Format, as strictly as a comment is held to it: known nodes, in known places, with known marks.

export interface AdfNode {
  type: string;
  version?: number;
  attrs?: Record<string, unknown>;
  content?: AdfNode[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
}

const inline = ['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'date', 'status'];
const lists = ['bulletList', 'orderedList'];
const blocks = ['paragraph', 'heading', ...lists, 'rule', 'blockquote', 'codeBlock', 'panel'];

/** What each node may contain; null: nothing. */
const contents: Record<string, string[] | null> = {
  doc: blocks,
  paragraph: inline,
  heading: inline,
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'codeBlock', ...lists],
  blockquote: ['paragraph', 'codeBlock', ...lists],
  panel: ['paragraph', 'heading', ...lists],
  codeBlock: ['text'],
  rule: null,
  text: null,
  hardBreak: null,
  mention: null,
  emoji: null,
  inlineCard: null,
  date: null,
  status: null,
};
const needsContent = new Set(['bulletList', 'orderedList', 'listItem', 'blockquote', 'panel']);
const marks = ['strong', 'em', 'code', 'link', 'strike', 'underline', 'subsup', 'textColor'];
const fields = new Set(['type', 'version', 'attrs', 'content', 'text', 'marks']);

/** Why Jira refuses this as the body of a comment; null when it takes it. */
export function adfFault(document: unknown): string | null {
  if (!isNode(document) || document.type !== 'doc' || document.version !== 1)
    return 'the body must be a doc of version 1';
  if (!Array.isArray(document.content)) return 'a doc needs content';
  return nodeFault(document, ['doc']);
}

/** All text in the document, without its structure. */
export function textOfAdf({ text = '', content = [] }: AdfNode): string {
  return text + content.map(textOfAdf).join('');
}

function isNode(value: unknown): value is AdfNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'type' in value;
}

function nodeFault(node: unknown, allowed: string[]): string | null {
  if (!isNode(node)) return 'a node must be an object with a type';
  const { type, content, attrs = {} } = node;
  if (!allowed.includes(type)) return `${String(type)} may not stand here`;
  const unknown = Object.keys(node).find((field) => !fields.has(field));
  if (unknown !== undefined) return `${type} has no field ${unknown}`;
  if (type === 'text') return textFault(node);
  if (node.text !== undefined || node.marks !== undefined) return `only text has text and marks`;
  if (
    type === 'heading' &&
    !(Number.isInteger(attrs.level) && Number(attrs.level) >= 1 && Number(attrs.level) <= 6)
  )
    return 'a heading needs a level from 1 to 6';
  if (type === 'panel' && typeof attrs.panelType !== 'string') return 'a panel needs a panelType';
  const inner = contents[type] ?? null;
  if (inner === null) return content === undefined ? null : `${type} has no content`;
  if (content !== undefined && !Array.isArray(content)) return 'content must be a list';
  if (needsContent.has(type) && (content ?? []).length === 0) return `${type} needs content`;
  for (const child of content ?? []) {
    const fault = nodeFault(child, inner);
    if (fault !== null) return fault;
  }
  return null;
}

function textFault({ text, marks: given = [], content }: AdfNode): string | null {
  if (typeof text !== 'string' || text === '') return 'a text needs at least one character';
  if (content !== undefined) return 'text has no content';
  if (!Array.isArray(given)) return 'marks must be a list';
  const types = given.map(({ type }) => type);
  const unknown = types.find((type) => !marks.includes(type));
  if (unknown !== undefined) return `there is no mark ${unknown}`;
  if (new Set(types).size !== types.length) return 'a mark stands only once';
  if (types.includes('code') && types.some((type) => type !== 'code' && type !== 'link'))
    return 'code goes with no mark but link';
  const link = given.find(({ type }) => type === 'link');
  if (link && typeof link.attrs?.href !== 'string') return 'a link needs a href';
  return null;
}

// No words outside the catalogues, and every catalogue in German.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { german } from '../../../src/web/texts/german.ts';
import { german as germanOfAdmin } from '../../../src/web/texts/german-admin.ts';
import { german as germanOfPages } from '../../../src/web/texts/german-pages.ts';

const web = join(import.meta.dirname, '../../../src/web');
const words = { ...german, ...germanOfPages, ...germanOfAdmin } as Record<string, object>;

test('no component has words of its own: neither text, nor a label, title, hint or alternative text', () => {
  const files = filesBelow(web).filter((file) => file.endsWith('.tsx'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(wordsIn)).toEqual([]);
});

test('the check of components finds words in all the shapes that they can have', () => {
  const found = wordsInSource(
    'sample.tsx',
    `const a = <p title="Once" aria-label={'Twice'} class="meta">Words {busy ? 'Busy' : texts.idle} {count}{' '}·</p>;
     const b = <Message title={wide ? \`Thrice \${count}\` : texts.title} tone="danger" hint="Four" />;`,
  );
  expect(found.map((line) => line.replace(/^.*: /, ''))).toEqual([
    'Once',
    'Twice',
    'Words',
    'Busy',
    'Thrice',
    'Four',
  ]);
});

test('words are read when they are shown, so that a language which comes later changes them', () => {
  const files = filesBelow(web).filter((file) => /\.tsx?$/.test(file) && !file.includes('/texts/'));
  expect(files.flatMap(wordsReadTooEarly)).toEqual([]);
});

test('every catalogue is in German, and German has no other', async () => {
  const english = await englishCatalogues();
  expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  for (const [name, catalogue] of Object.entries(english)) {
    expect(shapeOf(words[name]), name).toEqual(shapeOf(catalogue));
  }
});

test('nothing in German is English still, save what is the same in both', async () => {
  const same = new Set([
    'Agenda',
    'Chat',
    'Host',
    'Live',
    'Meeting',
    'Person',
    'SHA-256',
    'Name',
    'Basic',
    'Video',
    'Zoom',
    // Only what is put in, and marks around it.
    'a',
    'a b',
    'a · b',
    'a/s',
    'a: b',
    'Host: a',
  ]);
  const english = await englishCatalogues();
  for (const [name, catalogue] of Object.entries(english)) {
    const germanWords = sentencesOf(words[name]);
    for (const [key, sentence] of sentencesOf(catalogue)) {
      if (!same.has(sentence)) expect(germanWords.get(key), `${name}.${key}`).not.toBe(sentence);
    }
  }
});

test('German puts in all that English does', async () => {
  const marks = (sentence = '') => [...new Set(sentence.match(/<<\d>>/g))].sort();
  for (const [name, catalogue] of Object.entries(await englishCatalogues())) {
    const germanWords = sentencesOf(words[name], markers);
    for (const [key, sentence] of sentencesOf(catalogue, markers))
      expect(marks(germanWords.get(key)), `${name}.${key}`).toEqual(marks(sentence));
  }
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const readAttributes =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label|hint|text|children)$/;

function wordsIn(file: string): string[] {
  return wordsInSource(relative(web, file), readFileSync(file, 'utf8'));
}

/** Texts with letters that are read by people: in elements, and in attributes of theirs. */
function wordsInSource(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    if (!/\p{L}/u.test(text)) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${name}:${line + 1}: ${text.trim()}`);
  };
  /** What an expression may be shown as: its literals, but not what it compares, calls or builds elements with. */
  function shown(node: ts.Node): void {
    if (ts.isStringLiteralLike(node)) note(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)])
        note(node, part.text);
    } else if (ts.isConditionalExpression(node)) {
      shown(node.whenTrue);
      shown(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.QuestionQuestionToken) shown(node.left);
      if (!isComparison(kind)) shown(node.right);
    } else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) {
      if (node.expression) shown(node.expression);
    }
  }
  function visit(node: ts.Node): void {
    if (ts.isJsxText(node)) note(node, node.text);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) shown(node);
    else if (ts.isJsxAttribute(node) && readAttributes.test(node.name.getText()) && node.initializer)
      shown(node.initializer);
    ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}

function isComparison(kind: ts.SyntaxKind): boolean {
  return (
    kind >= ts.SyntaxKind.FirstBinaryOperator && /(Equals|LessThan|GreaterThan)/.test(ts.SyntaxKind[kind])
  );
}

/** Uses of a catalogue outside of any function. */
function wordsReadTooEarly(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
    if (ts.isPropertyAccessExpression(node) && /Texts$/.test(node.expression.getText()))
      found.push(`${relative(web, path)}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}

/** Every catalogue as it is in English, by its name. */
async function englishCatalogues(): Promise<Record<string, object>> {
  const found: Record<string, object> = {};
  for (const path of filesBelow(join(web, 'texts'))) {
    if (/german|catalogue\.ts|translation\.ts/.test(path)) continue;
    const module = await import(path);
    for (const [, local, name] of readFileSync(path, 'utf8').matchAll(
      /export const (\w+)[^=]*= catalogue\(\s*'(\w+)'/g,
    )) {
      found[name ?? ''] = module[local ?? ''];
    }
  }
  return found;
}

/** The keys at all depths, with `()` for what takes something. */
function shapeOf(texts: object | undefined): string[] {
  return [...sentencesOf(texts).keys()].sort();
}

const letters = ['a', 'b', 'c', 'd'];
const markers = ['<<0>>', '<<1>>', '<<2>>', '<<3>>'];

/** All sentences by their place; those that take something, with one thing or another put in. */
function sentencesOf(texts: object | undefined, inserted: string[] = letters): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts ?? {})) {
    if (typeof value === 'string') found.set(key, value);
    else if (typeof value === 'function') found.set(`${key}()`, String(value(...inserted)));
    else for (const [inner, sentence] of sentencesOf(value, inserted)) found.set(`${key}.${inner}`, sentence);
  }
  return found;
}

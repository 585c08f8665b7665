// A summary in Markdown as the body of a comment: what Jira takes, and nothing that could do harm.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AdfNode } from '../../../../src/recordings/api-types.ts';
import { markdownToAdf } from '../../../../src/recordings/summary/markdown-to-adf.ts';
import { adfFault } from '../../../simulators/jira/adf.ts';
import { anyText } from '../../../support/any-text.ts';

const content = (markdown: string) => markdownToAdf('', markdown).content;
const text = (words: string, ...marks: object[]) => ({
  type: 'text',
  text: words,
  ...(marks.length === 0 ? {} : { marks }),
});
const paragraph = (...inline: object[]) => ({ type: 'paragraph', content: inline });
const item = (...blocks: object[]) => ({ type: 'listItem', content: blocks });

describe('what a summary consists of', () => {
  test('becomes headings, paragraphs, lists and rules', () => {
    expect(content('## Decisions\n\nWe agreed.\n\n---\n\n- one\n- two\n  1. deep\n\n3. three')).toEqual([
      { type: 'heading', attrs: { level: 2 }, content: [text('Decisions')] },
      paragraph(text('We agreed.')),
      { type: 'rule' },
      {
        type: 'bulletList',
        content: [
          item(paragraph(text('one'))),
          item(paragraph(text('two')), {
            type: 'orderedList',
            attrs: { order: 1 },
            content: [item(paragraph(text('deep')))],
          }),
        ],
      },
      { type: 'orderedList', attrs: { order: 3 }, content: [item(paragraph(text('three')))] },
    ]);
  });

  test('keeps what is strong, emphasized, code and linked, and several of them at once', () => {
    const link = { type: 'link', attrs: { href: 'https://example.com/a?b=1' } };
    expect(content('**a *b*** `c` [d](https://example.com/a?b=1) **`e`**')).toEqual([
      paragraph(
        text('a ', { type: 'strong' }),
        text('b', { type: 'strong' }, { type: 'em' }),
        text(' '),
        text('c', { type: 'code' }),
        text(' '),
        text('d', link),
        text(' '),
        text('e', { type: 'code' }),
      ),
    ]);
  });

  test('is told as plain paragraphs where Jira has no such thing: quotes, code blocks, headings in lists', () => {
    expect(content('> quoted\n\n```\nx\ny\n```\n\n- # head')).toEqual([
      paragraph(text('quoted')),
      paragraph(text('x', { type: 'code' })),
      paragraph(text('y', { type: 'code' })),
      { type: 'bulletList', content: [item(paragraph(text('head')))] },
    ]);
  });

  test('shows characters that Markdown escapes as they are meant', () => {
    expect(
      content('a &amp; b \\*c\\* &lt;d&gt;')?.[0]
        ?.content?.map((node) => node.text)
        .join(''),
    ).toBe('a & b *c* <d>');
  });
});

describe('what could do harm', () => {
  test.each([
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['/relative'],
    ['mailto:a@example.com'],
    ['vbscript:x'],
  ])('is no link: %s', (href) => {
    expect(content(`[here](${href})`)).toEqual([paragraph(text('here'))]);
  });

  test('loses HTML and images, and keeps their words', () => {
    const all = JSON.stringify(
      markdownToAdf(
        '',
        'a <b onclick="x()">bold</b><br>c ![picture](https://evil.example/x.png)\n\n<script>alert(1)</script>',
      ),
    );
    expect(all).not.toMatch(/onclick|<script|<b|evil/);
    expect(all).toContain('bold');
    expect(all).toContain('picture');
  });

  test('is cut to what a comment holds, with a sign that it was', () => {
    for (const long of ['word '.repeat(20_000), '- a **b** [c](https://example.com)\n'.repeat(4_000)]) {
      const document = markdownToAdf('', long);
      expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(32_000);
      expect(document.content?.at(-1)).toEqual(paragraph(text('…')));
      expect(adfFault(document)).toBeNull();
    }
  });
});

test('marks without end are read in the time of any other text', () => {
  for (let time = 0; time < 30; time += 1)
    expect(markdownToAdf('', `${'*'.repeat(8_000)}so${'*'.repeat(7_900)}`).content).toHaveLength(1);
});

test('what nests without end is told as it stands, so that it cannot stop anything', () => {
  const document = markdownToAdf('', `${'>'.repeat(4_000)} deep`);
  expect(adfFault(document)).toBeNull();
  expect(JSON.stringify(document)).toContain('deep');
});

const piece = fc.oneof(
  fc.constantFrom(
    '# ',
    '- ',
    '  - ',
    '1. ',
    '> ',
    '**',
    '*',
    '_',
    '`',
    '```\n',
    '---\n',
    '[a](',
    'https://x.example',
    ')',
    '<b>',
    '<!--',
    '&amp;',
    '|',
    '![',
    '\\',
  ),
  fc.constantFrom('\n', '\n\n', ' '),
  anyText(12),
);

test('whatever Zoom writes becomes a document that Jira takes', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 80 }), (pieces) => {
      const document = markdownToAdf('', pieces.join(''));
      expect(adfFault(document)).toBeNull();
      const types = new Set<string>();
      const visit = (node: AdfNode): void => {
        types.add(node.type);
        if (node.type === 'text') expect(node.text).not.toBe('');
        for (const { type, attrs } of node.marks ?? [])
          if (type === 'link') expect(attrs?.href).toMatch(/^https?:\/\//);
        for (const child of node.content ?? []) visit(child);
      };
      visit(document);
      for (const type of types)
        expect([
          'doc',
          'paragraph',
          'heading',
          'bulletList',
          'orderedList',
          'listItem',
          'text',
          'rule',
        ]).toContain(type);
    }),
    { numRuns: 500 },
  );
});

// Pages of a list: sizes, and page tokens that belong to one question and die after 15 minutes.
import { randomBytes } from 'node:crypto';
import { type ApiAnswer, apiError } from './api-answers.ts';
import type { ZoomContext } from './context.ts';

const tokenLifeMs = 15 * 60 * 1000;
const tokensKept = 1000;

interface PageToken {
  question: string;
  offset: number;
  expiresAt: number;
}

const pageTokens = new WeakMap<ZoomContext, Map<string, PageToken>>();

/** The part of `rows` that this query asks for, in Zoom's shape; or Zoom's refusal. */
export function page<Row>(
  context: ZoomContext,
  userId: string,
  query: URLSearchParams,
  rows: Row[],
): { refusal: ApiAnswer } | { rows: Row[]; fields: Record<string, unknown> } {
  const size = Number(query.get('page_size') ?? 30);
  if (!Number.isInteger(size) || size < 1 || size > 300) {
    return { refusal: apiError(400, 300, 'The page_size must be between 1 and 300.') };
  }
  const tokens = pageTokens.get(context) ?? new Map<string, PageToken>();
  pageTokens.set(context, tokens);
  const question = [userId, query.get('type'), query.get('from'), query.get('to'), size].join('|');
  let offset = (Math.max(1, Number(query.get('page_number') ?? 1)) - 1) * size;
  const wanted = query.get('next_page_token');
  if (wanted) {
    const token = tokens.get(wanted);
    if (!token || token.question !== question || token.expiresAt <= context.now()) {
      return { refusal: apiError(400, 300, 'The next page token is invalid or expired.') };
    }
    offset = token.offset;
  }
  let next = '';
  if (offset + size < rows.length) {
    next = randomBytes(24).toString('base64url');
    tokens.set(next, { question, offset: offset + size, expiresAt: context.now() + tokenLifeMs });
    const [oldest] = tokens.keys();
    if (tokens.size > tokensKept && oldest) tokens.delete(oldest);
  }
  return {
    rows: rows.slice(offset, offset + size),
    fields: {
      page_count: Math.ceil(rows.length / size),
      page_size: size,
      total_records: rows.length,
      next_page_token: next,
    },
  };
}

// Vitest setup file: a test that turned to anything beyond this machine fails, even where its code hid the refusal.
import { afterAll, afterEach } from 'vitest';
import { takeOutboundAttempts } from './outbound-guard.ts';

function expectNone(): void {
  const attempts = takeOutboundAttempts();
  if (attempts.length > 0) throw new Error(`Tests must stay on this machine. Tried: ${attempts.join(', ')}`);
}

afterEach(expectNone);
afterAll(expectNone);

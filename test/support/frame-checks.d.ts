// Types of frame-checks.js, whose functions run in the browser, where elements are known.

export function focused(): { place: number; name: string; ring: boolean };
export function controlsInOrder(body: unknown): string[];
export function cutOff(body: unknown): string[];
export function tooSmall(body: unknown): string[];
export function wordsOf(body: unknown): string[];
export function spaceOut(body: unknown): void;
export function spaceBack(): void;
export function movements(): number;
export function borderStyles(elements: unknown[]): string[];

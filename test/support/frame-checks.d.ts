// Types of frame-checks.js, whose functions run in the browser, where elements are known.

export function nameOf(element: unknown): string;
export function controlsInOrder(body: unknown): string[];
export function hasRing(element: unknown): boolean;
export function cutOff(body: unknown): string[];
export function tooSmall(body: unknown): string[];
export function movements(): number;
export function borderStyles(elements: unknown[]): string[];

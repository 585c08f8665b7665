// A window that a press has opened empty, before our server could say where it leads.

/** What is needed of a window. */
interface Popup {
  readonly closed: boolean;
  readonly location: { replace(url: string): void };
  opener: unknown;
}

/** Leads it there and lets go of it; false when there is none, or the person has closed it. */
export function leadTo(popup: Popup | null, url: string): boolean {
  if (popup === null || popup.closed) return false;
  // In this order: a sandboxed frame may only steer a window it is the opener of.
  popup.location.replace(url);
  popup.opener = null;
  return true;
}

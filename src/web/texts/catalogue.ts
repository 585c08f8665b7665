// The words of the pages, catalogue by catalogue: English as written beside the code, until another language is spoken.

const catalogues: Record<string, object> = {};
let translation: Record<string, object> = {};

/** A catalogue in the language spoken now; `speak` changes it in place, so it has to be read when it is shown. */
export function catalogue<Texts extends object>(name: string, english: Texts): Texts {
  catalogues[name] = english;
  return Object.assign(english, translation[name]);
}

/** From now on all catalogues, those still to be loaded too, speak this language. Missing words stay English. */
export function speak(language: Record<string, object>): void {
  translation = language;
  for (const [name, texts] of Object.entries(catalogues)) Object.assign(texts, language[name]);
}

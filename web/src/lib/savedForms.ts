/**
 * Unsaved forms that survive the end of a session in this tab.
 *
 * They live in memory only: when another user signs in, the page reloads and they are gone.
 */

const forms = new Map<string, object>();

export function saveForm(key: string, form: object): void {
  forms.set(key, form);
}

/** Returns the saved form and removes it; null when there is none of this class. */
export function takeSavedForm<Form extends object>(key: string, kind: new (...parts: never[]) => Form): Form | null {
  const form = forms.get(key);
  forms.delete(key);
  return form instanceof kind ? form : null;
}

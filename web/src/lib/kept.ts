/** Half-filled forms that outlive a sign-out in this tab; another user's sign-in loads the page anew, and they are gone. */

const forms = new Map<string, object>();

export function keep(key: string, form: object): void {
  forms.set(key, form);
}

/** Gives a form back, once. */
export function takeKept<Form extends object>(key: string, kind: new (...parts: never[]) => Form): Form | null {
  const form = forms.get(key);
  forms.delete(key);
  return form instanceof kind ? form : null;
}

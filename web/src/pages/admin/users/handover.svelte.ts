/** A link that an administrator hands to a user: shown once, and never stored. */
class Handover {
  given = $state.raw<{ email: string; url: string } | null>(null);
}

export const handover = new Handover();

import type { User } from "./types";

/** Who is signed in: undefined until the server was asked, null for nobody. */
class Session {
  user = $state.raw<User | null | undefined>(undefined);

  begin(user: User): void {
    if (this.user?.id !== user.id) this.user = user;
  }

  end(): void {
    this.user = null;
  }
}

export const session = new Session();

"""People: who they are, which roles they hold, how they are invited and how they sign in."""

"""External identity providers: people sign in through them, machines show tokens that they issued."""

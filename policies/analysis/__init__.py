"""What can be said of policies without a request: contradictions, coverage, law, and plain words."""

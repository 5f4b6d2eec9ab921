"""Coverage: which figure is held for whom at which level, how old it is, when the next is due, and what is missing."""

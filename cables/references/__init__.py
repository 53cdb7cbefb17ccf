"""Where cables point, who points at them, and what is cited but missing."""

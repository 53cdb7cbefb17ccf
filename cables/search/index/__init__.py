"""The index of words: what it holds of a cable, and its upkeep."""

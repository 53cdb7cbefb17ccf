"""The search index: documents made of cables, their upkeep and their verification."""

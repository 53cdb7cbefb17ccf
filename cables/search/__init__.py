"""Finding cables: a person's words become a tree, the tree a question to FTS5 or tsvector, the answer a page."""

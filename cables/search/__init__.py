"""Search: a query is parsed into a tree, the tree is run by the database's search index, and the hits are counted."""

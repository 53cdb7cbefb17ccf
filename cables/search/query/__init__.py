"""Queries: what a person types into the search box, parsed into a tree of nodes."""

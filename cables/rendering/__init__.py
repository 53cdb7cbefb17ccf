"""Rendering of cables' texts as safe HTML. No database."""

"""Measurements of the archive's speed, memory and growth, on generated cables."""

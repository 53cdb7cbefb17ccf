"""Locked versions of the packages that pyproject.toml names, with their dependencies and the hashes of their files.

`lock` makes the lock files, `audit` says how old their versions are and whether a vulnerability of one is known.
"""

"""Edits of cables in the archive: each in one transaction, and on record with its public reason.

An edit that is not possible raises `EditRefused` with a sentence, and nothing is changed then.
"""

from cables.editing.base import EditRefused

__all__ = ["EditRefused"]

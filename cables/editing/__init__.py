"""What editors do with cables that are held, each thing in one transaction and on record with its public reason.

What cannot be done raises `Refused` with a sentence, and nothing is changed then.
"""

from cables.editing.base import Refused

__all__ = ["Refused"]

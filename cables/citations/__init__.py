"""Telegrams cited in notes, pages, articles and lists: `telegram 2423 from La Paz, March 20, 1979`.

Pure Python over a vocabulary, without Django: a text goes in, citations with their places in it come out.
"""

from cables.citations.citation import Citation
from cables.citations.recognise import find_citations

__all__ = ["Citation", "find_citations"]

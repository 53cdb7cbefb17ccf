"""`python -m bench.one_more CABLES`: seconds that one more cable takes in an archive that holds a corpus of that size.

The archive is that of the environment (DATA_DIR, DATABASE_URL). The cables stored are such as the corpus cites and does
not hold, so that references to them resolve. Prints the median as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import islice
from statistics import median
from time import perf_counter

import django

from bench.corpus import Corpus
from cables.sources import RawCable

ROUNDS = 15


def main(size: int) -> float:
    """Return the median of the seconds, with the parser and the connection warm."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()
    from cables.ingest import service  # the models need the settings
    from cables.ingest.outcomes import Status

    corpus = Corpus(size)
    cited = (number for number in corpus.numbers() for number in corpus.cable(number).cites)
    missing = dict.fromkeys(number for number in islice(cited, 50 * ROUNDS) if not corpus.has(number))
    seconds = []
    for cable in map(corpus.cable, islice(missing, ROUNDS + 1)):
        raw = RawCable(cable.text, cable.text.encode(), "utf-8", cable.mrn, "text", hint=cable.mrn)
        start = perf_counter()
        statuses = service.ingest([raw], label=cable.mrn)
        seconds.append(perf_counter() - start)
        if statuses != {Status.STORED: 1}:
            raise RuntimeError(f"{cable.mrn} was not stored: {dict(statuses)}")
    return median(seconds[1:])


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)

"""The option of commands that says which members of records give what: `--map text=body,mrn=doc_id`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from cables.sources.record import MapError, given_map


def add_map_argument(parser: ArgumentParser) -> None:
    """Add the option, whose value is the names of members by the parts that they give."""
    parser.add_argument(
        "--map",
        type=_map,
        default={},
        metavar="PART=NAME,...",
        help="which columns of a table, or members of a record, give what, where their names do not say: "
        "text=body,mrn=doc_id",
    )


def _map(stated: str) -> dict[str, str]:
    try:
        return given_map(stated)
    except MapError as error:
        raise ArgumentTypeError(str(error)) from error

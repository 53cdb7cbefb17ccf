"""Public JSON of a parsed telegram."""

from __future__ import annotations

from typing import Any

from cables.telegram.parts import Addressee, Mention, Telegram


def to_json(telegram: Telegram, source: str | None = None) -> dict[str, Any]:
    """Return the object that `parse_cables` prints and the pages serve, its members in the documented order.

    `source` is the file, archive member or line that has the text.
    """
    order = telegram.executive_order
    by = telegram.classified_by
    return {
        "source": source,
        "mrn": telegram.mrn,
        "year": telegram.year,
        "post": telegram.post,
        "serial": telegram.serial,
        "published_id": telegram.published_id,
        "witnesses": [witness._asdict() for witness in telegram.witnesses],
        "transmission_id": telegram.transmission_id,
        "dtg": telegram.dtg,
        "date": telegram.date,
        "date_source": telegram.date_source,
        "precedence": telegram.precedence,
        "info_precedence": telegram.info_precedence,
        "sender": telegram.sender,
        "stated": dict(telegram.stated),
        "to": [_addressee(addressee) for addressee in telegram.to],
        "info": [_addressee(addressee) for addressee in telegram.info],
        "classification": telegram.classification,
        "captions": list(telegram.captions),
        "attention": list(telegram.attention),
        "executive_order": order
        and {
            "number": order.number,
            "declassify_on": order.declassify_on,
            "event": order.event,
            "raw": order.raw,
        },
        "tags": [{"code": tag.code, "kind": tag.kind} for tag in telegram.tags],
        "tags_raw": telegram.tags_raw,
        "subject": telegram.subject,
        "subject_portion": telegram.subject_portion,
        "references": [
            {
                "label": reference.label,
                "raw": reference.raw,
                "kind": reference.kind,
                "mrn": reference.mrn,
                "year_inferred": reference.year_inferred,
                "confidence": reference.confidence,
                "candidates": list(reference.candidates),
                "number": reference.number,
                "date": reference.date,
                "note": reference.note,
            }
            for reference in telegram.references
        ],
        "classified_by": by and {"name": by.name, "title": by.title, "reasons": list(by.reasons), "raw": by.raw},
        "paragraphs": [
            {
                "number": paragraph.number,
                "portion": paragraph.portion,
                "heading": paragraph.heading,
                "text": paragraph.text,
            }
            for paragraph in telegram.paragraphs
        ],
        "mentions": [_mention(mention) for mention in telegram.mentions],
        "summary": telegram.summary,
        "signer": telegram.signer,
        "section_count": telegram.section_count,
        "sections": list(telegram.sections),
        "corrected_copy": telegram.corrected_copy,
        "redactions": telegram.redactions,
        "exemptions": [{"code": exemption.code, "count": exemption.count} for exemption in telegram.exemptions],
        "is_partial": telegram.is_partial,
        "problems": [
            {"code": problem.code, "line": problem.line, "message": problem.message} for problem in telegram.problems
        ],
    }


def _addressee(addressee: Addressee) -> dict[str, Any]:
    return {
        "routing": addressee.routing,
        "name": addressee.name,
        "office": addressee.office,
        "precedence": addressee.precedence,
        "serial": addressee.serial,
        "excluded": list(addressee.excluded),
    }


def _mention(mention: Mention) -> dict[str, Any]:
    """Return a mention with what its kind points at: labels and MRNs, or the numbers of paragraphs."""
    form: dict[str, Any] = {
        "paragraph": mention.paragraph,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
    }
    if mention.kind == "paragraph":
        return {**form, "paragraphs": list(mention.paragraphs)}
    return {**form, "labels": list(mention.labels), "mrns": list(mention.mrns)}

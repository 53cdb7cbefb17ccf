"""Signed form of an upload between its preview and its confirmation: in the page itself, so that nothing is stored."""

from __future__ import annotations

import datetime
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from cables.sources import RawCable

SALT = "cables.upload"
VALID_FOR = datetime.timedelta(days=1)


class BadDraft(Exception):  # noqa: N818 - no fault of the program, but a result
    """A draft that is not one that this user was given; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with the corrections of its editor, their reason, and the digest of what the preview showed.

    `is_same` is whether the editor says that it is the telegram that is stored under its number.
    """

    raw: RawCable
    editor: int
    reason: str = ""
    digest: str = ""
    is_same: bool = False

    def signed(self) -> str:
        """Return the draft as a field of a form: compressed, and signed with the site's key."""
        data = asdict(self)
        data["raw"] |= {"content": self.raw.content.decode("latin-1"), "text": None}  # which is decoded from it
        if self.raw.file is not None:
            data["raw"]["file"] = b64encode(self.raw.file).decode("ascii")
        return signing.dumps(data, salt=SALT, compress=True)

    @classmethod
    def of(cls, signed: str, editor: int) -> Draft:
        """Return the draft that a form sent back. Raises BadDraft where it was changed, is old or another user's."""
        try:
            data: dict[str, Any] = signing.loads(signed, salt=SALT, max_age=VALID_FOR)
        except signing.SignatureExpired as error:
            raise BadDraft("The preview is more than a day old. Nothing was stored: upload the text again.") from error
        except signing.BadSignature as error:
            raise BadDraft(
                "The confirmation is not the one that was given out with the preview: it was changed or cut off on its "
                "way. Nothing was stored: upload the text again."
            ) from error
        if data["editor"] != editor:
            raise BadDraft("The preview was made for another user. Nothing was stored: upload the text yourself.")
        raw = data.pop("raw")
        content = raw["content"].encode("latin-1")
        text = content.decode(raw["encoding"], "replace").replace("\0", "\ufffd")
        file = b64decode(raw["file"]) if raw["file"] is not None else None
        return cls(raw=RawCable(**raw | {"content": content, "text": text, "file": file}), **data)

"""An upload between its preview and its confirmation: signed, in the page itself, so that nothing of it is stored."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from cables.sources import RawCable

SALT = "cables.upload"
VALID_FOR = datetime.timedelta(days=1)


class BadDraft(Exception):  # noqa: N818 - says in a sentence what is wrong with a confirmation
    """The draft that came back is not one that was given out to this user."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with the corrections that its editor gives it, why, and what the preview showed (`digest`)."""

    raw: RawCable
    editor: int
    reason: str = ""
    digest: str = ""

    def signed(self) -> str:
        """The draft as a field of a form: compressed, and signed with the site's key."""
        said = asdict(self)
        said["raw"] |= {"content": self.raw.content.decode("latin-1"), "text": None}  # which the content says
        return signing.dumps(said, salt=SALT, compress=True)

    @classmethod
    def of(cls, signed: str, editor: int) -> Draft:
        """The draft that a form sent back; raises BadDraft where it was changed, is old or is another user's."""
        try:
            said: dict[str, Any] = signing.loads(signed, salt=SALT, max_age=VALID_FOR)
        except signing.SignatureExpired as error:
            raise BadDraft("The preview is more than a day old. Nothing was stored: upload the text again.") from error
        except signing.BadSignature as error:
            raise BadDraft(
                "The confirmation is not the one that was given out with the preview: it was changed or cut off on its "
                "way. Nothing was stored: upload the text again."
            ) from error
        if said["editor"] != editor:
            raise BadDraft("The preview was made for another user. Nothing was stored: upload the text yourself.")
        raw = said.pop("raw")
        content = raw["content"].encode("latin-1")
        text = content.decode(raw["encoding"], "replace").replace("\0", "\ufffd")
        return cls(raw=RawCable(**raw | {"content": content, "text": text}), **said)

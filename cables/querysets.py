"""The questions that lists of cables ask, as verbs of a queryset."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from cables.models import Post, Tag


class CableQuerySet(models.QuerySet[Any]):
    """Cables, newest first unless said otherwise."""

    def with_tag(self, tag: Tag) -> Self:
        """Cables that bear the tag. Through Exists: a join with DISTINCT is a hundred times slower (measured)."""
        from cables.models import CableTag

        return self.filter(Exists(CableTag.objects.filter(cable=OuterRef("pk"), tag=tag)))

    def with_caption(self, caption: str) -> Self:
        """Cables that bear the caption."""
        from cables.models import CableCaption

        return self.filter(Exists(CableCaption.objects.filter(cable=OuterRef("pk"), caption=caption)))

    def from_post(self, post: Post) -> Self:
        """Cables that the post sent."""
        return self.filter(post=post)

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Cables dated from the first day to the last, both included."""
        return self.filter(date__gte=first, date__lte=last)

    def for_list(self) -> Self:
        """What a list shows of each cable, and no more: wide columns stay in the database."""
        return self.select_related("post").only(
            "mrn",
            "date",
            "date_source",
            "sent_at",
            "classification",
            "subject",
            "captions",
            "is_specimen",
            "post__code",
            "post__city",
            "post__kind",
            "post__known",
        )

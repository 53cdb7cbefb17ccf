"""Posts: the embassies, consulates and missions that send telegrams."""

from __future__ import annotations

from django.db import models

from cables.models.base import FastModel
from cables.reverse import url


class Post(FastModel):
    """A sending post, under the name that its MRNs carry (`LIMA`, `USUNNEWYORK`).

    A post that is not in the vocabulary is in the archive too, with `known` false and nothing but its code.
    """

    code = models.CharField(max_length=40, unique=True)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=80, blank=True, db_default="")
    iso2 = models.CharField(max_length=2, blank=True, db_default="")
    kind = models.CharField(max_length=40, blank=True, db_default="", help_text="Embassy, Consulate, Mission, ...")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    routing = models.CharField(max_length=12, blank=True, db_default="", help_text="Routing indicator, such as RUEHPE.")
    plad = models.CharField(max_length=80, blank=True, db_default="", help_text="Plain-language address.")
    known = models.BooleanField(db_default=True)
    specimen = models.BooleanField(db_default=False, help_text="A fictional post of the specimens.")

    class Meta:
        ordering = ["country", "city", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return url("post", self.code)

    @property
    def name(self) -> str:
        """Return the post's usual name: "Embassy Lima", or the bare code of a post that is not in the vocabulary."""
        if not self.known:
            return self.code
        return f"{self.kind} {self.city}".strip()

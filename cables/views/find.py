"""`/find/`: from what a reader typed into the box to the page of that cable, TAG or post."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from cables.models import Post, Tag
from cables.telegram import mrn, posts

LONGEST_QUERY = 200
SUGGESTIONS = 20


def exact(query: str) -> str | None:
    """The address of the one thing that the query is: a reference number, a TAG's code or a post; else None."""
    reading = mrn.normalise(query)
    if reading.mrn and (reading.known_post or Post.objects.filter(code=reading.post).exists()):
        return reverse("cable", args=[reading.mrn])
    if tag := Tag.objects.filter(slug__in={query, query.upper(), query.lower()}).order_by("slug").first():
        return tag.get_absolute_url()
    read = posts.recognise(posts.despaced(query))
    found = Post.objects.filter(Q(code=read.post) | Q(city__iexact=query))[:2]
    if len(found) == 1:
        return found[0].get_absolute_url()
    return None


def tags_named(query: str) -> QuerySet[Tag]:
    """TAGS in whose name the query stands."""
    return Tag.objects.filter(Q(name__icontains=query) | Q(code__istartswith=query)).order_by("code")[:SUGGESTIONS]


def posts_named(query: str) -> QuerySet[Post]:
    """Posts in whose city's or country's name the query stands, or that its spelling may mean."""
    read = posts.recognise(posts.despaced(query))
    named = Q(city__icontains=query) | Q(country__icontains=query) | Q(code__in=[read.post, *read.candidates])
    return Post.objects.filter(named)[:SUGGESTIONS]


def lacks_year(query: str) -> str | None:
    """The code of the post where the query is a reference number but for its year (`LIMA 3229`)."""
    reading = mrn.normalise(query)
    return reading.post if reading.mrn is None and reading.known_post else None


class FindView(TemplateView):
    """Leads to the one page that the query names; where there is none, says so and suggests what it may mean."""

    template_name = "cables/find.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
        if query and (address := exact(query)):
            return redirect(address)
        context: dict[str, Any] = {"query": query}
        if query:
            context |= {
                "post_without_year": lacks_year(query),
                "tags": tags_named(query),
                "posts": posts_named(query),
            }
        return self.render_to_response(self.get_context_data(**kwargs, **context))

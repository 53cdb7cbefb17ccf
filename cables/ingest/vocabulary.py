"""Posts, tags and addresses as rows: those of the vocabulary files, and those that only the cables know."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cables import archive_vocabulary
from cables.models import Address, Post, Tag
from cables.models.tag import FREE_KINDS, slug_of
from cables.telegram import tags
from cables.telegram.parts import Tag as TagEntry

POST_FIELDS = ["city", "country", "iso2", "kind", "latitude", "longitude", "routing", "plad", "known", "specimen"]
TAG_FIELDS = ["kind", "name", "category", "note"]


def post_row(code: str) -> Post:
    """Return a post as the vocabulary describes it, or by its code alone."""
    post = archive_vocabulary.current().posts.get(code)
    if post is None:
        return Post(code=code, city=code.title(), known=False)
    return Post(
        code=code,
        city=post.city,
        country=post.country,
        iso2=post.iso2,
        kind=post.type,
        latitude=post.latitude,
        longitude=post.longitude,
        routing=post.routing,
        plad=post.plad,
        specimen=post.specimen,
    )


def tag_row(code: str, kind: str) -> Tag:
    """Return a tag as the vocabulary describes it, or by its code and kind alone.

    Where a code is a slip for another the note says so; a code with two meanings is named by the one of this kind.
    """
    entries = archive_vocabulary.current().tags.get(code, ()) if kind not in FREE_KINDS else ()
    entry = next((entry for entry in entries if entry.kind == kind), entries[0] if entries else None)
    row = Tag(code=code, slug=slug_of(code, kind), kind=kind)
    if entry is None:
        return row
    row.name, row.category = entry.name, entry.category
    if entry.meant:
        row.note = f"Probably a slip for {entry.meant}."
    return row


def listed(but_posts: Collection[str] = (), but_tags: Collection[str] = ()) -> tuple[list[Post], list[Tag]]:
    """Return the posts and tags of the vocabulary, but for fictional ones, which are stored with their specimens.

    Posts with these codes and tags with these slugs are left out.
    """
    vocabulary = archive_vocabulary.current()
    posts = [post_row(code) for code, post in vocabulary.posts.items() if code not in but_posts and not post.specimen]
    tags = [
        tag_row(code, kind)
        for code, entries in vocabulary.tags.items()
        if code not in but_tags  # most slugs are codes, which is quickly seen
        and not entries[0].specimen
        and (kind := vocabulary.tag_kind(code))
        and slug_of(code, kind) not in but_tags
    ]
    return posts, tags


def load() -> None:
    """Add the posts and tags that the tables do not have; other rows stay as they are. Two queries if all are there."""
    posts, tags = listed(
        set(Post.objects.order_by().values_list("code", flat=True)),
        set(Tag.objects.order_by().values_list("slug", flat=True)),
    )
    Post.objects.bulk_create(posts, ignore_conflicts=True)
    Tag.objects.bulk_create(tags, ignore_conflicts=True)


def overwrite() -> tuple[int, int]:
    """Overwrite the tables with the vocabulary; return how many posts and tags it has."""
    posts, tags = listed()
    posts += [post_row(code) for code in Post.objects.filter(specimen=True).values_list("code", flat=True)]
    specimens = [code for code, entries in archive_vocabulary.current().tags.items() if entries[0].specimen]
    tags += [tag_row(tag.code, tag.kind) for tag in Tag.objects.filter(code__in=specimens)]
    Post.objects.bulk_create(posts, update_conflicts=True, unique_fields=["code"], update_fields=POST_FIELDS)
    Tag.objects.bulk_create(tags, update_conflicts=True, unique_fields=["slug"], update_fields=TAG_FIELDS)
    return len(posts), len(tags)


def follow(kind: str, code: str) -> None:
    """Update the rows of a post or a TAGS code to what the vocabulary says of it now."""
    vocabulary = archive_vocabulary.current()
    if kind == "post" and (code in vocabulary.posts or Post.objects.filter(code=code).exists()):
        Post.objects.bulk_create(
            [post_row(code)], update_conflicts=True, unique_fields=["code"], update_fields=POST_FIELDS
        )
    if kind == "tag" and (code in vocabulary.tags or Tag.objects.filter(slug=code).exists()):
        row = tag_row(code, tags.kind_of(code, vocabulary))
        Tag.objects.bulk_create([row], update_conflicts=True, unique_fields=["slug"], update_fields=TAG_FIELDS)


def post_ids(codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of posts by code; missing rows are added."""
    wanted = set(codes)
    ids = dict(Post.objects.filter(code__in=wanted).values_list("code", "pk").order_by())
    new = sorted(wanted - ids.keys())
    if new:
        added = Post.objects.bulk_create([post_row(code) for code in new])
        ids |= {post.code: post.pk for post in added}
    return ids


def tag_ids(tags: Iterable[TagEntry]) -> dict[TagEntry, int]:
    """Return the ids of the tags of TAGS lines; missing rows are added."""
    slugs = {tag: slug_of(tag.code, tag.kind) for tag in tags}
    wanted = set(slugs.values())
    ids = dict(Tag.objects.filter(slug__in=wanted).values_list("slug", "pk").order_by())
    new = {slug: tag for tag, slug in sorted(slugs.items(), key=lambda item: item[0].code) if slug not in ids}
    if new:
        added = Tag.objects.bulk_create([tag_row(tag.code, tag.kind) for tag in new.values()])
        ids |= {tag.slug: tag.pk for tag in added}
    return {tag: ids[slug] for tag, slug in slugs.items()}


def address_ids(names: Iterable[str]) -> dict[str, int]:
    """Return the ids of addresses by an addressee's name; missing rows are added."""
    known_as = {name: name[: Address.LONGEST] for name in names}
    wanted = set(known_as.values())
    ids = dict(Address.objects.filter(name__in=wanted).values_list("name", "pk").order_by())
    new = sorted(wanted - ids.keys())
    if new:
        added = Address.objects.bulk_create([Address(name=name) for name in new])
        ids |= {address.name: address.pk for address in added}
    return {name: ids[known] for name, known in known_as.items()}

"""Which texts a version of a report was made of, and whether another may be shown after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.domain.base import Model
from coach.domain.contribution import Source


class Pool(Model):
    """Which texts a version is made of: what tells each wording from others, by their author.

    `unsettled`: people who changed something between the preview of the version and its release.
    Two states of theirs were shown, so that no change of theirs sets a later version apart.
    `previewed`: what they gave at the preview.
    """

    texts: Mapping[str, tuple[str, ...]] = {}
    unsettled: tuple[str, ...] = ()
    previewed: Mapping[str, tuple[str, ...]] = {}

    def of(self, person_id: str) -> frozenset[str]:
        """Return what tells the wordings of a person's texts."""
        return frozenset(self.texts.get(person_id, ()))

    def ever_of(self, person_id: str) -> frozenset[str]:
        """Return the same with what was read of theirs at the preview."""
        return self.of(person_id).union(self.previewed.get(person_id, ()))

    def holds(self, source: Source) -> bool:
        """Return whether a source was among the texts and still reads as it did."""
        return source.sha256 in self.of(source.person_id)


def pool_of(sources: Iterable[Source]) -> Pool:
    """Return the pool of some sources."""
    texts: dict[str, list[str]] = {}
    for source in sources:
        texts.setdefault(source.person_id, []).append(source.sha256)
    return Pool(texts={person: tuple(sorted(found)) for person, found in sorted(texts.items())})


def changed_since(pool: Pool, earlier: Pool) -> frozenset[str]:
    """Return the ids of the people who have given a text since that was never shown in a version.

    Who only took something back is not among them: whoever leaves the group does so in the open,
    and would be no cover for anybody.
    """
    settled = pool.texts.keys() - set(earlier.unsettled)
    return frozenset(person for person in settled if pool.of(person) - earlier.of(person))


def released(pool: Pool, previewed: Pool) -> Pool:
    """Return the pool of a version that was previewed with another one than it is released with."""
    people = pool.texts.keys() | previewed.texts.keys()
    changed = sorted(person for person in people if pool.of(person) != previewed.of(person))
    gone = {person: previewed.texts[person] for person in changed if person in previewed.texts}
    return pool.model_copy(update={"unsettled": tuple(changed), "previewed": gone})


def may_follow(pool: Pool, earlier: Iterable[Pool], least: int) -> bool:
    """Return whether a version may be shown after those that were, previews among them.

    `least`: people who must have given something since each of them. Whoever compares knows their
    own part: of three, two others remain. Without any change there is nothing new to show, and
    saying so apart would tell that somebody has changed something. Versions that share no text have
    no difference that one could take.
    """
    return all(
        len(changed_since(pool, shown)) >= least or not _share_a_text(pool, shown)
        for shown in earlier
    )


def _share_a_text(pool: Pool, earlier: Pool) -> bool:
    return any(pool.of(person) & earlier.ever_of(person) for person in pool.texts)

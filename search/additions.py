"""From a synonym that is refused, because a word of it stands in another, to that other with the new words written into it."""

from dataclasses import dataclass

from search.models import SynonymGroup
from search.models.synonym import lines
from search.thesaurus import normals_of


@dataclass(frozen=True)
class Addition:
    """What of a refused group could be added to a stored one. Nothing, where that holds all of it already."""

    group: SynonymGroup
    words: list[str]
    targets: list[str]

    @property
    def added(self) -> list[str]:
        return [*self.words, *self.targets]

    def fields(self) -> dict[str, str]:
        """The stored group's fields as they would be."""
        return {
            "words": "\n".join([*lines(self.group.words), *self.words]),
            "targets": "\n".join([*lines(self.group.targets), *self.targets]),
        }


def additions(refused: SynonymGroup) -> list[Addition]:
    """One for each stored group that holds a word of the refused one. No word that any group of the direction holds is added."""
    alike = SynonymGroup.objects.filter(direction=refused.direction)
    held = {normals_of(word) for group in alike for word in lines(group.words)}
    groups = dict.fromkeys(group for _word, group in refused.held_elsewhere())
    words = [word for word in lines(refused.words) if normals_of(word) not in held]
    return [addition(group, words, lines(refused.targets)) for group in groups]


def addition(group: SynonymGroup, words: list[str], targets: list[str]) -> Addition:
    """What the group lacks of these; of the targets nothing, unless it has any."""
    return Addition(
        group,
        _lacking(lines(group.words), words),
        _lacking(lines(group.targets), targets) if group.is_one_way else [],
    )


def _lacking(held: list[str], words: list[str]) -> list[str]:
    known = {normals_of(word) for word in held}
    return [word for word in words if normals_of(word) not in known]

"""Words that mean the same, as editors wrote them down."""

from collections.abc import Iterable, Sequence

from search import analysis
from search.analysis.spelling import sound

Normals = tuple[str, ...]


class Thesaurus:
    """Looks words up by their normalised forms or their sound, and gives the normalised forms of what means the same."""

    def __init__(self, groups: Iterable[tuple[Sequence[str], Sequence[str]]] = ()) -> None:
        """
        Args:
            groups: (words, words that are looked for as well when one of the first is searched). In a two-way group
                both hold the same words.
        """
        self._targets: dict[Normals, dict[Normals, None]] = {}
        self._sounds: dict[str, dict[Normals, None]] = {}
        self.words: tuple[str, ...] = ()
        """Those that mean something else as well, as they were written down."""
        for words, targets in groups:
            meant = {target: normals for target in targets if (normals := normals_of(target))}
            for word in words:
                own = normals_of(word)
                others = dict.fromkeys(normals for normals in meant.values() if normals != own)
                if own and others:
                    self.words += (word,)
                    self._targets.setdefault(own, {}).update(others)
                    # Who writes a word by its sound means the word itself as well.
                    self._sounds.setdefault(sound_of(word), {}).update({own: None, **others})

    @property
    def longest(self) -> int:
        """Words in a row that a lookup may need."""
        return max((len(normals) for normals in self._targets), default=1)

    def of(self, normals: Normals) -> Sequence[Normals]:
        """What means the same as these words in a row."""
        return tuple(self._targets.get(normals, ()))

    def of_sound(self, sounds: str) -> Sequence[Normals]:
        """What a word that sounds so means."""
        return tuple(self._sounds.get(sounds, ()))


def normals_of(text: str) -> Normals:
    """The words of a text as a query of the same text would hold them; those that carry no meaning only if all do."""
    words = [m for m in analysis.morphemes(text) if not m.is_grammar]
    return tuple(m.normal for m in words if not m.is_empty) or tuple(m.normal for m in words)


def sound_of(text: str) -> str:
    return sound(analysis.reading(text))


NO_SYNONYMS = Thesaurus()

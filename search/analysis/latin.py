"""Words in Latin letters."""

LONG_ENOUGH = 4
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
FIGURES = {word: str(number) for number, word in enumerate(NUMBERS.split())}


def normal(word: str) -> str:
    """A small number as its figure (three → 3), a plural as its singular."""
    return FIGURES.get(word) or stem(word)


def stem(word: str) -> str:
    """An English plural as its singular (nurseries → nursery, buses → bus); whatever is no plural stays as it is.

    Harman's S-stemmer ("How Effective is Suffixing?", 1991), with -es after a hissing sound.
    """
    if len(word) < LONG_ENOUGH or not word.isalpha():
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    if word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word

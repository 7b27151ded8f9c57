from tests.plugin.lending.models import Toy


def shelves() -> None:
    """The table of toys answers."""
    Toy.objects.exists()

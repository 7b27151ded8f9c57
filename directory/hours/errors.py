"""What is wrong with opening hours, in words for whoever wrote them."""


class HoursError(ValueError):
    """Text of opening hours that is not understood. `part` is the piece of it that is meant, and stands in the message too."""

    def __init__(self, message: str, part: str = ""):
        super().__init__(message)
        self.part = part

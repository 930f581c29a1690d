"""Many applications at once, for measuring."""


def add(number: int) -> None:
    """Add."""

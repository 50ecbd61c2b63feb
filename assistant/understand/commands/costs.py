"""To be written."""

from assistant.understand.commands.reading import Context, Reading


def read(reading: Reading, context: Context) -> None:
    """To be written."""

"""Patterns for messages in which Chinese and Latin words touch: “audit fee报了4万”."""

import re
from pathlib import Path

from assistant.wording import Wording, load_wording


def load_patterns(path: Path) -> dict[str, Wording]:
    """As `load_wording`, with `\\b` between a Han character and a Latin letter."""
    return load_wording(path, re.IGNORECASE | re.ASCII)

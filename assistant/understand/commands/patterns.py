"""Patterns for messages in which Chinese and Latin words touch: “audit fee报了4万”."""

import re
from pathlib import Path

from assistant.wording import load_wording


def load_patterns(path: Path) -> dict[str, re.Pattern[str]]:
    """As `load_wording`, with `\\b` between a Han character and a Latin letter."""
    return {name: re.compile(pattern.pattern, re.IGNORECASE | re.ASCII) for name, pattern in load_wording(path).items()}

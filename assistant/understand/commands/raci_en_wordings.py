"""The patterns of `raci_en.yaml`, loaded once."""

import re
from functools import cache
from pathlib import Path

from assistant.wording import Wording, load_wording

WORDING = load_wording(Path(__file__).with_name("raci_en.yaml"))


@cache
def family(name: str) -> tuple[Wording, ...]:
    """The patterns `name_1`, `name_2`, … in their order."""
    return tuple(pattern for key, pattern in WORDING.items() if re.fullmatch(rf"{name}_\d+", key))

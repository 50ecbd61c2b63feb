"""The patterns of `costs.yaml`, loaded once."""

from pathlib import Path

from assistant.understand.commands.patterns import load_patterns

COST_WORDING = load_patterns(Path(__file__).with_name("costs.yaml"))

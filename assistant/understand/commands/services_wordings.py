"""The patterns of `services.yaml`, loaded once."""

from pathlib import Path

from assistant.wording import load_wording

WORDING = load_wording(Path(__file__).with_name("services.yaml"))

"""Fixed pairs of Chinese and English terms of the field."""

from pathlib import Path

import yaml

from assistant.settings import ROOT


def domain_terms(path: Path = ROOT / "corpus" / "glossary.yaml") -> tuple[str, ...]:
    """Every term of the glossary in both languages, for a word index to keep whole."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    rows = loaded["terms"] if isinstance(loaded, dict) else loaded
    return tuple(term for row in rows for language in ("zh", "en") for term in row[language])

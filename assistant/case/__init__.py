"""The case: pure values with the rules in them. A wrong RACI row or cost line cannot be made."""

from assistant.case.case import Case, Stale
from assistant.case.file import CaseFile, Pending, Talk
from assistant.case.values import Rejected

__all__ = ["Case", "CaseFile", "Pending", "Rejected", "Stale", "Talk"]

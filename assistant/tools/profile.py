"""Commands on the client's profile."""

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assistant.case import Case, Rejected
from assistant.case.lexicon import squeezed
from assistant.case.profile import Profile
from assistant.texts import say
from assistant.tools.base import Setting, Tool

Text = Annotated[str, Field(min_length=1, max_length=200)]
Texts = Annotated[tuple[Text, ...], Field(max_length=50)]
ListField = Literal["sites", "certificates", "target", "contacts"]


class SetProfile(Tool):
    """Note what is known of the client; a list takes the place of what it held."""

    name: ClassVar[str] = "set_profile"
    company: Text | None = None
    sites: Texts | None = None
    headcount: Annotated[int | None, Field(ge=1, le=10_000_000)] = None
    certificates: Annotated[Texts | None, Field(description="schemes the client is certified to, by id: iso-9001")] = None
    target: Annotated[Texts | None, Field(description="schemes wanted, by id")] = None
    target_date: dt.date | None = None
    maturity: Text | None = None
    contacts: Texts | None = None

    def apply(self, case: Case, setting: Setting) -> Case:
        """The profile with what is given."""
        fields = {name: value for name, value in self if value is not None}
        return case.with_profile(case.profile.changed(**fields))


class AddToProfile(Tool):
    """Add entries to a list of the profile."""

    name: ClassVar[str] = "add_to_profile"
    field: ListField
    values: Annotated[Texts, Field(min_length=1)]

    def apply(self, case: Case, setting: Setting) -> Case:
        """Each entry once, as it was said first."""
        entries: dict[str, str] = {}
        for value in (*getattr(case.profile, self.field), *self.values):
            entries.setdefault(squeezed(value), value)
        return case.with_profile(case.profile.changed(**{self.field: tuple(entries.values())}))


class RemoveFromProfile(Tool):
    """Take entries off a list of the profile, or empty a field (without values)."""

    name: ClassVar[str] = "remove_from_profile"
    field: Literal["company", "sites", "headcount", "certificates", "target", "target_date", "maturity", "contacts"]
    values: Texts = ()

    def apply(self, case: Case, setting: Setting) -> Case:
        """Rejected when the field holds none of them."""
        held = getattr(case.profile, self.field)
        if not self.values:
            return case.with_profile(case.profile.changed(**{self.field: getattr(Profile(), self.field)}))
        gone = {squeezed(value) for value in self.values}
        entries = held if isinstance(held, tuple) else () if held is None else (str(held),)
        kept = tuple(each for each in entries if squeezed(each) not in gone)
        if len(kept) == len(entries):
            raise Rejected("not_listed", value=self.values, field=say(f"profile_{self.field}", setting.language))
        return case.with_profile(case.profile.changed(**{self.field: kept if isinstance(held, tuple) else None}))

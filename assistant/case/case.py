"""The case of a client: one value, changed as a whole."""

from typing import Annotated, Any, Literal

from pydantic import Field

from assistant.case.categories import Fit
from assistant.case.costs import CostChecklist
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.case.values import Value
from assistant.domain import Language

Area = Literal["categories", "raci", "costs"]
_DEPENDS: dict[str, tuple[Area, ...]] = {
    "headcount": ("costs",),
    "sites": ("costs",),
    "services": ("costs",),
    "target": ("categories", "raci", "costs"),
}
"""What rests on a field of the profile: fees depend on size, sites and scope, the templates and categories on the scheme."""


class Stale(Value):
    """An area that was filled in before something it depends on was changed."""

    area: Area
    because: str
    """The field of the profile."""


class Case(Value):
    """Everything that was said in a conversation and is kept as tables."""

    profile: Profile = Profile()
    fit: Fit = Fit()
    raci: RaciMatrix = RaciMatrix()
    costs: CostChecklist = CostChecklist()
    stale: Annotated[tuple[Stale, ...], Field(max_length=20)] = ()

    def with_profile(self, profile: Profile) -> "Case":
        """The profile changed, with what depends on a field that had another value marked as stale."""
        filled: dict[Area, bool] = {
            "categories": bool(self.fit.fitted),
            "raci": bool(self.raci.rows),
            "costs": any(item.amount is not None for item in self.costs.items),
        }
        stale = dict.fromkeys(self.stale)
        for field, areas in _DEPENDS.items():
            old = getattr(self.profile, field)
            if old not in (None, ()) and old != getattr(profile, field):
                stale.update(dict.fromkeys(Stale(area=area, because=field) for area in areas if filled[area]))
        return self.changed(profile=profile, stale=tuple(stale))

    def fresh(self, area: Area) -> "Case":
        """The area gone through again: no longer stale."""
        return self.changed(stale=tuple(each for each in self.stale if each.area != area))

    def as_json(self, language: Language = "zh") -> dict[str, Any]:
        """As the command line's contract has it."""
        stale = [{"area": each.area, "because": each.because} for each in self.stale]
        return {
            "profile": self.profile.as_json(),
            "categories": self.fit.as_json(),
            "raci": self.raci.as_json(),
            "costs": self.costs.as_json(language),
            "plan": {},
            "questionnaire": {},
        } | ({"stale": stale} if stale else {})

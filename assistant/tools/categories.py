"""Commands on the business categories."""

from typing import Annotated, ClassVar

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from assistant.case import Case, Rejected
from assistant.case.categories import Fitted, categories
from assistant.case.fitting import fit, fit_between
from assistant.texts import say
from assistant.tools.base import Setting, Tool


class _OfTheFourteen:
    """Names the ids in the schema, which is when the corpus is read first."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "items": {"enum": list(categories()), "type": "string"}}


Ids = Annotated[tuple[str, ...], Field(max_length=14), _OfTheFourteen()]


class DescribeServices(Tool):
    """Note what the client does (the work, not its name) and find the business categories that fit."""

    name: ClassVar[str] = "describe_services"
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    add: Annotated[bool, Field(description="besides what was said before")] = False

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `fit`; while it has to be asked the categories stay empty and the candidates are kept."""
        found = fit(self.text, setting.language, setting.similar, before=case.fit if self.add else None)
        services = (*case.profile.services, self.text) if self.add else (self.text,)
        changed = case.with_profile(case.profile.changed(services=services[-50:]))
        return changed.changed(fit=found).fresh("categories")


class AnswerCategoryQuestion(Tool):
    """Use the answer to the question that tells the candidates apart."""

    name: ClassVar[str] = "answer_category_question"
    text: Annotated[str, Field(min_length=1, max_length=2000)]

    def apply(self, case: Case, setting: Setting) -> Case:
        """See `fit_between`."""
        found = fit_between(self.text, setting.language, setting.similar, case.fit)
        services = (*case.profile.services, self.text)[-50:]
        return case.changed(fit=found, profile=case.profile.changed(services=services)).fresh("categories")


class ChooseCategories(Tool):
    """Add categories by their ids, or take them out."""

    name: ClassVar[str] = "choose_categories"
    add: Ids = ()
    remove: Ids = ()

    def apply(self, case: Case, setting: Setting) -> Case:
        """Rejected for anything that is none of the fourteen, or not in the case when it is to be taken out."""
        known = categories()
        for id in (*self.add, *self.remove):
            if id not in known:
                raise Rejected("no_such_category", category=id)
        for id in self.remove:
            if id not in case.fit.ids:
                raise Rejected("category_not_in_case", category=known[id].name.of(setting.language))
        kept = [each for each in case.fit.fitted if each.category not in self.remove]
        chosen = say("chosen_by_you", setting.language)
        kept += [Fitted(category=id, score=1.0, why=(chosen,)) for id in dict.fromkeys(self.add) if id not in case.fit.ids]
        removed = tuple(id for id in dict.fromkeys((*case.fit.removed, *self.remove)) if id not in self.add)
        return case.changed(fit=case.fit.changed(fitted=tuple(kept), removed=removed, between=(), again=False)).fresh("categories")

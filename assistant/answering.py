"""From an understood question to its answer: where it is looked up, what is tried when nothing is found, and who words it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.answer import Knowledge, answer
from assistant.answer.evidence import nearest_question
from assistant.chat import Chat
from assistant.domain import Answer, Language, Passage, Retrieved, Understanding
from assistant.library import Library
from assistant.recording import LookedUp, recorder
from assistant.retrieval import Retrieval
from assistant.speaking import Around, Show, rewritten, worded

TURNED = 0.02
"""Score by which the page's own passages must lie nearer than those of the scheme spoken of before, for a question to turn away from it."""
FAR_SURE, FAR_NEAR = 0.3, 0.89
"""Surplus of evidence, and cosine of a key question, that an answer needs which neither the page nor a named scheme gives."""
SEARCHERS = 2
"""Searches that run at once; more would only slow each other down on few cores, and a stream never waits for a core."""
Again = Callable[[str], Understanding]
"""Understands a question anew, once it has been made to stand alone."""


class Answering:
    """Looks questions up and answers them. Thread-safe."""

    def __init__(self, library: Library, retrieval: Retrieval, knowledge: Knowledge, chat: Chat | None) -> None:
        """`chat`: the model that words answers; None, they are quotations."""
        self._library, self._retrieval, self._knowledge, self._chat = library, retrieval, knowledge, chat
        self._searchers = ThreadPoolExecutor(SEARCHERS, thread_name_prefix="search")

    def close(self) -> None:
        """No more searches."""
        self._searchers.shutdown()

    def retrieve(self, understanding: Understanding, elsewhere: bool) -> Retrieved:
        """What the documents have; `elsewhere`, those of the other language that have no counterpart in the question's own."""
        if not elsewhere:
            return self._look_up(understanding)
        alone = self._alone(understanding.language)
        if not alone:
            return Retrieved(elsewhere=True)
        found = self._searchers.submit(self._retrieval.look_up, understanding, True).result()
        return replace(found, evidence=tuple(one for one in found.evidence if one.passage.document.id in alone))

    def _alone(self, language: Language) -> frozenset[str]:
        """Documents of the other language that have no counterpart in this one: what stands in both has been weighed in this one."""
        documents = self._library.documents()
        rendered = {document.renders for document in documents}
        covered = {document.scheme for document in documents if document.language == language and document.scheme}
        return frozenset(
            document.id
            for document in documents
            if document.language != language and not document.renders and document.id not in rendered and document.scheme not in covered
        )

    def answer(self, understanding: Understanding, retrieved: Retrieved, around: Around, again: Again, show: Show) -> Answer:
        """The quotation, worded by the model if there is one; `show` gets the draft while it arrives.

        A question that finds nothing, or hardly enough, is put by the model so that it stands alone, in the words of the field,
        and looked up once more: a refusal that then finds no evidence stays a refusal, and so does one for a question that is
        known to be answered nowhere.
        """
        return replace(self._answered(understanding, retrieved, around, again, show), frame=None)

    def _answered(self, understanding: Understanding, retrieved: Retrieved, around: Around, again: Again, show: Show) -> Answer:
        quoted, used = self._quoted(understanding, retrieved)
        _note(understanding, used, quoted)
        if quoted.refused and understanding.otherwise:
            return Answer(understanding.otherwise, understanding.language, asks=(understanding.otherwise,))
        if self._chat is None:
            return quoted
        unsure = quoted.unsure or quoted.weak or (quoted.refused and bool(around.history) and not quoted.foreign)
        # Without any evidence nothing is held in the question's language, whatever words it is put in.
        if unsure and retrieved.evidence and not retrieved.elsewhere:
            understanding, used, quoted = self._anew(self._chat, understanding, used, quoted, around, again)
        if retrieved.elsewhere and self._alone(understanding.language):
            used, quoted = self._across(self._chat, understanding, used, quoted, around, again)
        return worded(self._chat, understanding, used, quoted, self._knowledge, around, show)

    def _anew(
        self, chat: Chat, understanding: Understanding, used: Retrieved, quoted: Answer, around: Around, again: Again
    ) -> tuple[Understanding, Retrieved, Answer]:
        """The question as the model puts it, with what that finds; what was found before where that is no better."""
        question = rewritten(chat, understanding, around)
        anew = again(question) if question else understanding
        if question and anew.intent == "question":
            other, found = self._quoted(anew, self._look_up(anew))
            _note(anew, found, other)
            # Put in other words, what nothing answers comes near something too: then it has to be sure.
            if not other.refused and not (other.weak and (quoted.weak or not around.history)):
                return anew, found, other
        return understanding, used, quoted

    def _across(
        self, chat: Chat, understanding: Understanding, used: Retrieved, quoted: Answer, around: Around, again: Again
    ) -> tuple[Retrieved, Answer]:
        """What documents of the other language say to the question as the model puts it in theirs; else what was found before."""
        question = rewritten(chat, understanding, around, "en" if understanding.language == "zh" else "zh")
        if not question:
            return used, quoted
        # It is answered, and introduced, in the language that it was asked in.
        abroad = replace(again(question), language=understanding.language)
        found = self.retrieve(abroad, True)
        other = answer(abroad, found, self._knowledge)
        _note(abroad, found, other)
        return (used, quoted) if other.refused else (found, other)

    def _quoted(self, understanding: Understanding, retrieved: Retrieved) -> tuple[Answer, Retrieved]:
        """The answer in the words of the evidence, and the evidence that it was drawn from."""
        # What was spoken of before, or what the page is about, need not be what is asked about now.
        asked = (understanding.carried and understanding.said) or understanding.question
        alone = replace(understanding, question=asked, mentions=(), carried=False, bare=asked)
        page = self._look_up(alone) if understanding.carried and not retrieved.elsewhere else Retrieved()
        if page.evidence and _best(page) > _best(self._of_carried(understanding, asked)) + TURNED:
            return answer(alone, page, self._knowledge), page
        answered = answer(understanding, retrieved, self._knowledge)
        if not answered.refused or answered.foreign or retrieved.elsewhere or (understanding.mentions and not understanding.carried):
            return answered, retrieved
        other = answer(alone, page, self._knowledge) if page.evidence else answered
        if not other.refused:
            return other, page
        far = self._searchers.submit(self._retrieval.look_anywhere, alone).result()
        if nearest_question(far.evidence) < FAR_NEAR:
            return answered, retrieved
        found = answer(alone, far, self._knowledge, sure=FAR_SURE)
        return (answered, retrieved) if found.refused else (found, far)

    def _look_up(self, understanding: Understanding) -> Retrieved:
        return self._searchers.submit(self._retrieval.look_up, understanding, False).result()

    def _of_carried(self, understanding: Understanding, asked: str) -> Retrieved:
        """What the schemes spoken of before have on the message alone, without what was asked of them then."""
        return self._look_up(replace(understanding, question=asked, said="", bare=asked, topic=""))


def original_of(library: Library) -> Callable[[Passage], str | None]:
    """Gives the section of the original that a translated passage renders; None for any other passage."""

    def original(passage: Passage) -> str | None:
        if passage.document.renders is None or passage.anchor is None:
            return None
        return "\n\n".join(part.text for part in library.section(passage.document.renders, passage.anchor)) or None

    return original


def _note(understanding: Understanding, retrieved: Retrieved, quoted: Answer) -> None:
    """Tell who records the turn what was looked up."""
    noted = recorder()
    if noted:
        noted.looked_up.append(LookedUp(understanding, retrieved, quoted.refused))


def _best(retrieved: Retrieved) -> float:
    return max((one.score for one in retrieved.evidence), default=0.0)

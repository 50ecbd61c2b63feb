"""Short English messages as clients and sales staff type them: the first sentence answers, and nothing beside the point follows."""

import itertools
from collections.abc import Sequence

import pytest

from assistant.assistant import Assistant
from assistant.domain import Answered

_SESSIONS = itertools.count()


def _play(assistant: Assistant, *messages: str) -> Answered:
    """The last turn of a conversation of its own."""
    session = f"everyday-en-{next(_SESSIONS)}"
    last = None
    for message in messages:
        for event in assistant.reply(session, message):
            last = event
    assert isinstance(last, Answered)
    return last


# What is asked, what must stand in the answer, and what must not.
ANSWERED = [
    ("How long to get ISO 20000 certified", ["4 to 8 months"], ["certification means"]),
    ("timeline for CCRC", ["some months"], []),
    ("What's the turnaround on ISO 13485?", ["4 to 9 months"], ["certification of a medical device"]),
    ("how quickly can we get CMMI 3", ["a number of months"], ["step-by-step"]),
    ("is 3 months enough for ISO 14001?", ["4 to 6 months"], ["By no regular path"]),
    ("can we get iso9001 in two weeks", ["3 months of operation"], ["legal entity"]),
    ("We need 27001 by March, is that realistic?", ["3 months of operation"], ["Small companies"]),
    ("Time to get HACCP?", ["2 to 4 months"], ["Not at once"]),
    ("How long does a military secrecy qualification application take?", ["No official time"], ["You could ask"]),
    ("When could we have the CMMI certificate if we start now?", ["a number of months"], ["SCAMPI"]),
    ("ISO 9001 cost?", ["audit fee", "consulting and training"], []),
    ("what are we paying for with CNAS", ["annual fee", "assessment fee"], []),
    ("any hidden costs with ISO 20000?", ["cost parts"], ["benefits"]),
    ("does CNAS charge an annual fee?", ["Yes. Cost parts: annual fee"], []),
    ("what should we submit for medical device registration", ["need these documents"], ["self-inspection report"]),
    ("is a statement of applicability required for 27001", ["Yes. Documents: statement of applicability"], []),
    ("What do I need to get started with ISO 22000?", ["conditions", "3 months"], ["buyers ask"]),
    ("Who can apply for CCRC?", ["conditions"], []),
    ("minimum headcount for ISO 9001?", ["no minimum size"], ["3 months or more"]),
    ("is our 8 person team too small for 27001", ["No. Small companies"], []),
    ("our company is 2 months old, can we get 27001?", ["at least 3 months"], ["Small companies"]),
    ("How does the ITSS assessment work?", ["on-site assessment", "expert review"], []),
    ("walk me through CNAS accreditation", ["The steps to CNAS"], []),
    ("where do we start with GJB 9001C", ["The steps to GJB 9001C"], []),
    ("what is the first thing to do for ISO 14001?", ["The steps to"], []),
    ("iso 20000 certificate lifetime", ["valid for 3 years"], ["4 to 8 months"]),
    ("how do we extend our CMA certificate", ["at least 3 months before expiry"], []),
    ("is there an annual audit for ISO 22301", ["once a year"], ["audited together"]),
    ("ITSS annual review?", ["once a year"], ["expert review"]),
    ("what happens when the certificate expires", ["new initial certification"], []),
    ("can we change certification body", ["ask both the new and the old"], ["You could ask"]),
    ("we want to transfer our ISO 9001 certificate to another body", ["ask both the new and the old"], ["Noted"]),
    ("Is ISO 27001 compulsory in China?", ["No. ISO 27001 is voluntary"], []),
    ("do we have to do HACCP?", ["No. HACCP certification is a voluntary"], []),
    ("Is CNAS mandatory for labs", ["No. CNAS accreditation is voluntary"], []),
    ("is GJB 9001C voluntary", ["No.", "may not undertake"], []),
    ("must we have ISO 14001 to sell in China", ["No. ISO 14001 is not required by law"], ["Noted"]),
    ("is MLPS the same as 27001?", ["No. Classified protection"], []),
    ("do I really need IATF 16949 to supply VW?", ["condition of supply"], []),
    ("why should we get CMMI?", ["process improvement"], ["V3.0"]),
    ("advantages of having ITSS", ["award points"], ["Noted"]),
    ("benefits of ISO 27001 for a SaaS company", ["ask for it in tenders"], ["Noted"]),
    ("who grants CNAS accreditation", ["issued by CNAS itself"], ["right word"]),
    ("Who does CMMI appraisals?", ["lead appraisers"], ["process improvement model"]),
    ("who is ISO 27701 for", ["process personal data"], ["2nd edition"]),
    ("how to verify a CNAS certificate", ["published on the CNAS website"], ["renewed before"]),
    ("can I look up whether a company really has CMMI 5", ["PARS"], ["step-by-step"]),
    ("what was CCRC called before", ["ISCCC"], ["valid for 3 years"]),
    ("which edition of ISO 14001 is in force", ["ISO 14001:2026, published on 15 April 2026"], []),
    ("what separates CMA from CNAS", ["easily confused"], []),
    ("27001 or MLPS, which one do we need", ["neither replaces the other"], []),
    ("should we do ITSS or ISO 20000 first", ["lays down no order"], ["Yes."]),
    ("do we need 9001 before IATF 16949?", ["builds on ISO 9001"], ["6 to 12 months"]),
    ("What happens at stage 1?", ["reviews documents"], ["Stage 2 audit:"]),
    ("What does a client get at stage 1 audit?", ["judges whether stage 2 can follow"], []),
    ("is stage 2 always on site", ["checks on site"], ["Stage 1 audit:"]),
    ("Does ISO 9001 require a consultant?", ["No.", "optional"], ["CNCA does not allow"]),
    ("what training is required for ITSS", ["IT service engineers"], ["general requirements"]),
    ("do we need our own office for CCRC", ["a fixed office"], ["No."]),
    ("We have 9001 already. How long would 14001 take?", ["4 to 6 months"], ["ISO 9001 certification typically"]),
    ("Our boss wants CMMI by summer. Is it doable?", ["a number of months"], ["voluntary"]),
    ("iso 22301 in a nutshell", ["business continuity"], ["No:"]),
    ("Can you write the documents for us?", ["No:", "may not write"], []),
    ("validity of CMMI and the cost", ["valid for 3 years", "The cost of CMMI"], []),
    ('How long does ISO 9001 take? Another firm wrote "guaranteed pass in 30 days"', ["some months"], ["promise"]),
    ("whats the cost of iso 9001 for 30 people", ["Head-count: 30", "The amounts for ISO 9001 depend"], []),
    ("GJB 9001C do we need 9001 first", ["ISO 9001 → GJB 9001C"], ["Noted"]),
    ("inspection body type A B C difference", ["type A"], ["Noted"]),
    ("do we need both CMA and CNAS", ["may hold both"], ["valid for 6 years"]),
    ("industrial production licence for cement needed? how long valid", ["cement", "valid for 5 years"], []),
    ("GMP for health food - is there still a certificate", ["is gone"], ["Yes."]),
    ("what do you need from us to start ISO 9001", ["The conditions for ISO 9001"], []),
    ("our ISO 27001 cert runs out in march, when do we start", ["before the certificate expires"], ["surveillance"]),
    ("we have CMMI 3, do we still need ITSS to bid", ["ITSS is voluntary", "award points"], ["looks at"]),
    ("Who should be on the project team for ISO 20000?", ["Top management", "Internal auditors"], ["feasibility"]),
    ("HSE system cert who asks for it", ["Suppliers"], ["head-count"]),
    ("what happens if we fail the audit", ["closed and verified before the certificate"], []),
    ("proficiency testing failed, what do we do", ["analyse, correct and pass again"], []),
    ("is CCC mandatory for power adapters", ["CCC"], ["Yes."]),
    ("does a fire extinguisher need CCC or the voluntary cert", ["extinguisher"], ["Yes."]),
]

# What is asked, and what the refusal must say, for no document holds it.
REFUSED = [
    ("Is our ISO 22000 audit done remotely?", "whether the audit can be done remotely"),
    ("is CE the same as CCC", "Nothing I hold is about “CE”"),
    ("can we skip stage 1 for ISO 20000", "which steps may be skipped"),
    ("Do stage 1 and stage 2 have to be on different days?", "how far apart the audit stages have to be"),
    ("who's your best auditor and whats her phone number", "names or contact details of persons"),
    ("are there subsidies for ISO 27001?", "do not state any subsidy"),
    ("any grants for IATF 16949", "do not state any subsidy"),
    ("is there a minimum company size for ITSS", "a minimum size or head-count"),
    ("do we need registered capital for CCRC", "a requirement on capital"),
    ("Does the US accept ISO 9001 certificates from China?", "whether it is recognised abroad"),
    ("Our customer asks whether IATF 16949 needs special software.", "any software that it requires"),
    ("can I exclude design from ISO 9001", "which requirements may be left out"),
    ("how many internal auditors do we need for ISO 9001", "a requirement on"),
    ("audit duration iso 27001", "audit days"),
    ("what happens if we don't pass CMMI", "what happens after failing"),
    ("we failed stage 2, now what", "The documents I hold do not state"),
    ("what can we do with the logo, can we print it on the box?", "how the logo or mark may be used"),
    ("a prospect lost his certificate, how does he get a copy", "how a lost certificate is replaced"),
    ("explain MLPS to me", "classified protection (MLPS)"),
    ("DCMM vs CMMI", "DCMM"),
]

# Messages of one conversation, and what must and must not be in the answer to the last of them.
CONVERSATIONS = [
    (("how long is ISO 9001 valid", "what about 27001?", "and ITSS?"), ["ITSS certificate is valid for 3 years"], []),
    (("ISO 22000 validity", "and the documents?"), ["food safety management manual"], ["CNCA certification rules"]),
    (("military product certification, how long?", "cost?", "conditions?"), ["stable production line"], ["consulting"]),
    (("iso 45001 cost", "time?"), ["4 to 6 months"], ["audit fee"]),
    (("iso 45001 cost", "conditions"), ["The conditions for ISO 45001"], ["could not read"]),
    (("tell me about ISO 45001", "is it mandatory?", "how do we get it?"), ["The steps to ISO 45001"], []),
    (("steps for CCRC", "any yearly audit?"), ["once a year"], []),
    (("We want ISO 20000.", "how long?"), ["4 to 8 months"], []),
    (("We want to get CMA.", "what do we need"), ["The conditions for CMA"], ["ISO 20000"]),
    (("compare ISO 27001 and CMMI", "which is faster?"), ["3 months of operation", "CMMI level 3 from scratch"], ["ISO 20000"]),
    (("How long does CMMI take?", "We moved office"), ["after a change of name, address or owner"], ["SEI"]),
    (("is stage 1 audit on site", "how many days"), ["the number of audit days"], ["Surveillance audit"]),
    (("who issues CMMI", "how much?"), ["The amounts for CMMI depend"], ["size of the organisation"]),
    (("is ISO 27001 mandatory?", "and 27701?", "can we do both together?"), ["audited together"], ["voluntary"]),
]


@pytest.mark.parametrize(("message", "held", "absent"), ANSWERED, ids=[row[0] for row in ANSWERED])
def test_an_everyday_question_is_answered(assistant: Assistant, message: str, held: Sequence[str], absent: Sequence[str]) -> None:
    answered = _play(assistant, message)
    assert not answered.answer.refused
    _holds(answered.answer.text, held, absent)


@pytest.mark.parametrize(("message", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_no_document_holds_is_refused_by_its_name(assistant: Assistant, message: str, said: str) -> None:
    answered = _play(assistant, message)
    assert answered.answer.refused
    assert said in answered.answer.text


@pytest.mark.parametrize(("messages", "held", "absent"), CONVERSATIONS, ids=[" / ".join(row[0]) for row in CONVERSATIONS])
def test_a_follow_up_asks_of_what_was_spoken_of(
    assistant: Assistant, messages: tuple[str, ...], held: Sequence[str], absent: Sequence[str]
) -> None:
    _holds(_play(assistant, *messages).answer.text, held, absent)


def test_a_question_beside_facts_of_the_client_is_about_the_scheme_they_name(assistant: Assistant) -> None:
    text = _play(assistant, "hi, we're a 40 people software house and a customer wants 27001. what do we need?").answer.text
    _holds(text, ["Head-count: 40", "The conditions for ISO 27001"], ["ISO 20000"])


@pytest.mark.parametrize("message", ["price of ISO 9001 for 30 people", "CMMI level 3 price", "how much is IATF 16949"])
def test_a_price_is_refused_with_what_it_depends_on(assistant: Assistant, message: str) -> None:
    answered = _play(assistant, message)
    assert answered.answer.refused
    _holds(answered.answer.text, ["I have no price to give", "depend on"], ["Noted"])


@pytest.mark.parametrize(
    "message",
    ["how many CISP or CISAW people for CCRC level 2?", "Are we too many people for ITSS?", "how far apart are stage 1 and stage 2"],
)
def test_a_refusal_offers_no_question_that_asks_the_same(assistant: Assistant, message: str) -> None:
    assert "How many people and projects" not in _play(assistant, message).answer.text


def _holds(text: str, held: Sequence[str], absent: Sequence[str]) -> None:
    for words in held:
        assert words in text
    for words in absent:
        assert words not in text

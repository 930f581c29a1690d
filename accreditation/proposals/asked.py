"""Which questions are asked: all without a condition, and those whose condition holds.

A condition names answers to an earlier question. An answer to a question that is not asked is kept
while the form is written, so that nothing is lost, but it does not count.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Section = Mapping[str, Any]
Question = Mapping[str, Any]
Answers = Mapping[str, Any]


def asked(sections: Iterable[Section], answers: Answers) -> list[dict[str, Any]]:
    """The sections with only the questions that are asked, by the answers that count.

    Takes the sections in their order, so that what hangs on a question that is not asked itself is
    not asked either.
    """
    counting = dict(answers)
    found = []
    for section in sections:
        questions = []
        for question in section["questions"]:
            if holds(question, counting):
                questions.append(question)
            else:
                counting.pop(question["code"], None)
        found.append({**section, "questions": questions})
    return found


def counting(sections: Iterable[Section], answers: Answers) -> dict[str, Any]:
    """The answers to the questions that are asked."""
    codes = [q["code"] for section in asked(sections, answers) for q in section["questions"]]
    return {code: answers[code] for code in codes if code in answers}


def holds(question: Question, answers: Answers) -> bool:
    """Whether the condition of a question holds; without one it always does."""
    condition = question.get("asked_if")
    if condition is None:
        return True
    return bool(chosen(answers.get(condition["question"])) & set(condition["answers"]))


def chosen(answer: object) -> set[str]:
    """What an answer chose, as conditions name it: yes or no, or the codes of choices."""
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    if isinstance(answer, str):
        return {answer}
    return {code for code in answer if isinstance(code, str)} if isinstance(answer, list) else set()


def within_reach(section: Section, asked_codes: Iterable[str]) -> dict[str, Any]:
    """The section with the questions that are asked, or would be by other answers on its page.

    A page without scripts shows what hangs on a question beside it, with its condition in words.
    """
    reached = set(asked_codes)
    questions: list[Question] = []
    for question in section["questions"]:
        here = {each["code"] for each in questions}
        condition = question.get("asked_if")
        if question["code"] in reached or (condition and condition["question"] in here):
            questions.append(question)
    return {**section, "questions": questions}


def depending(sections: Iterable[Section], codes: Iterable[str]) -> set[str]:
    """The codes given, and every question that is asked or not by the answers to them."""
    found = set(codes)
    for section in sections:
        for question in section["questions"]:
            condition = question.get("asked_if")
            if condition and condition["question"] in found:
                found.add(question["code"])
    return found

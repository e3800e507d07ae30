"""What must agree in a survey. Each check says its rule in its docstring; a program's own survey passes the same."""

from collections.abc import Callable

from coaching.frameworks.agreement_checks import at
from coaching.frameworks.framework import Framework
from coaching.frameworks.reading import Where
from coaching.frameworks.structure.plan import FieldKind
from coaching.frameworks.structure.surveys import CHOSEN, STEPS, AskKind, Survey, SurveyQuestion


def check_surveys(framework: Framework, where: Where) -> None:
    """A survey is asked at some time, by one of a format about another; it shows names only where the plan asks."""
    keys: set[str] = set()
    for survey in framework.surveys:
        here = at(where, f"surveys.{survey.key}")
        if survey.key in keys:
            here.problem(f"The key {survey.key!r} stands twice.", "Give each survey a key of its own.")
        keys.add(survey.key)
        parties = {part for form in framework.formats for part in form.parts}
        for name, parts in (("by", survey.by), ("about", survey.about)):
            for part in sorted(set(parts) - parties):
                here.key(name).problem(f"No format has {part.value!r}.", "Take it out, or add it to a format.")
        _check_names(framework, survey, here)
        check_survey(survey, here)


def _check_names(framework: Framework, survey: Survey, here: Where) -> None:
    if bool(survey.named_by) != bool(survey.named_when):
        here.key("named_by").problem("Named_by and named_when belong together.", "Give both, or neither.")
    if not survey.named_by or not survey.named_when:
        return
    field = next((one for one in framework.plan if one.key == survey.named_by), None)
    if field is None or field.kind is not FieldKind.CHOICE:
        here.key("named_by").problem("The plan has no such choice.", 'Name a field of the plan of kind "choice".')
    elif survey.named_when not in {option.key for option in field.options}:
        here.key("named_when").problem(f"There is no option {survey.named_when!r}.", "Name one of its options.")


def check_survey(survey: Survey, here: Where) -> None:
    """What one survey says of itself: an occasion, and questions that can be answered."""
    when = survey.when
    if not (when.after_visits or when.at_cycles or when.every_weeks or when.on_request or when.at_conclusion):
        here.key("when").problem("It is never asked.", "Say when.")
    before: dict[str, SurveyQuestion] = {}
    for question in survey.questions:
        place = here.key("questions").key(question.key)
        if question.key and question.key in before:
            place.problem(f"The key {question.key!r} stands twice.", "Give each question a key of its own.")
        for check in QUESTION_CHECKS:
            check(question, before, place)
        before[question.key] = question


def _check_scale(question: SurveyQuestion, _before: dict[str, SurveyQuestion], place: Where) -> None:
    wants = question.kind is AskKind.SCALE
    if wants != (question.low is not None) or wants != (question.high is not None):
        remedy = 'Give low and high to kind "scale", and only to it.'
        place.key("low").problem("Kind and the words at the ends disagree.", remedy)


def _check_options(question: SurveyQuestion, _before: dict[str, SurveyQuestion], place: Where) -> None:
    if question.kind in CHOSEN and len(question.options) < 2:
        place.key("options").problem("There is nothing to choose from.", "Give at least two options.")
    if question.kind not in CHOSEN and question.options:
        place.key("options").problem("Kind and options disagree.", 'Give options to "choice" and "several" only.')
    keys = [option.key for option in question.options]
    if len(set(keys)) < len(keys):
        place.key("options").problem("An option stands twice.", "Give each option a key of its own.")
    if any(option.named or option.exclusive for option in question.options):
        remedy = "Take named and exclusive out. What is to be written is a question of its own."
        place.key("options").problem("An option of a survey is chosen, and nothing else.", remedy)


def _check_skip(question: SurveyQuestion, before: dict[str, SurveyQuestion], place: Where) -> None:
    rule = question.only_when
    if rule is None:
        return
    asked = before.get(rule.question)
    if asked is None:
        place.key("only_when").problem(f"No question {rule.question!r} comes before it.", "Name an earlier one.")
        return
    can = {str(step) for step in range(1, STEPS + 1)} if asked.kind is AskKind.SCALE else set()
    can |= {option.key for option in asked.options}
    for answer in sorted(set(rule.answers) - can):
        remedy = f"Use some of: {', '.join(sorted(can)) or 'none, because it is answered in words'}."
        place.key("only_when").problem(f"{asked.key!r} is never answered with {answer!r}.", remedy)


QUESTION_CHECKS: tuple[Callable[[SurveyQuestion, dict[str, SurveyQuestion], Where], None], ...] = (
    _check_scale,
    _check_options,
    _check_skip,
)

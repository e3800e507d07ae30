"""What must agree in the supervisor's contact with the pair. Each check says its rule in its docstring."""

from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks.framework import Framework
from coaching.frameworks.reading import Where
from coaching.frameworks.structure import Moment


def check_check_ins(framework: Framework, where: Where) -> None:
    """The supervisor checks in with some of the pair; data is talked about with some of those, each either first or
    after that, and nobody hears of it second where nobody hears of it first (B10).
    """
    check_in = framework.check_in
    if check_in is None:
        return
    here = where.key("check_in")
    if Part.SUPERVISOR not in check_in.parts or not set(check_in.parts) & set(PAIR):
        message = "A check-in is of the supervisor with those who work together."
        here.key("parts").problem(message, 'Name "supervisor" and some of the others.')
    for name, parts in (("data_first", check_in.data_first), ("data_then", check_in.data_then)):
        for part in parts:
            if part not in PAIR or part not in check_in.parts:
                here.key(name).problem(f"{part.value!r} is not checked in with.", "Take it out, or add it to parts.")
    if both := set(check_in.data_first) & set(check_in.data_then):
        message = f"{min(both).value!r} would hear of data both first and after that."
        here.key("data_then").problem(message, "Name it once.")
    if check_in.data_then and not check_in.data_first:
        here.key("data_first").problem("Nobody hears of data first.", "Say who does, or take data_then out.")


def check_plan_copies(framework: Framework, where: Where) -> None:
    """A copy of the plan goes to those who are given the plan: its goals and all that belongs to them (D15)."""
    for document in framework.documents:
        if (document.moment, document.record_class) != (Moment.AFTER_VISIT, RecordClass.ACTION_PLAN):
            continue
        for part in document.to:
            classes = (RecordClass.GOALS, RecordClass.ACTION_PLAN)
            if part not in PAIR and any(framework.form(part, one) is not Form.ALL for one in classes):
                message = f"{part.value!r} would get the plan, and is not given goals and action plan in full."
                where.key("documents").key(document.key).key("to").problem(message, "Take it out, or give both.")

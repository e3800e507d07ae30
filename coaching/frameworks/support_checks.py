"""What must agree in what happens around the coaching. Each check says its rule in its docstring."""

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


def check_peers(framework: Framework, where: Where) -> None:
    """Those who look through each other's plans are peers in each format that is named, and the section in which each
    writes to the other is theirs to write (B7).
    """
    peers = framework.peers
    if peers is None:
        return
    here = where.key("peers")
    for form in framework.formats:
        if peers.covers(form.key) and not any(one.part is Part.PEER and one.least >= 2 for one in form.parties):
            here.key("formats").problem(f"In {form.key!r} there are no two peers.", "Take it out.")
    if peers.feedback not in {one.key for one in framework.note_sections(by=Part.PEER)}:
        here.key("feedback").problem("Peers write no such section of notes.", "Name one that has peer in by.")


def check_resources(framework: Framework, where: Where) -> None:
    """Whoever is asked is of the format, or a coach's supervisor, who is of none and is told whom to leave out; and
    nobody is asked by themselves (B7, A9).
    """
    resources = framework.resources
    if resources is None:
        return
    here = where.key("resources")
    for route in resources.routes:
        for form in framework.formats:
            if not route.covers(form.key) or not set(route.by) & set(form.parts):
                continue
            if not set(route.to) & {*form.parts, Part.COACH_SUPERVISOR}:
                here.key("routes").problem(f"In {form.key!r} nobody is there to ask.", "Limit it by formats.")
        if Part.SUPERVISOR in (*route.by, *route.to, *route.seen_by):
            here.key("routes").problem("The supervisor is no part of it.", "Take the supervisor out.")
        if Part.COACH_SUPERVISOR in route.to and resources.anonymous is None:
            message = "Whoever is asked may not know whom it is about."
            here.key("anonymous").problem(message, "Say that nobody is named.")

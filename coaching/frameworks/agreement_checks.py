"""What must hold within the agreement of a framework: its promises, routes, letters and what may be tailored."""

from collections.abc import Iterable, Iterator

from coaching.disclosure.classes import PAIR, PARTY_PARTS, Form, Part, RecordClass
from coaching.frameworks import structure as s
from coaching.frameworks.framework import Framework
from coaching.frameworks.reading import Where

MANDATORY_REPORTING = "A8"
WRITE_LETTERS = (Part.COACH, Part.MENTOR_COACH, Part.PEER)


def check_every_signer_promises(framework: Framework, where: Where) -> None:
    """In each format, each signer has exactly one list of clauses."""
    for form in framework.formats:
        for part in form.signers:
            count = sum(
                commitment.part == part and (not commitment.formats or form.key in commitment.formats)
                for commitment in framework.commitments
            )
            if count != 1:
                message = f"{part.value!r} signs format {form.key!r} and has {count} lists of clauses."
                where.key("commitments").problem(message, "Give each signer exactly one for each format.")


def check_mandatory_reporting(framework: Framework, where: Where) -> None:
    """Mandatory reporting is a locked clause in every format of every framework (A8)."""
    for form in framework.formats:
        if not any(_binds_reporting(clause, form.key) for clause in _all_clauses(framework, form)):
            message = f"Format {form.key!r} has no locked clause on mandatory reporting."
            remedy = f'Add a clause with codes = ["{MANDATORY_REPORTING}"] and locked = true.'
            where.key("commitments").problem(message, remedy)


def _binds_reporting(clause: s.Clause, format_key: str) -> bool:
    applies = not clause.formats or format_key in clause.formats
    return applies and clause.locked and MANDATORY_REPORTING in clause.codes


def _all_clauses(framework: Framework, form: s.Format) -> Iterator[s.Clause]:
    for commitment in framework.commitments:
        if commitment.part in form.signers and (not commitment.formats or form.key in commitment.formats):
            yield from commitment.clauses
    for section in framework.sections:
        if not section.formats or form.key in section.formats:
            yield from section.clauses


def check_contacts(framework: Framework, where: Where) -> None:
    """Who a concern goes to, and is no party, has a required contact field in the plan (A16)."""
    asked = {field.of for field in framework.plan if field.kind is s.FieldKind.CONTACT and field.required}
    parties = {part for form in framework.formats for part in form.parts}
    wanted = {part for route in framework.concerns.routes for step in route.steps for part in step.to} - parties
    for part in sorted(wanted - asked):
        message = f"A concern goes to {part.value!r}, and the plan does not ask for their contact."
        where.key("plan").problem(message, f'Add a required field with kind = "contact" and of = "{part.value}".')
    for step in (step for route in framework.concerns.routes for step in route.steps):
        if not step.to and not step.another_coach:
            at(where, f"concerns.routes.{step.key}").problem("This step goes to nobody.", "Add to or another_coach.")


def check_routes(framework: Framework, where: Where) -> None:
    """In each format that a concern route is for, whoever raises it or gets it as a party is a party."""
    for route in framework.concerns.routes:
        here = at(where, f"concerns.routes.{route.raised_by.value}")
        for form in framework.formats:
            if route.formats and form.key not in route.formats:
                continue
            spoken_of = {route.raised_by} | {part for step in route.steps for part in step.to if part in PARTY_PARTS}
            for part in sorted(spoken_of - set(form.parts)):
                remedy = "Limit the route by formats, or take the part out."
                here.problem(f"Format {form.key!r} has no {part.value!r}.", remedy)


def check_letters(framework: Framework, where: Where) -> None:
    """A letter is written by one who leads coaching, at the start or on request, to others; and who gets one outside
    the pair is given the agreement, too.
    """
    for letter in framework.letters:
        here = at(where, f"letters.{letter.key}")
        if letter.sender not in WRITE_LETTERS:
            remedy = f"Use one of: {', '.join(WRITE_LETTERS)}."
            here.key("sender").problem(f"{letter.sender.value!r} does not lead coaching.", remedy)
        if letter.moment not in (s.Moment.START, s.Moment.ON_REQUEST):
            message = f"No letter is written at {letter.moment.value!r}."
            here.key("moment").problem(message, 'Write "start" or "on_request".')
        for name, parts in (("to", letter.to), ("copy_to", letter.copy_to)):
            for part in parts:
                if (part is letter.sender and part is not Part.PEER) or (name == "copy_to" and part in letter.to):
                    here.key(name).problem(f"{part.value!r} has this letter already.", "Take it out here.")
                if part not in PAIR and framework.form(part, RecordClass.AGREEMENT) is not Form.ALL:
                    message = f"{part.value!r} would get a letter, and is not given the agreement."
                    here.key(name).problem(message, f"Take it out here, or give disclosure.{part.value} the agreement.")


def check_open_clauses(framework: Framework, where: Where) -> None:
    """Only those who draft tailor what they promise, and nothing of it goes missing: a locked clause, mandatory
    reporting, what is said on confidentiality and on signing stay as they are, and a promise that is followed keeps its
    words.
    """
    for commitment in framework.commitments:
        if commitment.part not in PAIR:
            _refuse_open(commitment.clauses, where, f"{commitment.part.value!r} does not write the draft.")
    for section in framework.sections:
        if section.place is not s.Place.OPENING:
            _refuse_open(section.clauses, where, "What is said on confidentiality, and at the end, stays as it is.")
    for clause in framework.clauses:
        if clause.locked or MANDATORY_REPORTING in clause.codes:
            _refuse_open((clause,), where, "This clause is mandatory.")
        followed = clause.tracked or any(item.tracked for item in clause.items)
        if clause.open is s.Tailoring.WORDING and followed:
            message = "A promise that is followed keeps its words."
            at(where, f"clauses.{clause.key}").key("open").problem(message, 'Write "addition", or take open out.')


def _refuse_open(clauses: Iterable[s.Clause], where: Where, message: str) -> None:
    for clause in clauses:
        if clause.open:
            at(where, f"clauses.{clause.key}").key("open").problem(message, "Take open out.")


def check_communication(framework: Framework, where: Where) -> None:
    """The plan for communication is one text in a format, and a supervisor in it is given the agreement (B3)."""
    for field in framework.plan:
        if field.communication and field.kind is not s.FieldKind.TEXT:
            remedy = 'Give communication to kind "text", and only to it.'
            at(where, f"plan.{field.key}").key("communication").problem("Communication and kind disagree.", remedy)
    for form in framework.formats:
        asked = [field for field in framework.plan_fields(form.key) if field.communication]
        if len(asked) > 1:
            message = f"Format {form.key!r} has {len(asked)} plans for communication."
            where.key("plan").problem(message, "Mark one field with communication.")
        given = framework.form(Part.SUPERVISOR, RecordClass.AGREEMENT) is Form.ALL
        if asked and Part.SUPERVISOR in form.parts and not given:
            message = "The supervisor is part of it, and is not given the agreement."
            at(where, f"plan.{asked[0].key}").key("communication").problem(
                message, "Take communication out, or give disclosure.supervisor the agreement."
            )


def at(where: Where, path: str) -> Where:
    for name in path.split("."):
        where = where.key(name)
    return where

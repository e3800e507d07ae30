"""What must agree between the parts of a framework. Each check says its rule in its docstring.

A key that could not be read is empty here; it has been reported already, and is passed over.
"""

from collections.abc import Callable, Iterable, Iterator

from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks import structure as s
from coaching.frameworks.agreement_checks import (
    at,
    check_communication,
    check_contacts,
    check_every_signer_promises,
    check_letters,
    check_mandatory_reporting,
    check_open_clauses,
    check_routes,
)
from coaching.frameworks.framework import Framework
from coaching.frameworks.profile_checks import check_assessments, check_profiles
from coaching.frameworks.reading import Where
from coaching.frameworks.report_checks import check_written_reports
from coaching.frameworks.support_checks import check_check_ins, check_peers, check_plan_copies, check_resources
from coaching.frameworks.survey_checks import check_surveys

GIVEN_IN_FULL = frozenset({RecordClass.AGREEMENT, RecordClass.AGREEMENT_TERMS, RecordClass.AGREEMENT_STATUS})
COUNTED_ONLY = frozenset({RecordClass.SURVEY, RecordClass.DISCLOSURE_RECORD})


def check_all(framework: Framework, where: Where) -> None:
    """Run every check and report to `where`."""
    for check in CHECKS:
        check(framework, where)


def check_keys_are_unique(framework: Framework, where: Where) -> None:
    """No key stands twice in its list; clauses share one list."""
    for path, keys in _key_lists(framework):
        seen: set[str] = set()
        for key in keys:
            if key and key in seen:
                at(where, path).problem(f"The key {key!r} stands twice.", "Give each entry a key of its own.")
            seen.add(key)


def _key_lists(framework: Framework) -> Iterator[tuple[str, list[str]]]:
    lists: dict[str, Iterable[object]] = {
        "formats": framework.formats,
        "clauses": framework.clauses,
        "sections": framework.sections,
        "plan": framework.plan,
        "practices.levels": framework.practices.levels,
        "modes.options": framework.modes.options,
        "rhythm.options": framework.rhythm.options,
        "cycle.components": framework.cycle.components,
        "log.places": framework.log.places,
        "log.strategies": framework.log.strategies,
        "log.notes": framework.log.notes,
        "feedback.questions": framework.feedback.questions,
        "reminders": framework.reminders,
        "phases": framework.phases,
        "guides": framework.guides,
        "domains": framework.domains,
        "goals.areas": framework.goals.areas if framework.goals else (),
        "assessments": framework.assessments,
        "letters": framework.letters,
        "documents": framework.documents,
        "conclusion": framework.conclusion,
    }
    lists |= {f"clauses.{clause.key}.items": clause.items for clause in framework.clauses}
    lists |= {f"plan.{field.key}.options": field.options for field in framework.plan}
    lists |= {f"log.strategies.{group.key}.options": group.options for group in framework.log.strategies}
    lists |= {f"phases.{phase.key}.items": phase.items for phase in framework.phases}
    lists |= {f"guides.{guide.key}.items": guide.items for guide in framework.guides}
    lists |= {f"assessments.{one.key}.items": one.items for one in framework.assessments}
    lists |= {f"documents.{one.key}.sections": one.sections for one in framework.documents}
    for path, entries in lists.items():
        yield path, [str(getattr(entry, "key", "")) for entry in entries]
    yield "profiles", [f"{profile.key}, edition {profile.edition}" for profile in framework.profiles]
    for profile in framework.profiles:
        path = f"profiles.{profile.key}"
        yield f"{path}.levels", [level.key for level in profile.levels]
        yield f"{path}.functions", [function.key for function in profile.functions]
        for function in profile.functions:
            yield f"{path}.functions.{function.key}.items", [item.key for item in function.items]
            yield f"{path}.functions.{function.key}.signs", [sign.level for sign in function.signs]


def check_parts_have_words(framework: Framework, where: Where) -> None:
    """A part that the framework uses has words; a framework has the administrator and program leadership."""
    known = set(framework.parts)
    for path, part in _parts_used(framework):
        if part not in known:
            at(where, path).problem(f"The part {part.value!r} has no words.", f"Add vocabulary.parts.{part.value}.")


def _parts_used(framework: Framework) -> Iterator[tuple[str, Part]]:
    yield "vocabulary.parts", Part.ADMINISTRATOR
    yield "vocabulary.parts", Part.LEADERSHIP
    for form in framework.formats:
        for part in form.parts:
            yield f"formats.{form.key}.parties", part
    for audience, _ in framework.disclosure:
        yield f"disclosure.{audience.value}", audience
    for route in framework.concerns.routes:
        for step in route.steps:
            for part in step.to:
                yield f"concerns.routes.{step.key}.to", part


def check_formats(framework: Framework, where: Where) -> None:
    """Signers are parties, those who must sign are signers; a spoken commitment stands in for a signer, not for all."""
    for form in framework.formats:
        here = at(where, f"formats.{form.key}")
        for name, chosen, allowed, of in (
            ("signers", form.signers, form.parts, "parties"),
            ("must_sign", form.must_sign, form.signers, "signers"),
            ("verbal", form.verbal, form.signers, "signers"),
            ("wet_ink", form.wet_ink or (), form.signers, "signers"),
        ):
            for part in chosen:
                if part not in allowed:
                    remedy = f"Add it to {of}, or take it out here."
                    here.key(name).problem(f"{part.value!r} is not among the {of}.", remedy)
        if form.must_sign and set(form.must_sign) <= set(form.verbal):
            remedy = "Take somebody who must sign out of verbal."
            here.key("verbal").problem("Nobody would have to sign.", remedy)
        for party in form.parties:
            if party.least > party.most:
                here.key("parties").problem(
                    f"{party.part.value!r}: least {party.least} is more than most {party.most}.", "Turn them round."
                )


def check_format_keys(framework: Framework, where: Where) -> None:
    """A clause, section, route, field or guide is limited to formats that exist."""
    known = {form.key for form in framework.formats}
    limited: list[tuple[str, tuple[str, ...]]] = [
        *((f"clauses.{clause.key}", clause.formats) for clause in framework.clauses),
        *((f"commitments.{commitment.part.value}", commitment.formats) for commitment in framework.commitments),
        *((f"sections.{section.key}", section.formats) for section in framework.sections),
        *((f"concerns.routes.{route.raised_by.value}", route.formats) for route in framework.concerns.routes),
        *((f"plan.{field.key}", field.formats) for field in framework.plan),
        *((f"guides.{guide.key}", guide.formats) for guide in framework.guides),
        *((f"conclusion.{step.key}", step.formats) for step in framework.conclusion),
        *((f"documents.{one.key}", one.formats) for one in framework.documents),
        *(
            [("visits.helping", framework.visits.helping.formats)]
            if framework.visits and framework.visits.helping
            else []
        ),
    ]
    for path, formats in limited:
        for key in formats:
            if key and key not in known:
                remedy = f"Use one of: {', '.join(sorted(known))}."
                at(where, path).key("formats").problem(f"There is no format {key!r}.", remedy)


def check_plan_fields(framework: Framework, where: Where) -> None:
    """The plan asks for practices, mode, dose and rhythm once each, for dates, contact and response days once at most;
    fields have what their kind needs, and nothing else.
    """
    kinds = [field.kind for field in framework.plan]
    for kind in (s.FieldKind.PRACTICES, s.FieldKind.MODE, s.FieldKind.DOSE, s.FieldKind.RHYTHM):
        if kinds.count(kind) != 1:
            message = f"There are {kinds.count(kind)} fields of kind {kind.value!r}."
            where.key("plan").problem(message, "Write exactly one.")
    for kind in (s.FieldKind.DATES, s.FieldKind.CONTACT, s.FieldKind.RESPONSE_DAYS):
        if kinds.count(kind) > 1:
            message = f"There are {kinds.count(kind)} fields of kind {kind.value!r}."
            where.key("plan").problem(message, "Write one at most.")
    for field in framework.plan:
        here = at(where, f"plan.{field.key}")
        if (field.kind is s.FieldKind.CHOICE) != bool(field.options):
            here.key("options").problem("Options and kind disagree.", 'Give options to kind "choice", and only to it.')
        if (field.kind is s.FieldKind.CONTACT) != (field.of is not None):
            here.key("of").problem("Of and kind disagree.", 'Give of to kind "contact", and only to it.')
        if field.choose is s.Choose.MANY and field.kind is not s.FieldKind.CHOICE:
            here.key("choose").problem("Choose and kind disagree.", 'Give choose to kind "choice", and only to it.')
        if field.most is not None and field.kind is not s.FieldKind.NUMBER:
            here.key("most").problem("Most and kind disagree.", 'Give most to kind "number", and only to it.')
        if any(option.named or option.exclusive for option in field.options):
            remedy = 'Take named and exclusive out. What is to be written goes into a field of kind "text".'
            here.key("options").problem("An option of the plan is chosen, and nothing else.", remedy)
        if field.kind is s.FieldKind.DOMAINS and not framework.domains:
            here.problem("The framework has no domains.", "Add [[domains]].")
        if field.kind is s.FieldKind.RESPONSE_DAYS and framework.response is None:
            here.problem("The framework has no response time.", "Add [response].")


def check_numbers(framework: Framework, where: Where) -> None:
    """A least number is not above its most; cycles and hours are limited, a year and open are not."""
    dose = framework.dose
    limited = dose.kind in (s.DoseKind.CYCLES, s.DoseKind.HOURS)
    for name, number in (("least", dose.least), ("most", dose.most)):
        if limited and number is None:
            where.key("dose").key(name).problem("This key is missing.", f"Add {name} for {dose.kind.value}.")
        if not limited and number is not None:
            where.key("dose").key(name).problem(f"{dose.kind.value!r} has no limits.", "Take it out.")
    pairs = [("practices", framework.practices.least, framework.practices.most)]
    if dose.least is not None and dose.most is not None:
        pairs.append(("dose", dose.least, dose.most))
    if framework.rhythm.other:
        pairs.append(("rhythm.other", framework.rhythm.other.least_days, framework.rhythm.other.most_days))
    if framework.response:
        pairs.append(("response", framework.response.least_days, framework.response.usual_days))
        pairs.append(("response", framework.response.usual_days, framework.response.most_days))
    for path, least, most in pairs:
        if least > most:
            at(where, path).problem(f"{least} to {most} is no range.", "Put the smaller number first.")
    if sum(option.optimal for option in framework.rhythm.options) > 1:
        where.key("rhythm").key("options").problem("More than one rhythm is optimal.", "Mark one.")
    for reminder in framework.reminders:
        if (reminder.repeat_days is not None) != (reminder.times > 1):
            message = "A repeated reminder needs both repeat_days and times above 1."
            at(where, f"reminders.{reminder.key}").problem(message, "Add the other, or take both out.")
        if Part.COACH_SUPERVISOR in reminder.to and reminder.anchor is not s.Anchor.REQUEST_DUE:
            message = "A coach's supervisor is no party, and is reminded only of what was asked of them."
            at(where, f"reminders.{reminder.key}").problem(message, "Take coach_supervisor out of `to`.")


def check_references(framework: Framework, where: Where) -> None:
    """Components and modes that are named elsewhere exist; each component has a place for notes."""
    components = {component.key for component in framework.cycle.components}
    named = [(f"log.notes.{section.key}.component", section.component) for section in framework.log.notes]
    if framework.conversation:
        named += [("conversation.parts.component", part.component) for part in framework.conversation.parts]
    observation = framework.visits.observation if framework.visits else None
    if observation:
        named += [("visits.observation.component", observation.component)]
    for path, key in named:
        if key and key not in components:
            remedy = f"Use one of: {', '.join(sorted(components))}."
            at(where, path).problem(f"There is no component {key!r}.", remedy)
    for component in components - {section.component for section in framework.log.notes}:
        where.key("log").key("notes").problem(f"No section is about {component!r}.", "Add one.")
    single = {mode.key for mode in framework.modes.options if not mode.combines}
    modes = [(f"modes.options.{mode.key}.combines", mode.combines) for mode in framework.modes.options]
    modes += [("visits.observation.modes", observation.modes)] if observation else []
    for path, keys in modes:
        for key in keys:
            if key not in single:
                remedy = f"Use some of: {', '.join(sorted(single))}."
                at(where, path).problem(f"{key!r} is no single mode.", remedy)


def check_conclusion(framework: Framework, where: Where) -> None:
    """Each step of the conclusion is somebody's of the pair, in each format that it is for (D19)."""
    for step in framework.conclusion:
        for form in framework.formats:
            if step.formats and form.key not in step.formats:
                continue
            if step.by and not set(step.by) & set(form.parts) & set(PAIR):
                message = f"Nobody of the pair in format {form.key!r} can record this step."
                at(where, f"conclusion.{step.key}").key("by").problem(message, "Name a part of the pair in by.")


def check_rules(framework: Framework, where: Where) -> None:
    """What no framework can give away: the administrator gets only whether an agreement is signed; a concern goes
    along its route and to no audience; survey answers and the disclosure record leave as counts; the agreement and
    its parts are given in full or not at all.
    """
    for audience, record_class, form in framework.rules:
        here = where.key("disclosure").key(audience.value).key(record_class.value)
        if audience is Part.ADMINISTRATOR and record_class is not RecordClass.AGREEMENT_STATUS:
            here.problem("The administrator sees no content.", "Take this rule out.")
        if record_class is RecordClass.CONCERN:
            here.problem("A concern is seen only along its route.", "Take this rule out.")
        if record_class in COUNTED_ONLY and form is not Form.COUNTS:
            here.problem(f"This leaves the pair as counts, not as {form.value!r}.", 'Write "counts".')
        if record_class in GIVEN_IN_FULL and form is not Form.ALL:
            here.problem(f"This is given in full or not at all, not as {form.value!r}.", 'Write "all".')


def check_start_of_coaching(framework: Framework, where: Where) -> None:
    """One question of a format at most is the day after which coaching starts, and it asks for a day (D3)."""
    marked = [field for field in framework.plan if field.starts_coaching]
    for field in marked:
        if field.kind is not s.FieldKind.DATE:
            remedy = 'Give starts_coaching to kind "date", and only to it.'
            at(where, f"plan.{field.key}").key("starts_coaching").problem("Starts_coaching and kind disagree.", remedy)
    for form in framework.formats:
        asked = [field for field in marked if not field.formats or form.key in field.formats]
        if len(asked) > 1:
            message = f"Format {form.key!r} has {len(asked)} days after which coaching starts."
            where.key("plan").problem(message, "Mark one field with starts_coaching.")


def check_start_checklists(framework: Framework, where: Where) -> None:
    """A checklist of the start is kept as notes, by those who work together; that is the table there is for it."""
    for guide in framework.guides:
        if (guide.moment, guide.kind) != (s.Moment.START, s.GuideKind.CHECKLIST):
            continue
        here = at(where, f"guides.{guide.key}")
        if guide.record_class is not RecordClass.NOTES:
            message = f"A checklist of the start is kept as notes, not as {guide.record_class.value!r}."
            here.key("record_class").problem(message, 'Write "notes".')
        if guide.own_items:
            here.key("own_items").problem("A checklist of the start has no items of one's own.", "Take this key out.")
        for part in guide.by:
            if part not in PAIR:
                remedy = f"Use some of: {', '.join(PAIR)}."
                here.key("by").problem(f"{part.value!r} is not given the notes, and cannot keep them.", remedy)


def check_start_questions(framework: Framework, where: Where) -> None:
    """What is answered at the start is a note or an assessment, written by those who work together (B4, D16)."""
    for guide in framework.guides:
        if (guide.moment, guide.kind) != (s.Moment.START, s.GuideKind.PROMPTS):
            continue
        here = at(where, f"guides.{guide.key}")
        if guide.record_class not in (RecordClass.NOTES, RecordClass.ASSESSMENT):
            message = f"What is answered at the start is not kept as {guide.record_class.value!r}."
            here.key("record_class").problem(message, 'Write "notes" or "assessment".')
        for part in guide.by:
            if part not in PAIR:
                here.key("by").problem(f"{part.value!r} does not write here.", f"Use some of: {', '.join(PAIR)}.")


def check_goals(framework: Framework, where: Where) -> None:
    """Goals are written by those who work together; who agrees on them anew, or chooses areas, is a party."""
    goals = framework.goals
    if goals is None:
        return
    here = where.key("goals")
    for part in goals.owners:
        if part not in PAIR:
            here.key("owners").problem(f"{part.value!r} does not write here.", f"Use some of: {', '.join(PAIR)}.")
    parties = {part for form in framework.formats for part in form.parts}
    for name, parts in (("owners", goals.owners), ("areas_by", goals.areas_by), ("anew", goals.anew)):
        for part in sorted(set(parts) - parties):
            here.key(name).problem(f"No format has {part.value!r}.", "Take it out, or add it to a format.")
    if bool(goals.areas or framework.domains) != bool(goals.area):
        here.key("area").problem("The question and the areas disagree.", "Give both area and areas, or neither.")


CHECKS: tuple[Callable[[Framework, Where], None], ...] = (
    check_keys_are_unique,
    check_parts_have_words,
    check_formats,
    check_format_keys,
    check_every_signer_promises,
    check_mandatory_reporting,
    check_contacts,
    check_routes,
    check_plan_fields,
    check_numbers,
    check_references,
    check_conclusion,
    check_rules,
    check_start_of_coaching,
    check_start_checklists,
    check_start_questions,
    check_goals,
    check_profiles,
    check_assessments,
    check_surveys,
    check_letters,
    check_open_clauses,
    check_communication,
    check_check_ins,
    check_plan_copies,
    check_written_reports,
    check_peers,
    check_resources,
)

"""STARS to Quality from an empty product to the report: every step in a browser, as the person whose step it is."""

import datetime as dt
import re
import zoneinfo

import icalendar
import pytest
from playwright.sync_api import expect

from tests.running.papers import a_plain_pdf, csv_of, sheet_of, text_of
from tests.running.prairie_sky import (
    ADDRESSES,
    ADMINISTRATOR,
    COACH,
    COACHEE,
    CONTACT,
    CONTENT,
    FROM_THE_LIST,
    GOAL,
    LEADER,
    LOCAL,
    OBSERVED,
    OWN_PRACTICE,
    PROGRAM,
    REFLECTED,
    ROSTER,
    STATE,
    SUPERVISOR,
    TALKED,
    accept,
    come,
    mail_of,
    says_nothing,
)

pytestmark = pytest.mark.browser
IN_ORDER = True


# ---- 1. the administrator ------------------------------------------------------------------------------------------
def test_the_first_administrator_starts_a_program(story):
    said = story.stack.manage("make_installer", ADDRESSES[ADMINISTRATOR], ADMINISTRATOR)
    accept(story, ADMINISTRATOR, re.search(r"https?://\S+", said)[0])
    tomas = come(story, ADMINISTRATOR)
    tomas.look()
    tomas.press("Start your program")
    tomas.look()
    tomas.fill(name=PROGRAM)
    tomas.page.get_by_label("STARS to Quality").check()
    tomas.choose(time_zone=story.zone, language="en")
    tomas.press("Start the program")
    tomas.sees(PROGRAM, "What to do next")
    story.paths["program"] = tomas.page.url.removeprefix(story.stack.url)
    tomas.look()


def test_the_roster_is_imported_row_by_row(story):
    tomas = come(story, ADMINISTRATOR)
    tomas.open(story.paths["program"])
    tomas.press("Import a roster")
    tomas.look()
    tomas.page.set_input_files("[name=file]", ROSTER)
    tomas.press("Read the file")
    tomas.look()
    tomas.page.get_by_label("director").select_option(label="Supervisor")
    tomas.press("Show me the rows")
    tomas.sees(COACH, COACHEE, SUPERVISOR, "Nothing is imported yet")
    tomas.look()
    tomas.press("Import all")
    tomas.sees("The import is done", "Rows that were not imported")
    tomas.look()
    refused = story.keep("refused", tomas.download("Download these rows")).read_text("utf-8-sig")
    assert "Vance" in refused and COACHEE.split()[0] not in refused


def test_leadership_and_the_agencies_are_named(story):
    tomas = come(story, ADMINISTRATOR)
    tomas.open(story.paths["program"] + "people/")
    tomas.look()
    tomas.press("Add a person")
    tomas.look()
    tomas.fill(name=LEADER, email=ADDRESSES[LEADER])
    tomas.choose(part="leadership")
    tomas.press("Add the person")
    tomas.sees(LEADER, "invitation is on its way")
    tomas.look()
    for kind, agency, name in (
        ("local_agency", "Lewis County Child Care Resources", LOCAL),
        ("state_bureau", "State Early Childhood Bureau", STATE),
    ):
        tomas.open(story.paths["program"] + "agencies/")
        tomas.choose(kind=kind)
        tomas.fill(name=agency)
        tomas.press("Name this agency")
        tomas.sees("You can invite its people now")
        tomas.fill(name=name, email=ADDRESSES[name])
        tomas.press("Invite")
        tomas.sees(name)
    tomas.look()


def test_a_list_of_practices_is_offered(story):
    tomas = come(story, ADMINISTRATOR)
    tomas.open(story.paths["program"] + "practices/")
    tomas.look()
    tomas.press("Add practices")
    tomas.fill(practices=f"Talking with children:\n- {FROM_THE_LIST}\n- Names feelings as they show\n")
    tomas.press("Add these practices")
    tomas.sees(FROM_THE_LIST, "Talking with children")
    tomas.look()


def test_a_partnership_is_made(story):
    tomas = come(story, ADMINISTRATOR)
    tomas.open(story.paths["program"] + "partnerships/")
    tomas.look()
    tomas.press("Make a partnership")
    tomas.look()
    for part, name in (("coach", COACH), ("coachee", COACHEE), ("supervisor", SUPERVISOR)):
        tomas.pick(part, name)
    tomas.press("Make the partnership")
    tomas.sees(COACHEE, "Being drafted")
    tomas.look()


# ---- invitations ---------------------------------------------------------------------------------------------------
def test_everybody_comes_in_by_the_link_of_a_mail(story):
    story.stack.tick()
    for name in (COACH, COACHEE, SUPERVISOR, LEADER, LOCAL, STATE):
        accept(story, name, mail_of(story, name, "invited").link)
        come(story, name).look()


# ---- 2. the plan ---------------------------------------------------------------------------------------------------
def test_the_coach_drafts_the_plan_on_a_phone(story):
    june = come(story, COACH)
    june.open("/caseload/")
    june.look()
    june.press(COACHEE)
    story.paths["partnership"] = june.path
    june.look()
    june.press("To the agreement")
    june.sees("Coaching plan", "can save it half done")
    june.fill(**{"practices-0-text": OWN_PRACTICE})
    june.pick("pick", FROM_THE_LIST)
    june.press("Add it")
    june.sees("The practice was added")
    june.choose(mode="both", rhythm="two_weeks")
    june.fill(cycles="4", starts_on=f"{story.today()}", ends_on=f"{story.today() + dt.timedelta(days=120)}")
    june.fill(concern_name=CONTACT, concern_phone="555 0142", concern_email="ines@example.org")
    june.look()
    june.press("Save and look it over")
    june.sees("This is the whole agreement", OWN_PRACTICE, FROM_THE_LIST, CONTACT)
    june.sees("State Early Childhood Bureau", "Lewis County Child Care Resources", "mandatory reporter")
    june.look()


def test_before_it_is_signed_nobody_else_sees_anything(story):
    marisol = come(story, COACHEE)
    marisol.open(story.paths["partnership"] + "plan/")
    marisol.sees("Coaching plan")
    for name in (SUPERVISOR, LEADER, LOCAL, STATE, ADMINISTRATOR):
        person = come(story, name)
        for path in ("", "plan/", "agreement/", "visits/"):
            person.is_refused(story.paths["partnership"] + path)
    for name in (LEADER, LOCAL, STATE):
        person = come(story, name)
        person.open("/program/")
        person.sees(PROGRAM)
        person.sees_nothing_of(OWN_PRACTICE, FROM_THE_LIST, COACHEE, COACH)
        person.look()


# ---- 3. signatures -------------------------------------------------------------------------------------------------
def test_the_agreement_is_sent_and_everybody_is_told(story):
    june = come(story, COACH)
    june.press("Send it for signature")
    june.agree()
    june.sees("Your signature is next")
    story.paths["agreement"] = june.path
    june.look()
    story.stack.tick()
    for name in (COACHEE, SUPERVISOR, COACH):
        assert story.paths["agreement"] in mail_of(story, name, "agreement").link
    harold = come(story, LEADER)
    harold.open("/program/")
    harold.sees("1 agreement waits")
    harold.sees_nothing_of(COACHEE, COACH, OWN_PRACTICE)


@pytest.mark.parametrize("name", [COACHEE, SUPERVISOR, COACH])
def test_each_signs(story, name):
    person = come(story, name)
    person.open(story.stack.mailbox.latest(ADDRESSES[name], "agreement").link)
    person.sees("Read and sign", OWN_PRACTICE, "Who will see what")
    person.look()
    person.press("Sign the agreement")
    person.sees("Type your name to sign", "Tick this box")
    person.fill(typed_name=name)
    person.page.check("main [name=intent]")
    person.page.check("main [name=consent]")
    person.press("Sign the agreement")
    person.show_that_it_is_me()
    person.sees("Everyone has signed" if name == COACH else "You have signed")
    person.look()


def test_one_sealed_document_is_there_for_all_three(story):
    story.wait_for("select 1 from agreements_sealeddocument")
    contents = set()
    for name in (COACHEE, SUPERVISOR, COACH):
        person = come(story, name)
        person.open(story.paths["agreement"])
        contents.add(story.keep("agreement", person.download("Download the signed document")).read_bytes())
    assert len(contents) == 1
    words = text_of(contents.pop())
    for word in (OWN_PRACTICE, FROM_THE_LIST, CONTACT, COACH, COACHEE, SUPERVISOR):
        assert word in words
    for name in (LEADER, LOCAL, STATE, ADMINISTRATOR):
        come(story, name).is_refused(story.paths["agreement"] + "pdf/")


def test_anybody_can_check_the_document_and_an_altered_copy_is_found_out(story):
    stranger = story.person("A stranger", device="phone")
    sealed = story.files["agreement"]
    altered = sealed.with_name("altered.pdf")
    altered.write_bytes(sealed.read_bytes() + b"\n% and one more thing\n")
    other = sealed.with_name("other.pdf")
    other.write_bytes(a_plain_pdf())
    for file, verdict in ((sealed, "unaltered"), (altered, "Changed after it was sealed"), (other, "Not known here")):
        stranger.open("/verify/")
        stranger.page.set_input_files("[name=document]", file)
        stranger.press("Check the file")
        stranger.sees(verdict)
        stranger.sees_nothing_of(COACH, COACHEE, SUPERVISOR)
        stranger.look()


def test_a_changed_word_needs_new_signatures(story):
    """What was signed stays; nobody can put another word under the signatures."""
    june = come(story, COACH)
    june.open(story.paths["partnership"] + "plan/")
    june.sees("stays in force as it was signed")
    june.look()
    june.open(story.paths["agreement"])
    june.sees(OWN_PRACTICE, "in force")


# ---- 4. a visit is planned -----------------------------------------------------------------------------------------
def test_the_coach_plans_a_visit_and_both_get_it_for_their_calendar(story):
    june = come(story, COACH)
    june.open("/caseload/")
    june.sees("0 of 4")
    june.press(COACHEE)
    june.press("Plan the next coaching visit")
    june.look()
    june.fill(local_date=f"{story.today() + dt.timedelta(days=1)}", local_time="09:30", planned_minutes="45")
    june.choose(mode="in_person", place="classroom")
    june.page.click("main button[type=submit]")
    june.page.wait_for_url("**/visits/*/")
    story.paths["visit"] = june.path
    june.look()
    story.stack.tick()
    for name in (COACH, COACHEE):
        mail = mail_of(story, name, "planned")
        [event] = icalendar.Calendar.from_ical(mail.attachment("text/calendar")).walk("VEVENT")
        starts = event.decoded("DTSTART").astimezone(zoneinfo.ZoneInfo(story.zone))
        assert (starts.date(), f"{starts:%H:%M}") == (story.today() + dt.timedelta(days=1), "09:30")
        assert not any(word in str(event) for word in (COACH.split()[0], COACHEE.split()[0], OWN_PRACTICE))


def test_a_reminder_comes_the_day_before_once(story):
    """As though it had been planned yesterday: nobody is reminded of what they were told a minute ago."""
    told = "update coaching_mail set due_at = due_at - interval '1 day' where kind = 'visit_planned'"
    for name in (COACH, COACHEE):
        assert not [one for one in story.stack.mailbox.to(ADDRESSES[name]) if "tomorrow" in one.subject]
    story.stack.rows(told)
    for _minute in range(3):
        story.stack.tick()
    for name in (COACH, COACHEE):
        mail_of(story, name, "tomorrow")
        assert len([one for one in story.stack.mailbox.to(ADDRESSES[name]) if "tomorrow" in one.subject]) == 1
    for name in (SUPERVISOR, LEADER, LOCAL, STATE):
        assert not [one for one in story.stack.mailbox.to(ADDRESSES[name]) if "visit" in one.subject]


# ---- 5. the visit is logged ----------------------------------------------------------------------------------------
def test_the_visit_is_logged_on_a_phone_and_a_closed_tab_loses_nothing(story):
    story.let_two_days_pass()
    june = come(story, COACH)
    june.open("/caseload/")
    june.press("Log")
    june.look()
    june.fill(started="09:30", minutes="50")
    june.choose(mode="in_person")
    june.fill(note_focused_observation=OBSERVED)
    expect(june.page.locator("[data-autosave][data-state=saved]")).to_be_visible()
    june.page.locator("[name=note_reflection_and_feedback]").press_sequentially(TALKED)
    where = june.page.url
    june.page.close()
    june.new_tab()
    june.open(where)
    expect(june.page.locator("[name=note_focused_observation]")).to_have_value(OBSERVED)
    expect(june.page.locator("[name=note_reflection_and_feedback]")).to_have_value(TALKED)
    expect(june.page.locator("[name=minutes]")).to_have_value("50")
    for name in (COACHEE, SUPERVISOR, LEADER, LOCAL, STATE, ADMINISTRATOR):
        person = come(story, name)
        person.open(story.paths["visit"])
        person.sees_nothing_of(OBSERVED, TALKED)


def test_finishing_the_log_completes_the_cycle(story):
    june = come(story, COACH)
    for component in ("goals_and_plan", "focused_observation", "reflection_and_feedback"):
        june.page.check(f"main [name=components][value={component}]")
    june.page.locator("details.strategies").first.locator("summary").click()
    june.page.check("main [name=strategies_in_setting][value=observing]")
    june.press("Finish and share")
    june.page.wait_for_url(lambda address: "/log" not in address)
    june.sees(OBSERVED, TALKED, "50", "Complete")
    june.look()
    june.open("/caseload/")
    june.sees("1 of 4")


def test_a_goal_is_written_down(story):
    june = come(story, COACH)
    june.open(story.paths["partnership"])
    june.press("Add a goal")
    june.fill(text=GOAL)
    june.look()
    june.press("Save the goal")
    june.sees(GOAL)
    june.look()


# ---- 6. the coachee ------------------------------------------------------------------------------------------------
def test_the_coachee_reads_all_of_it_and_adds_her_thoughts(story):
    story.stack.tick()
    marisol = come(story, COACHEE)
    marisol.open(mail_of(story, COACHEE, "record").link)
    marisol.sees(OBSERVED, TALKED, "50", "Observing", "Complete")
    marisol.sees("leadership")  # who sees the log stands beside it
    marisol.look()
    marisol.press("My reflection")
    marisol.fill(text=REFLECTED)
    marisol.look()
    marisol.press("Save and share")
    marisol.sees(REFLECTED)
    marisol.open("/my-coaching/")
    marisol.sees("1 of 4")
    marisol.look()
    june = come(story, COACH)
    june.open(story.paths["visit"])
    june.sees(REFLECTED)


# ---- 7. those outside the pair -------------------------------------------------------------------------------------
def test_the_supervisor_sees_the_agreement_and_nothing_of_the_work(story):
    sol = come(story, SUPERVISOR)
    sol.open("/")
    sol.sees("Nothing waits for you")
    sol.look()
    sol.press("Agreements")
    sol.look()
    sol.press(COACHEE)
    sol.sees("in force", OWN_PRACTICE)
    sol.sees_nothing_of(GOAL, OBSERVED, TALKED, REFLECTED)
    for path in (story.paths["visit"], story.paths["partnership"], story.paths["partnership"] + "visits/"):
        sol.is_refused(path)


@pytest.mark.parametrize("name", [LEADER, LOCAL, STATE])
def test_leadership_and_agencies_see_the_rows_that_were_signed(story, name):
    person = come(story, name)
    person.open("/program/")
    person.sees(PROGRAM, COACHEE, "50")
    person.look()
    person.press(COACHEE)
    person.sees(OWN_PRACTICE, FROM_THE_LIST, GOAL, "50")
    if name == LEADER:
        person.sees("1 of 4", "Both in person and virtually")
    else:
        person.sees_nothing_of("1 of 4", "Both in person and virtually")  # the terms are leadership's alone
    person.sees_nothing_of(OBSERVED, TALKED, REFLECTED, CONTACT, "Observing")
    person.look()
    for path in (story.paths["visit"], story.paths["partnership"], story.paths["agreement"]):
        person.is_refused(path)


@pytest.mark.parametrize("name", [LEADER, LOCAL, STATE])
def test_the_report_is_made_by_the_worker_and_downloaded(story, name):
    person = come(story, name)
    for kind, words_of in (("pdf", text_of), ("xlsx", sheet_of), ("csv", csv_of)):
        person.open("/program/")
        person.page.click(f"main button[name=format][value={kind}]")
        person.page.wait_for_url("**/reports/*/")
        expect(person.page.locator("#export-state")).to_contain_text("ready", timeout=30_000)
        file = story.keep(f"{name} {kind}", person.download("Download as"))
        words = words_of(file.read_bytes())
        assert COACHEE in words and "50" in words
        assert not [one for one in (OBSERVED, TALKED, REFLECTED, CONTACT) if one in words]
    person.look()
    person.open("/reports/")
    person.look()
    story.stack.tick()
    mail_of(story, name, "report")


def test_the_administrator_sees_that_it_is_signed_and_no_more(story):
    tomas = come(story, ADMINISTRATOR)
    tomas.open(story.paths["program"] + "partnerships/")
    tomas.sees("Signed")
    for path in ("", "people/", "partnerships/", "agencies/"):
        tomas.open(story.paths["program"] + path)
        tomas.sees_nothing_of(OWN_PRACTICE, GOAL, OBSERVED, TALKED, REFLECTED)
    for path in (story.paths["visit"], story.paths["partnership"], story.paths["agreement"], "/program/"):
        tomas.is_refused(path)


# ---- what was left behind ------------------------------------------------------------------------------------------
def test_no_mail_and_no_log_tells_anybody_anything(story):
    for mail in story.stack.mailbox.received:
        name = next(name for name, address in ADDRESSES.items() if address == mail.to)
        says_nothing(story, mail, to=name)
    for process in (story.stack.web, story.stack.worker, story.stack.scheduler):
        said = process.said()
        found = [word for word in (*CONTENT, *ADDRESSES, *ADDRESSES.values()) if word in said]
        assert not found, f"the log of {process.name} says {found}"


def test_the_scheduler_ticked_by_itself(story):
    """Every minute, without anybody asking: the tests only hurried it."""
    story.stack.wait_for_the_scheduler()

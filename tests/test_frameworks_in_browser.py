"""The work of school, child welfare and Practice-Based Coaching, each part on the device that they would have at hand.

STARS has its whole journey in a file of its own; what stands here is what makes each of these frameworks itself.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cycles.models import PlanCopy, Visit
from cycles.tests.work import plan
from tests.browser import come_in
from tests.cast import NAMES, Cast, make_cast, sign_all, today
from tests.database import bypassing
from tests.running.people import DEVICES, PATIENCE, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "Marigold waited four times"
FINISH = "main form[data-visit-log] button[type=submit]:not([form])"


class People:
    """Who of the cast has a browser open: the pair on phones, everybody else at a desk."""

    def __init__(self, cast: Cast, base: str, browser) -> None:
        self.cast, self.base, self.browser = cast, base, browser
        self.open: dict[str, Person] = {}

    def __getitem__(self, name: str) -> Person:
        """This person, on their Today page."""
        if name not in self.open:
            device = DEVICES["phone" if name in self.cast.pair else "desk"]
            context = self.browser.new_context(**device, reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            self.open[name] = Person(NAMES[name], f"{name}@example.org", self.base, context, "light")
            come_in(self.open[name].page, self.base, self.cast[name])
        self.open[name].open("/")
        return self.open[name]

    def at(self, name: str, page: str, *args: object) -> Person:
        person = self[name]
        person.open(reverse(page, args=args or [self.cast.partnership.pk]))
        return person


@pytest.fixture
def people_of(chromium, live_server) -> Iterator:
    """A pair of a framework that has signed, and its people."""
    started: list[People] = []

    def start(framework: str, **content: object) -> People:
        cast = make_cast(framework)
        cast.agreements[cast.partnership.pk] = sign_all(cast.partnership, content=content)
        started.append(People(cast, live_server.url, chromium))
        return started[-1]

    yield start
    said = [text for people in started for one in people.open.values() for text in one.console()]
    for people in started:
        for one in people.open.values():
            one.page.goto("about:blank")
            one.context.close()
    assert said == [], "a page broke the content policy or a script of ours failed"


def log(coach: Person, **words: str) -> None:
    """Fill in what every log asks for, and the notes; then finish."""
    coach.fill(minutes="45", started="09:30", **words)
    coach.page.locator("label:has([name=mode])").first.click()


def test_school_from_a_question_by_phone_to_two_views_of_the_same_practice(people_of):
    """C2, C5, C7, C9: promised days, steps with reasons, and the practice profile of both sides."""
    people = people_of("school", answers={"response_days": 2})
    june = people["coachee"]
    june.open("/my-coaching/")
    june.press("With Rosa Delgado")
    june.press("Ask a question")
    june.sees("within 2 days")
    june.fill(text="Which day is best for the film?", asked_on=f"{today() - dt.timedelta(days=5)}")
    june.choose(way="phone")
    june.press("Save the question")
    june.sees("late: promised by")

    rosa = people["coach"]
    rosa.press("waits longer than you promised")
    rosa.press("Which day is best")
    rosa.fill(text="Thursday. I bring the tablet.")
    rosa.press("Save the answer")
    rosa.sees("Thursday. I bring the tablet.", "answered late")
    rosa.look()

    # A goal with a reason for students, a step for each of the two, and the contact that splits it further
    rosa = people.at("coach", "goal_add")
    rosa.fill(text="Every lesson begins with its purpose", reason="Students work longer on what they see a use for.")
    rosa.fill(priority="Clear goals in each lesson")
    rosa.press("Save the goal")
    rosa.press("Add a step")
    rosa.fill(text="One sentence on the board", coachee_does="Writes it", coach_does="Reads three of them")
    rosa.page.locator("main form button[type=submit]").first.click()
    rosa.sees("One sentence on the board", "Clear goals in each lesson")
    rosa = people.at("coach", "visit_log_new")
    log(rosa)
    expect(rosa.page.locator("[name=next_at]")).to_have_value("09:30")  # as this one, until another is written
    rosa.page.click("label:has([name=components][value=steps_and_reasons])")
    rosa.page.click("label:has([name=components][value=observation])")
    rosa.page.locator("main textarea[name^=note_]").first.fill(SECRET)
    rosa.page.locator("[name^=step_][value=done]").first.check(force=True)
    rosa.page.click(FINISH)
    rosa.sees("Logged", SECRET)

    # The coach says how she sees her own practice, the educator how he does: both stand side by side
    for name, way, state in (("coach", "self", "in_place"), ("coachee", "other", "in_part")):
        rater = people.at(name, "practice_profile")
        rater.press("A new rating")
        rater.page.locator("[name=edition]").last.check()
        if rater.page.locator(f"[name=way][value={way}]").count():
            rater.choose(way=way)
        rater.press("Begin")
        rater.page.wait_for_url("**/in/**")
        while "/in/" in rater.path:
            here = rater.page.url
            for field in rater.page.locator(f"main [name^=state_][value={state}]").all():
                field.check(force=True)
            if name == "coach":
                rater.page.locator("main form textarea").first.fill("Asked twice, and listened.")
            rater.page.locator("main form button[type=submit]").first.click()
            rater.page.wait_for_url(lambda address, here=here: address != here)
        rater.press("Finish, and show it")
        rater.page.wait_for_url(lambda address: "/drafts/" not in address)
    rater = people.at("coachee", "practice_profile")
    rater.sees("Where you see it differently")

    leader = people["leader"]
    leader.open("/program/")
    leader.sees("What the numbers mean")
    leader.sees_nothing_of(SECRET, "Which day is best", "Every lesson begins")
    leader.is_refused(reverse("practice_profile", args=[people.cast.partnership.pk]))


def test_child_welfare_from_a_session_moved_in_time_to_the_plan_that_all_three_have(people_of):
    """D6, D8, D9, D10, D15: moved until the day before, goals by domain, the plan copy, the weekly look back."""
    people = people_of("child-welfare")
    cast = people.cast
    rosa = people.at("coach", "visit_plan")
    rosa.fill(local_date=f"{today() + dt.timedelta(days=1)}", local_time="10:00")
    rosa.choose(mode="phone")
    rosa.page.locator("main form button[type=submit]").first.click()
    june = people["coachee"]
    june.press("coaching session")
    june.press("Move it")
    june.sees("In time")
    june.fill(local_date=f"{today() + dt.timedelta(days=2)}", local_time="11:00")
    june.page.locator("main form button[type=submit]").first.click()
    june.sees("11:00")
    rosa = people["coach"]
    rosa.sees("11:00 AM")

    # The next goal belongs to a domain; its session is logged at once
    rosa = people.at("coach", "goal_add")
    rosa.fill(text="Begin with the worker's own question", priority="Guiding staff (PPDP)")
    rosa.choose(area="staff")
    rosa.press("Save the goal")
    rosa.sees("Guiding staff and helping them develop")
    rosa = people.at("coach", "visit_log_new")
    log(rosa, note_progress=SECRET)
    rosa.page.click(FINISH)
    rosa.sees("Logged", SECRET)

    # Without a click the plan is with both, as it stood; the supervisor reads no note
    june = people.at("coachee", "action_plan")
    june.sees("Plan after the coaching session")
    with bypassing():
        copy, visit = PlanCopy.objects.get(), Visit.objects.get(state="logged")
    miriam = people["supervisor"]
    miriam.open("/agreements/")
    miriam.press("Goals and action plan")
    miriam.press("Plan after the coaching session")
    assert miriam.path == reverse("plan_copy", args=[copy.pk])
    miriam.sees("Plan after the coaching session", "Begin with the worker's own question")
    miriam.look()
    miriam.sees_nothing_of(SECRET)

    # The week looked back on by the three, and a goal that stands still: all are asked to agree anew
    miriam = people.at("supervisor", "check_in_record")
    miriam.sees("What did you try")
    miriam.look()
    miriam.choose(way="in_person")
    miriam.fill(words="The agenda goes out on Fridays.")
    miriam.press("Write it down")
    miriam.sees("The agenda goes out on Fridays.")
    miriam.open(reverse("action_plan", args=[cast.partnership.pk]))
    miriam.press("How it goes")
    miriam.sees("Begin with the worker's own question")
    june = people.at("coachee", "support")
    june.sees("The agenda goes out on Fridays.")
    miriam.is_refused(reverse("visit_detail", args=[visit.pk]))


def test_practice_based_coaching_from_a_shared_goal_to_what_the_supervisor_is_given(people_of):
    """B1, B5, B8, B10: goals of both, a focus of observation, strategies, reflection, and one thing released."""
    people = people_of("pbc")
    cast = people.cast
    june = people.at("coachee", "goal_add")
    june.fill(text="Changes of activity without waiting in line", reason="Waiting is hard for small children.")
    june.press("Save the goal")
    june.press("Add a step")
    june.fill(text="A picture for each part", coachee_does="Hangs them up", coach_does="Brings the camera")
    june.page.locator("main form button[type=submit]").first.click()
    june.sees("A picture for each part", "Hangs them up")

    visit = plan(cast, days=0, at=dt.time(0, 1))
    rosa = people.at("coach", "visit_detail", visit.pk)
    rosa.press("Agree on what is observed")
    rosa.sees("What of it is shared")
    rosa.look()
    rosa.fill(what="Who waits, and how long", moment="before lunch", shared="A count")
    rosa.press("Save")
    rosa.sees("Who waits, and how long")
    rosa = people.at("coach", "visit_log", visit.pk)
    rosa.sees("Who waits, and how long")
    log(rosa, note_focused_observation=SECRET)
    for key in ("goals_and_plan", "reflection_and_feedback"):
        rosa.page.click(f"label:has([name=components][value={key}])")
    rosa.page.locator("summary:has-text('In the early learning setting')").first.click()
    rosa.page.locator("[name=strategies_in_setting][value=observing]").check(force=True)
    rosa.page.click(FINISH)
    rosa.sees("Logged", "Complete", SECRET)

    # The other reads it, answers with her own thoughts, and gives the supervisor these alone, in her words
    june = people["coachee"]
    june.press("Rosa Delgado")
    june.sees(SECRET)
    june.page.click("main a[href*='/reflection/reflection_and_feedback/']")
    june.fill(text="The song helps more than the reminder, says Marigold.")
    june.press("Save and share")
    june.sees("The song helps more")
    june.open(reverse("release_list", args=[cast.partnership.pk, "supervisor"]) + "?class=notes")
    june.page.locator("li, div.row-item").filter(has_text="The song helps more").locator("a").first.click()
    june.sees("In the words of June Whitehorse")
    june.look()
    june.fill(line_0="The song helps more than the reminder.")
    june.press("See what your supervisor will read")
    june.sees_nothing_of("says Marigold")
    june.page.locator("main form button[type=submit][value=give]").first.click()
    june.sees("Shared now")

    miriam = people["supervisor"]
    miriam.press("Something was shared with you")
    miriam.sees("The song helps more than the reminder.", "In the words of June Whitehorse")
    miriam.look()
    miriam.sees_nothing_of(SECRET, "says Marigold", "Changes of activity")
    miriam.is_refused(reverse("visit_detail", args=[visit.pk]))

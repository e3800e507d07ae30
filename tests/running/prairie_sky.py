"""Who is in the story of Prairie Sky, what they write, and what no mail may say."""

from tests.running.people import PASSWORD, Person, Story

ROSTER = "coaching/tests/data/roster.csv"
PROGRAM = "Prairie Sky Early Learning"
COACH, COACHEE, SUPERVISOR = "June Okafor", "Marisol Quintero", "Sol Reyes"
LEADER, LOCAL, STATE = "Harold Lindqvist", "Priya Raman", "Walter Eads"
ADMINISTRATOR = "Tomas Berg"
ADDRESSES = {
    ADMINISTRATOR: "tomas@example.org",
    COACH: "june@example.org",
    COACHEE: "marisol.quintero@example.org",
    SUPERVISOR: "sol@example.org",
    LEADER: "harold@example.org",
    LOCAL: "priya@example.org",
    STATE: "walter@example.org",
}
OWN_PRACTICE = "Waits five seconds after a question in circle time"
FROM_THE_LIST = "Greets each child by name at the door"
CONTACT = "Ines Carvalho"
GOAL = "Every child answers in circle time once a week"
OBSERVED = "Marigold table: four children answered after the pause."
TALKED = "The pause felt long. It got easier by the end."
REFLECTED = "I was nervous at first and proud afterwards."
CONTENT = (OWN_PRACTICE, FROM_THE_LIST, GOAL, OBSERVED, TALKED, REFLECTED)
HOW = {
    COACH: ("phone", "light"),
    COACHEE: ("phone", "dark"),
    LEADER: ("desk", "dark"),
    STATE: ("phone", "light"),
}


def come(story: Story, name: str) -> Person:
    device, scheme = HOW.get(name, ("desk", "light"))
    return story.person(name, ADDRESSES[name], device, scheme)


def accept(story: Story, name: str, link: str) -> None:
    """Open the link of an invitation, choose a password, come in."""
    person = come(story, name)
    person.open(link)
    if name == ADMINISTRATOR:
        person.look()
    person.fill(password=PASSWORD, again=PASSWORD)
    person.choose(time_zone=story.zone)
    person.press("Come in")
    person.page.wait_for_url(lambda address: "/welcome/" not in address)


def says_nothing(story: Story, mail, *, to: str) -> None:
    """A mail says that something waits, and where: no content, and nobody's name but its reader's."""
    everything = mail.everything()
    for name in ADDRESSES:
        if name != to:
            assert not [word for word in (*name.split(), ADDRESSES[name]) if word in everything], mail.subject
    assert not [word for word in (*CONTENT, CONTACT, PROGRAM) if word in everything], mail.subject
    assert mail.link.startswith(story.stack.url)


def mail_of(story: Story, name: str, about: str):
    mail = story.stack.mailbox.latest(ADDRESSES[name], about)
    says_nothing(story, mail, to=name)
    return mail

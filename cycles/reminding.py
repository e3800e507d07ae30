"""The words of a reminder: the framework's own."""

from coaching.frameworks import Framework
from coaching.models import Mail
from coaching.services.outbox import Letter


def reminder_letter(mail: Mail, framework: Framework, *, action: str, url: str) -> Letter | None:
    """The letter of a mail whose occurrence begins with the reminder's key; `url` is of the page it leads to.

    None where the edition that the pair has gone over to has the reminder no more.
    """
    key = mail.occurrence.partition(" ")[0]
    reminder = next((one for one in framework.reminders if one.key == key), None)
    if reminder is None:
        return None
    return Letter(subject=str(reminder.label), lines=(str(reminder.text),), action=action, url=url)

"""What the tests of rosters share."""


def reasons(verdict):
    return " ".join(message for _field, message in verdict.problems)

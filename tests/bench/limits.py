"""How many statements a page may cost, known before any ward is set up."""

# Each page of the dialogue is asked for with at most so many statements, whatever the size of the ward.
STATEMENTS_AT_MOST = 12
MARK = "dialogue: "
# The desk shows the queues of every app and warns of what the ward has not set up; it has a limit of its own.
DESK_STATEMENTS_AT_MOST = 22
DESK = "desk of "


def statements_at_most(page: str) -> float:
    """The limit of a page by the name it is printed under; pages of others have none."""
    if page.startswith(DESK):
        return DESK_STATEMENTS_AT_MOST
    return STATEMENTS_AT_MOST if page.startswith(MARK) else float("inf")

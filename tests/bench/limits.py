"""What a page of the dialogue may cost, known before any ward is set up."""

# Each of these pages is asked for with at most so many statements, whatever the size of the ward.
STATEMENTS_AT_MOST = 12
MARK = "dialogue: "

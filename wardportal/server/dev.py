"""Django's own server, which reloads on change."""

import os
import sys

import django
from django.core.management import call_command

from wardportal.server.lifeline import hold_lifeline


def main() -> None:
    hold_lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    django.setup()
    call_command("runserver", sys.argv[1])


if __name__ == "__main__":
    main()

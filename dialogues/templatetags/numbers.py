"""How the papers of a session are named on pages: by the number they carry."""

from django import template

from dialogues import papers

register = template.Library()
register.filter(papers.conclusion_number)
register.filter(papers.minutes_number)

"""The staff's workplace for dialogues."""

from django.contrib import admin
from django.urls import URLPattern

from dialogues.admin.paper_urls import paper_pages
from dialogues.models import DialogueSession
from wardportal.admin_tools import ReadOnlyAdmin


@admin.register(DialogueSession)
class DialogueSessionAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [*paper_pages(self), *super().get_urls()]

import os

from django.core.wsgi import get_wsgi_application

from wardportal.deep_calls import with_room
from wardportal.encodings import in_utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
application = with_room(in_utf8_only(get_wsgi_application()))

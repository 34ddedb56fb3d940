import os

from django.core.wsgi import get_wsgi_application

from wardportal.deep_calls import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
application = with_room(get_wsgi_application())

"""The web process. It refuses to start on a database login that could see past the disclosure rules."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from coaching.disclosure.guard import refuse_unsafe_login

refuse_unsafe_login()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachingConfig(AppConfig):
    name = "coaching"
    verbose_name = _("Coaching")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from coaching import connections
        from coaching.disclosure import alarm
        from coaching.forms import wording

        connections.listen()
        alarm.listen()
        wording.say_how_to_mend()

"""Forms of the administrator's set-up."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part
from coaching.forms.explained import Explained
from coaching.forms.people import time_zone_choices
from coaching.models import Agency, FrameworkVersion, Membership, Program, ProgramPractice, Site
from coaching.roster.practices import CATEGORY_LENGTH, PRACTICE_LENGTH
from coaching.services.people import today_in
from coaching.services.programs import newest_frameworks, parse_practices

AGENCY_PARTS = frozenset({Part.LOCAL_AGENCY, Part.STATE_BUREAU})


def clean_line(text: str) -> str:
    """Return text on one line with single spaces."""
    return " ".join(text.split())


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def part_choices(program: Program) -> list[tuple[str, str]]:
    """The parts that are given by hand, in the framework's words; the people of agencies have their own page."""
    framework, language = program.framework, get_language() or "en"
    return [
        (part.value, capfirst(framework.words(part, language[:2]).one))
        for part in framework.parts
        if part not in AGENCY_PARTS
    ]


class ProgramSettings(forms.Form):
    """What can change of a running program."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=120, help_text=_("Everybody in the program sees this name.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        initial="America/Denver",
        help_text=_("Days begin and end here, for example the last day of a part."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("New people start in this language. Each person can change it."),
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class FrameworkField(Explained, forms.ModelChoiceField):
    """A version of a framework, by its name in the reader's language."""

    def label_from_instance(self, version: FrameworkVersion) -> str:
        return version.framework.text(version.framework.name, (get_language() or "en")[:2])


class ProgramStart(ProgramSettings):
    """A new program."""

    framework = FrameworkField(
        label=_("Coaching framework"),
        queryset=FrameworkVersion.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("It decides the agreement, the words and who sees what. It cannot be changed later."),
    )
    field_order = ["name", "framework", "time_zone", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = newest_frameworks()
        field = cast("FrameworkField", self.fields["framework"])
        field.queryset = FrameworkVersion.objects.filter(pk__in=[one.pk for one in ready])
        language = (get_language() or "en")[:2]
        field.option_help = {str(one.pk): one.framework.text(one.framework.summary, language) for one in ready}
        if len(ready) == 1:
            field.initial = ready[0].pk


class PartForm(forms.Form):
    """A part for somebody who is in the program already."""

    part = forms.ChoiceField(label=_("Part"))
    site = forms.ModelChoiceField(
        label=_("Site or classroom"), queryset=Site.objects.none(), required=False, empty_label=_("None")
    )
    starts_on = forms.DateField(label=_("From"), widget=date_input(), help_text=_("The first day of this part."))

    def __init__(self, *args: Any, program: Program, held: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        cast(forms.ChoiceField, self.fields["part"]).choices = [("", _("Choose one")), *part_choices(program)]
        cast(forms.ModelChoiceField, self.fields["site"]).queryset = program.sites.all()
        self.fields["starts_on"].initial = today_in(program)

    def clean_part(self) -> str:
        part: str = self.cleaned_data["part"]
        if part in self.held:
            raise forms.ValidationError(_("The person has this part already. Choose another one."))
        return part


class PersonForm(PartForm):
    """A new person, by hand."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As it should stand in an agreement."))
    email = forms.EmailField(label=_("Email"), help_text=_("The person signs in with it. It must be theirs alone."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    external_id = forms.CharField(
        label=_("Number in your own records"), max_length=60, required=False, help_text=_("Only administrators see it.")
    )
    invite = forms.BooleanField(label=_("Send the invitation now"), required=False, initial=True)
    field_order = ["name", "email", "part", "site", "starts_on", "phone", "external_id", "invite"]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class EndPart(forms.Form):
    """The last day of a part."""

    on = forms.DateField(
        label=_("Last day"),
        widget=date_input(),
        help_text=_("Today or a day before. From the next day the part is over."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.today = today_in(membership.program)
        self.fields["on"].initial = self.today

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come. End the part on that day, or choose today."))
        if on < self.membership.starts_on:
            raise forms.ValidationError(_("This is before the part began. Choose that day or a later one."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        others = Membership.objects.filter(program=self.membership.program_id, part=Part.ADMINISTRATOR)
        others = others.current(self.today).exclude(user=self.membership.user_id)
        if self.membership.part == Part.ADMINISTRATOR and not others.exists():
            raise forms.ValidationError(
                _("This is the only administrator of the program. Add another one first, or nobody can set it up.")
            )
        return cleaned


class AgencyForm(forms.ModelForm):
    """An outside agency."""

    class Meta:
        model = Agency
        fields = ("kind", "name")
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": _("What it is"), "name": _("Name of the agency")}

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.program = program
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            (kind, label) for kind, label in Agency.Kind.choices if Part(kind) in program.framework.parts
        ]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class AgencyPerson(forms.Form):
    """Somebody who works for an agency."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Email"), help_text=_("The person signs in with it. It must be theirs alone."))

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class SiteForm(forms.Form):
    """A centre, a school, an office, a classroom."""

    name = forms.CharField(label=_("Name of the site or classroom"), max_length=120)

    def __init__(self, *args: Any, program: Program, site: Site | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program, self.site = program, site

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        same = self.program.sites.filter(name__iexact=name)
        if (same.exclude(pk=self.site.pk) if self.site else same).exists():
            raise forms.ValidationError(_("There is a site with this name already."))
        return name


class PracticeForm(forms.Form):
    """One practice on the program's list."""

    text = forms.CharField(
        label=_("Practice"),
        max_length=PRACTICE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Something that can be seen and is specific, such as “Greets each child by name at the door”."),
    )
    category = forms.CharField(
        label=_("Category"), max_length=CATEGORY_LENGTH, required=False, help_text=_("Practices are grouped by it.")
    )

    def __init__(self, *args: Any, program: Program, practice: ProgramPractice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program, self.practice = program, practice

    def clean_text(self) -> str:
        text = clean_line(self.cleaned_data["text"])
        same = self.program.practices.listed().filter(text__iexact=text)
        if (same.exclude(pk=self.practice.pk) if self.practice else same).exists():
            raise forms.ValidationError(_("This practice is on the list already."))
        return text

    def clean_category(self) -> str:
        return clean_line(self.cleaned_data["category"])


class PracticePaste(forms.Form):
    """Many practices at once."""

    practices = forms.CharField(
        label=_("Practices"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "One practice on each line. A line that ends with a colon is the category of the lines below it. "
            "You can also paste two columns from a sheet: practice, category."
        ),
    )

    def clean_practices(self) -> list[tuple[str, str]]:
        found, too_long = parse_practices(self.cleaned_data["practices"])
        if too_long:
            raise forms.ValidationError(
                _("These lines are longer than %(limit)d characters. Shorten them: %(lines)s"),
                params={"limit": PRACTICE_LENGTH, "lines": "; ".join(f"“{line[:60]}…”" for line in too_long[:5])},
            )
        if not found:
            raise forms.ValidationError(_("There is no practice in this text."))
        return found


class PartnershipForm(forms.Form):
    """Who works with whom, in one format of the framework: a choice for each place of the format."""

    def __init__(self, *args: Any, program: Program, format: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = program
        self.places: list[tuple[Part, str]] = []
        framework, language = program.framework, (get_language() or "en")[:2]
        self.members = _members(program)
        for place in framework.format(format).parties:
            for number in range(1, place.most + 1):
                name = place.part.value if number == 1 else f"{place.part.value}_{number}"
                label = capfirst(framework.words(place.part, language).one)
                self.fields[name] = forms.ChoiceField(
                    label=label if place.most == 1 else f"{label} {number}",
                    choices=[("", _("Choose a person")), *self.members.get(place.part.value, [])],
                    required=number <= place.least,
                )
                self.places.append((place.part, name))
        self.fields["site"] = forms.ModelChoiceField(
            label=_("Site or classroom"), queryset=program.sites.all(), required=False, empty_label=_("None")
        )
        if framework.separation:
            # Asked for when it is so, by `clean`
            self.fields["all_the_same"] = forms.BooleanField(
                label=_("Make it so all the same"), required=False, widget=forms.HiddenInput
            )

    @property
    def empty_parts(self) -> list[str]:
        """The names of the required places for which nobody holds the part yet."""
        return [
            str(self.fields[name].label)
            for part, name in self.places
            if self.fields[name].required and not self.members.get(part.value)
        ]

    @property
    def parties(self) -> list[tuple[Part, uuid.UUID]]:
        """(part, person) pairs, once the form is valid."""
        chosen = [(part, self.cleaned_data.get(name)) for part, name in self.places]
        return [(part, uuid.UUID(person)) for part, person in chosen if person]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        separation = self.program.framework.separation
        apart = set(separation.parts) if separation else set()
        places: dict[str, list[Part]] = {}
        for part, name in self.places:
            if not (person := cleaned.get(name)):
                continue
            held = places.setdefault(person, [])
            if held and (part in held or not apart.issuperset({part, *held})):
                self.add_error(
                    name, _("This person has another place in the partnership already. Choose somebody else.")
                )
            held.append(part)
        if separation and not self.errors and any(len(held) > 1 for held in places.values()):
            self.fields["all_the_same"].widget = forms.CheckboxInput()
            if not cleaned.get("all_the_same"):
                self.add_error("all_the_same", str(separation.warning))
        return cleaned


def _members(program: Program) -> dict[str, list[tuple[str, str]]]:
    """(id, name and site) of everybody who holds a part today, by part, in one query."""
    rows = (
        Membership.objects.filter(program=program)
        .current(today_in(program))
        .order_by("user__person__sort_name", "user_id")
        .values_list("part", "user_id", "user__person__name", "user__email", "site__name")
    )
    members: dict[str, dict[str, str]] = {}
    for part, user_id, name, email, site in rows:
        label = f"{name or email}, {site}" if site else (name or email)
        members.setdefault(part, {})[str(user_id)] = label
    return {part: list(people.items()) for part, people in members.items()}

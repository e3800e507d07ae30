"""What columns and values are called in the sheets of real programs, in English and Spanish.

Every entry is written folded, as `fold` leaves it: lower case, no accents, no punctuation, single spaces.
"""

import re
import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part


def fold(text: str) -> str:
    """Return text without case, accents, punctuation and the mark `*`, so that spellings can be compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r"['’`]", "", plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


def names(text: str) -> tuple[str, ...]:
    """Return names written in one text, separated by commas."""
    return tuple(" ".join(name.split()) for name in text.split(","))


class Field(TextChoices):
    """What a column of a roster can be. The last two are read to judge a row and are not kept."""

    NAME = "name", _("Name")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    EMAIL = "email", _("Email")
    PART = "part", _("Part in coaching")
    SITE = "site", _("Site or classroom")
    PHONE = "phone", _("Phone")
    LANGUAGE = "language", _("Language")
    EXTERNAL_ID = "external_id", _("Number in your own records")
    STARTS_ON = "starts_on", _("Start date")
    ENDS_ON = "ends_on", _("End date")
    END_REASON = "end_reason", _("Reason for leaving (only checked)")
    END_DETAIL = "end_detail", _("Reason in words (only checked)")


COLUMNS: dict[Field, tuple[str, ...]] = {
    Field.EMAIL: names("""
        email, e mail, email address, e mail address, mail, email id, email 1, primary email, correo, correo
        electronico, direccion de correo, direccion de correo electronico, direccion de email
    """),
    Field.FIRST_NAME: names("""
        first name, firstname, first, given name, forename, fname, legal first name, nombre de pila, primer nombre,
        nombres
    """),
    Field.LAST_NAME: names("""
        last name, lastname, last, surname, family name, lname, legal last name, apellido, apellidos, primer
        apellido
    """),
    Field.NAME: names("""
        name, full name, fullname, display name, nombre completo, nombre y apellidos, nombre y apellido
    """),
    Field.PART: names("""
        part, role, job function, job title, title, position, job, function, part in coaching, coaching role,
        funcion, puesto, cargo, rol, papel, funcion laboral, ocupacion
    """),
    Field.EXTERNAL_ID: names("""
        id number, id, id no, number, external id, registry id, number in your own records, identifier, numero de
        identificacion, identificacion, numero de id, numero de empleado, numero de registro
    """),
    Field.PHONE: names("""
        phone, phone number, telephone, telephone number, mobile, mobile phone, cell, cell phone, tel, telefono,
        numero de telefono, celular, telefono movil, movil
    """),
    Field.STARTS_ON: names("""
        professional start date, start date, starts on, start, hire date, date of hire, date hired, from, fecha de
        inicio, fecha de contratacion, inicio, fecha de ingreso, desde, job function start date
    """),
    Field.ENDS_ON: names("""
        professional separation date, separation date, end date, ends on, end, termination date, exit date, last
        day, until, date left, fecha de separacion, fecha de fin, fecha de salida, fecha de terminacion, fecha de
        baja, hasta, job function end date
    """),
    Field.END_REASON: names("""
        professional separation reason, separation reason, reason for separation, reason for leaving, termination
        reason, motivo de separacion, razon de separacion, motivo de salida, motivo de baja
    """),
    Field.END_DETAIL: names("""
        specify professional separation reason, specify separation reason, specify reason for leaving, especifique
        el motivo de separacion, especificar motivo de separacion, especifique el motivo de salida, especifique la
        razon de separacion
    """),
    Field.LANGUAGE: names("""
        language, preferred language, primary language, idioma, idioma preferido, lengua, lenguaje
    """),
    Field.SITE: names("""
        site, site name, center, center name, centre, school, school name, location, building, sitio, centro, nombre
        del centro, escuela, nombre de la escuela, sede, lugar, classroom, classroom name, room, aula, salon, salon
        de clases, nombre del aula, classroom id, assigned classroom, assigned classroom id, id del aula
    """),
}
"""The names of each column, best first: where two columns fit, the one whose name stands earlier is suggested."""

LEADING = frozenset(
    names("""
        business, contact, current, educator, employee, member, participant, person, personal, persons,
        professional, staff, teacher, the, user, work, your
    """)
)
"""Words before a column's name that do not change what it is: "Staff Email" is an email."""

TRAILING = frozenset(names("mm dd yyyy, mmddyyyy, obligatorio, opcional, optional, required, yyyy mm dd"))

SENSITIVE = frozenset(
    names("""
        age, birth, birthday, citizenship, ciudadania, disability, discapacidad, dob, edad, ethnic, ethnicity,
        etnia, etnica, etnicidad, etnico, gender, genero, health, hispanic, immigration, latina, latine, latino, latinx,
        marital, medical,
        medico, nacimiento, nacionalidad, nationality, pronombres, pronouns, race, raza, religion, salario, salary,
        salud, sex, sexo, social, ssn, sueldo, veteran, wage
    """)
)
"""Words in a header that name what coaching has no use for: such columns are emptied before anything is kept."""

ROSTER_PARTS = (
    Part.COACHEE,
    Part.COACH,
    Part.PEER,
    Part.SUPERVISOR,
    Part.MENTOR_COACH,
    Part.COACH_SUPERVISOR,
    Part.LEADERSHIP,
    Part.REGIONAL_LEADERSHIP,
)
"""The parts a sheet can give. Administrators and people of agencies are named by hand, never by a file."""

PART_WORDS: dict[Part, tuple[str, ...]] = {
    Part.COACHEE: names("""
        coachee, teacher, lead teacher, head teacher, co teacher, teaching assistant, assistant teacher, teacher
        assistant, teacher aide, teachers aide, classroom aide, aide, paraprofessional, paraeducator, educator,
        early childhood educator, early childhood teacher, infant teacher, toddler teacher, infant toddler teacher,
        preschool teacher, pre k teacher, kindergarten teacher, substitute teacher, floater, floater teacher,
        caregiver, primary caregiver, child care provider, childcare provider, family child care provider, provider,
        home visitor, learner, team leader, instructor, practitioner, maestra, maestro, docente, profesora,
        profesor, educadora, educador, auxiliar, asistente, asistente de maestra, asistente de maestro, maestra
        asistente, maestro asistente, maestra auxiliar, asistente de ensenanza, auxiliar docente, cuidadora,
        cuidador, persona acompanada
    """),
    Part.COACH: names("""
        coach, practice coach, instructional coach, practice based coach, education coach, early childhood coach,
        quality coach, expert coach, coaching specialist, asesora, asesor, entrenadora, entrenador, tutora, tutor
    """),
    Part.SUPERVISOR: names("""
        supervisor, director, center director, site director, site supervisor, assistant director, principal,
        assistant principal, education manager, education coordinator, team coordinator, site manager, supervisora,
        directora, directora del centro, director del centro, coordinadora, coordinador
    """),
    Part.PEER: names(
        "peer, peer coach, peer partner, reciprocal peer, par, companera de coaching, companero de coaching"
    ),
    Part.MENTOR_COACH: names("mentor coach, coach mentor, asesora mentora, asesor mentor"),
    Part.COACH_SUPERVISOR: names("""
        coach supervisor, coachs supervisor, coaching supervisor, supervisora de coaches, supervisor de coaches
    """),
    Part.LEADERSHIP: names("""
        leadership, program leadership, executive director, program director, program manager, owner, liderazgo,
        direccion del programa, directora ejecutiva, director ejecutivo, directora del programa, director del
        programa, duena, dueno
    """),
    Part.REGIONAL_LEADERSHIP: names("""
        regional leadership, regional director, direccion regional, directora regional, director regional
    """),
}

PART_BY_WORD = {word: part for part, words in PART_WORDS.items() for word in words}

LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "ingles": "en", "en us": "en",
    "es": "es", "spa": "es", "spanish": "es", "espanol": "es", "castellano": "es", "es us": "es", "es mx": "es",
}  # fmt: skip

NOTHING = frozenset(names("desconocido, n a, na, nil, ninguna, ninguno, no aplica, none, null, tbd, unknown"))
"""What people write into a cell that has no value. Never applied to names: Na and None are names."""

OTHER = frozenset(names("other, others, otra, otras, otro, otros"))


def is_nothing(text: str) -> bool:
    """Say whether a cell other than a name has no value: empty, dashes, "n/a"."""
    return not text.strip(" -–—./") or fold(text) in NOTHING

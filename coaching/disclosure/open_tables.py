"""The only tables outside row security, each with its reason. The catalogue test knows no other exception."""

OPEN_TABLES = {
    "coaching_terms": "Content-addressed sets of rules, without any person.",
    "coaching_disclosurerule": "The rules themselves; they are printed in every agreement.",
    "coaching_frameworkversion": "Texts of frameworks, the same for everybody.",
    "django_session": "Found by an unguessable key before anybody is identified; holds a person's id and no content.",
    "django_content_type": "Names of tables.",
    "django_migrations": "Names of migrations; the logins cannot read it.",
    "auth_permission": "Comes with Django and stays unused; the logins cannot read it.",
    "auth_group": "Comes with Django and stays unused; the logins cannot read it.",
    "auth_group_permissions": "Comes with Django and stays unused; the logins cannot read it.",
    "pghistory_context": "Comes with the history library and stays unused; the logins cannot read it.",
}

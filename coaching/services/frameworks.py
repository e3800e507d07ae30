"""Framework files become immutable versions; their rules become terms, named by content."""

import uuid

from django.db import transaction

from coaching.frameworks import Framework, ready_frameworks, terms_digest
from coaching.models import DisclosureRule, FrameworkVersion, Terms


@transaction.atomic
def load_all() -> list[tuple[FrameworkVersion, bool]]:
    """Every framework file that is ready, and whether it was new. Raises FrameworkError: file, key and remedy."""
    return [store(framework) for framework in ready_frameworks()]


def store(framework: Framework) -> tuple[FrameworkVersion, bool]:
    """The version with this content, made if it is not there yet.

    Terms and version are named by their content, so that two databases give them the same ids.
    """
    if known := FrameworkVersion.objects.filter(digest=framework.digest).first():
        return known, False
    number = FrameworkVersion.objects.filter(key=framework.key).count() + 1
    version = FrameworkVersion(
        id=uuid.uuid5(uuid.NAMESPACE_OID, framework.digest),
        key=framework.key,
        number=number,
        name=framework.text(framework.name, "en"),
        digest=framework.digest,
        content=framework.content,
        terms=store_terms(framework.rules),
    )
    version.save(force_insert=True)
    return version, True


def store_terms(rules) -> Terms:
    """The one row of terms for this set of rules (audience, record class, form)."""
    digest = terms_digest(rules)
    terms, is_new = Terms.objects.get_or_create(digest=digest, defaults={"id": uuid.uuid5(uuid.NAMESPACE_OID, digest)})
    if is_new:
        DisclosureRule.objects.bulk_create(
            DisclosureRule(terms=terms, audience=audience, record_class=record_class, form=form)
            for audience, record_class, form in rules
        )
    return terms

"""The tables of trust: whose certificates we know, what we believe, what files were found to be worth."""

# A foreign key `user` also gives `user_id`, the bare number; the annotation tells the type checker so.

from __future__ import annotations

from peewee import BlobField, BooleanField, CharField, FloatField, ForeignKeyField, TextField

from core.store.fields import FactsField, MomentField
from core.store.papers import Document
from core.store.people import User
from core.store.table import Table


class TrustItem(Table):
    """A root, an intermediate certificate, a list of revocations or an OCSP answer the office holds."""

    kind = CharField(12)
    """root (ours must end there) · foreign · intermediate · crl · ocsp"""
    sha256 = CharField(64, unique=True)
    der = BlobField()
    subject = CharField(300)
    issuer = CharField(300, default="")
    valid_from = MomentField()
    """notBefore, or thisUpdate."""
    valid_to = MomentField(null=True)
    """notAfter, or nextUpdate."""
    address = CharField(300, default="")
    """Where it is fetched anew; empty for what only comes by file."""
    demonstration = BooleanField(default=False)
    """A root of a demonstration: every page says so."""
    added_at = MomentField()
    added_by = CharField(60)
    removed_at = MomentField(null=True)


class Certified(Table):
    """A certificate the office knows, and whose it is: the directory roles are read from."""

    sha256 = CharField(64, unique=True)
    der = BlobField()
    role = CharField(12)
    """leader · organisation · officer"""
    name = CharField(200)
    user = ForeignKeyField(User, null=True)
    user_id: int | None
    """Null for the organisation's, and for people of other agencies."""
    agency = CharField(35, default="")
    """Identifier of another agency whose certificate it is; empty for our own."""
    valid_from = MomentField()
    valid_to = MomentField()
    added_at = MomentField()
    added_by = CharField(60)
    removed_at = MomentField(null=True)


class Verification(Table):
    """What the signatures of a file were found to be worth, by the hash of its bytes."""

    sha256 = CharField(64, primary_key=True)
    verdict = CharField(14)
    """valid · invalid · indeterminate · none (bears no signature)"""
    facts = FactsField()
    """The whole inspection as data."""
    at = MomentField()


class Likeness(Table):
    """A picture for signatures: a person's handwriting, or the seal; the newest one not removed counts."""

    user = ForeignKeyField(User, null=True)
    user_id: int | None
    """Null for the organisation's seal."""
    png = BlobField()
    width = FloatField()
    """Millimetres on paper."""
    height = FloatField()
    by = CharField(60)
    at = MomentField()
    removed_at = MomentField(null=True)


class Sealing(Table):
    """A signature that was put on a document here: whose, with which key, at what level."""

    document = ForeignKeyField(Document)
    document_id: int
    field = CharField(60)
    purpose = CharField(14)
    by = CharField(60)
    certificate = CharField(64)
    level = CharField(6)
    before = CharField(64)
    after = CharField(64)
    seen = TextField(default="")
    """Hash of what the person was shown (what you see is what you sign)."""
    at = MomentField()

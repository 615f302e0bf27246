"""The tables of what happened and of what must happen: audit, jobs, readings of the clock."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CharField, IntegerField, TextField

from core.store.fields import FactsField, MomentField
from core.store.table import Table


class Audit(Table):
    """One line of the office's memory; append only, each bears the hash of the one before."""

    seq = BigIntegerField(primary_key=True)
    at = MomentField()
    verified = BooleanField(default=True)
    actor = CharField(60)
    action = CharField(40)
    document = IntegerField(null=True, index=True)
    facts = TextField()
    previous = CharField(64)
    hash = CharField(64)


class Words(Table):
    """What a person wrote freely in a line of the audit; the line bears only their salted hash.

    So a state secret that somebody repeated in a reason can leave, and the chain still holds.
    """

    seq = BigIntegerField(primary_key=True)
    document = IntegerField(null=True, index=True)
    salt = CharField(32)
    text = TextField()


class ChainHead(Table):
    """The last line of the audit chain; locking it orders all writers."""

    id = IntegerField(primary_key=True)
    seq = BigIntegerField()
    hash = CharField(64)


class JobRow(Table):
    """A piece of durable work."""

    kind = CharField(40)
    key = CharField(200)
    facts = FactsField()
    state = CharField(10, default="waiting")
    """waiting · leased · resting · done."""
    attempt = IntegerField(default=0)
    ready_at = MomentField()
    leased_by = CharField(40, null=True)
    leased_until = MomentField(null=True)
    trouble = TextField(default="")
    document = IntegerField(null=True, index=True)

    class Meta:
        table_name = "job"
        indexes = ((("kind", "key"), True), (("state", "kind", "ready_at"), False))


class Reading(Table):
    """What the time servers said, kept as evidence (QCVN 12:2026/BCA, 2.2.22)."""

    at = MomentField(index=True)
    offset = CharField(20)
    spread = CharField(20)
    servers = IntegerField()
    trusted = BooleanField()
    reason = TextField(default="")

    class Meta:
        table_name = "clock_reading"


class BlobCheck(Table):
    """When the bytes of a hash were last read again, and whether they were still the same."""

    sha256 = CharField(64, primary_key=True)
    at = MomentField(index=True)
    verdict = CharField(10)
    """intact · changed · missing."""

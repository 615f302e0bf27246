"""Audit, jobs, readings of the clock, checks of the store."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CharField, Database, IntegerField, Model, TextField
from playhouse.migrate import SchemaMigrator

from core.store.fields import FactsField, MomentField


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables."""

    class Audit(Model):
        seq = BigIntegerField(primary_key=True)
        at = MomentField()
        verified = BooleanField(default=True)
        actor = CharField(max_length=60)
        action = CharField(max_length=40)
        document = IntegerField(index=True, null=True)
        facts = TextField()
        previous = CharField(max_length=64)
        hash = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "audit"

    db.create_tables([Audit])

    class BlobCheck(Model):
        sha256 = CharField(primary_key=True, max_length=64)
        at = MomentField(index=True)
        verdict = CharField(max_length=10)

        class Meta:
            database = db
            table_name = "blob_check"

    db.create_tables([BlobCheck])

    class ChainHead(Model):
        id = IntegerField(primary_key=True)
        seq = BigIntegerField()
        hash = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "chain_head"

    db.create_tables([ChainHead])

    class JobRow(Model):
        kind = CharField(max_length=40)
        key = CharField(max_length=200)
        facts = FactsField()
        state = CharField(max_length=10, default="waiting")
        attempt = IntegerField(default=0)
        ready_at = MomentField()
        leased_by = CharField(null=True, max_length=40)
        leased_until = MomentField(null=True)
        trouble = TextField(default="")
        document = IntegerField(index=True, null=True)

        class Meta:
            database = db
            table_name = "job"
            indexes = ((("kind", "key"), True), (("state", "kind", "ready_at"), False))

    db.create_tables([JobRow])

    class Reading(Model):
        at = MomentField(index=True)
        offset = CharField(max_length=20)
        spread = CharField(max_length=20)
        servers = IntegerField()
        trusted = BooleanField()
        reason = TextField(default="")

        class Meta:
            database = db
            table_name = "clock_reading"

    db.create_tables([Reading])

    class Words(Model):
        seq = BigIntegerField(primary_key=True)
        document = IntegerField(index=True, null=True)
        salt = CharField(max_length=32)
        text = TextField()

        class Meta:
            database = db
            table_name = "words"

    db.create_tables([Words])

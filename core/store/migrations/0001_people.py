"""Units, people, their accounts and sessions; agencies; days."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Database,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
)
from playhouse.migrate import SchemaMigrator

from core.store.fields import FactsField, MomentField


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables."""

    class Agency(Model):
        code = CharField(unique=True, null=True, max_length=35)
        name = CharField(max_length=200)
        folded = CharField(index=True, max_length=200)
        used = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "agency"

    db.create_tables([Agency])

    class User(Model):
        login = CharField(unique=True, max_length=60)
        name = CharField(max_length=100)
        position = CharField(max_length=100, default="")
        password = CharField(null=True, max_length=200)
        must_change = BooleanField(default=True)
        password_at = MomentField(null=True)
        totp = CharField(null=True, max_length=64)
        totp_step = BigIntegerField(default=0)
        closed_at = MomentField(null=True)
        seen_at = MomentField(null=True)
        created_at = MomentField()

        class Meta:
            database = db
            table_name = "user"

    db.create_tables([User])

    class ApiToken(Model):
        token = CharField(unique=True, max_length=64)
        user = ForeignKeyField(User)
        label = CharField(max_length=100)
        scopes = FactsField()
        created_at = MomentField()
        expires_at = MomentField(null=True)
        used_at = MomentField(null=True)
        closed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "api_token"

    db.create_tables([ApiToken])

    class Attempt(Model):
        about = CharField(primary_key=True, max_length=160)
        failures = IntegerField(default=0)
        last_at = MomentField()

        class Meta:
            database = db
            table_name = "attempt"

    db.create_tables([Attempt])

    class Day(Model):
        day = DateField(primary_key=True)
        name = CharField(max_length=100)
        working = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "day"

    db.create_tables([Day])

    class FormerPassword(Model):
        user = ForeignKeyField(User)
        password = CharField(max_length=200)
        at = MomentField()

        class Meta:
            database = db
            table_name = "former_password"

    db.create_tables([FormerPassword])

    class Unit(Model):
        code = CharField(unique=True, max_length=30)
        name = CharField(max_length=200)
        parent = ForeignKeyField("self", null=True)
        closed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "unit"

    db.create_tables([Unit])

    class Grant(Model):
        user = ForeignKeyField(User)
        role = CharField(max_length=20)
        unit = ForeignKeyField(Unit, null=True)

        class Meta:
            database = db
            table_name = "role_grant"
            indexes = ((("user", "role", "unit"), True),)

    db.create_tables([Grant])

    class Session(Model):
        token = CharField(unique=True, max_length=64)
        user = ForeignKeyField(User)
        secret = CharField(max_length=64)
        address = CharField(max_length=64, default="")
        browser = CharField(max_length=200, default="")
        opened_at = MomentField()
        seen_at = MomentField()
        closed_at = MomentField(null=True)
        second_factor = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "session"

    db.create_tables([Session])

"""The tables of people: units, accounts, roles, sessions; and of agencies and days."""

# A foreign key `unit` also gives `unit_id`, the bare number; the annotation tells the type checker so.

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from core.store.fields import FactsField, MomentField
from core.store.table import Table


class Unit(Table):
    """A unit (phòng, bộ phận) of the office; never deleted, only closed."""

    code = CharField(30, unique=True)
    name = CharField(200)
    parent = ForeignKeyField("self", null=True)
    parent_id: int | None
    closed_at = MomentField(null=True)


class User(Table):
    """A person with an account; one account per person (Decision 1007, art. 17)."""

    login = CharField(60, unique=True)
    name = CharField(100)
    position = CharField(100, default="")
    password = CharField(200, null=True)
    must_change = BooleanField(default=True)
    password_at = MomentField(null=True)
    totp = CharField(64, null=True)
    totp_step = BigIntegerField(default=0)
    closed_at = MomentField(null=True)
    seen_at = MomentField(null=True)
    created_at = MomentField()


class Grant(Table):
    """A role a person holds, in one unit or (unit null) in the whole office."""

    user = ForeignKeyField(User, backref="grants")
    user_id: int
    role = CharField(20)
    unit = ForeignKeyField(Unit, null=True)
    unit_id: int | None

    class Meta:
        table_name = "role_grant"
        indexes = ((("user", "role", "unit"), True),)


class FormerPassword(Table):
    """The hash of a password a person used before (QCVN 12:2026/BCA, 3.7.2.6)."""

    user = ForeignKeyField(User)
    user_id: int
    password = CharField(200)
    at = MomentField()


class Session(Table):
    """A signed-in browser, known by the hash of its cookie; revocable."""

    token = CharField(64, unique=True)
    user = ForeignKeyField(User, backref="sessions")
    user_id: int
    secret = CharField(64)
    address = CharField(64, default="")
    browser = CharField(200, default="")
    opened_at = MomentField()
    seen_at = MomentField()
    closed_at = MomentField(null=True)
    second_factor = BooleanField(default=False)


class ApiToken(Table):
    """A bearer token of one person for programs, known by its hash."""

    token = CharField(64, unique=True)
    user = ForeignKeyField(User)
    user_id: int
    label = CharField(100)
    scopes = FactsField()
    created_at = MomentField()
    expires_at = MomentField(null=True)
    used_at = MomentField(null=True)
    closed_at = MomentField(null=True)


class Attempt(Table):
    """How often a login failed of late, per account and address, so that guessing is slowed."""

    about = CharField(160, primary_key=True)
    failures = IntegerField(default=0)
    last_at = MomentField()


class Agency(Table):
    """A body letters come from or go to, by its identifier (up to 35 characters, QCVN 102:2016/SĐ1:2022)."""

    code = CharField(35, null=True, unique=True)
    name = CharField(200)
    folded = CharField(200, index=True)
    used = IntegerField(default=0)
    paperless_from = DateField(null=True)
    """From this day it is sent no paper beside the electronic original (Decision 1007, art. 25.1)."""
    reached = BooleanField(default=True)
    """Whether it has the means to receive electronic documents (art. 6.2)."""


class Day(Table):
    """A holiday, or a weekend day on which the office works instead."""

    day = DateField(primary_key=True)
    name = CharField(100)
    working = BooleanField(default=False)

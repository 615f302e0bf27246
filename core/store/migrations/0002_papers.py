"""Registers, documents, files, directions and tasks."""

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
    TextField,
)
from playhouse.migrate import SchemaMigrator

from core.store.fields import FactsField, MomentField


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables."""

    class Unit(Model):
        class Meta:
            database = db
            table_name = "unit"

    class User(Model):
        class Meta:
            database = db
            table_name = "user"

    class Register(Model):
        code = CharField(max_length=20)
        name = CharField(max_length=200)
        year = IntegerField()
        life = CharField(max_length=10, default="incoming")
        last = IntegerField(default=0)
        first = IntegerField(default=0)
        opened_at = MomentField()
        opened_by = CharField(max_length=60)
        closed_at = MomentField(null=True)
        default = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "register"
            indexes = ((("code", "year"), True),)

    db.create_tables([Register])

    class Document(Model):
        life = CharField(max_length=10, default="incoming")
        state = CharField(max_length=20)
        state_at = MomentField()
        source = CharField(max_length=60)
        external_id = CharField(max_length=200)
        received_at = MomentField()
        received_verified = BooleanField(default=True)
        name = CharField(max_length=300, default="")
        source_unit = CharField(max_length=30, default="")
        owner = CharField(max_length=60, default="")
        proposed_register = CharField(max_length=20, default="")
        sha256 = CharField(index=True, null=True, max_length=64)
        duplicate_of = ForeignKeyField("self", null=True)
        trouble = TextField(default="")
        trouble_code = CharField(max_length=12, default="")
        expulsion_asked_by = CharField(null=True, max_length=60)
        type_name = CharField(max_length=100, default="")
        code_number = CharField(max_length=11, default="")
        code_notation = CharField(max_length=30, default="")
        code_key = CharField(index=True, max_length=60, default="")
        issued_date = DateField(null=True)
        organ_id = CharField(max_length=35, default="")
        organ_name = CharField(max_length=200, default="")
        organ_key = CharField(max_length=200, default="")
        subject = CharField(max_length=500, default="")
        language = CharField(max_length=30, default="Tiếng Việt")
        page_amount = IntegerField(null=True)
        description = CharField(max_length=500, default="")
        signer_position = CharField(max_length=100, default="")
        signer_name = CharField(max_length=50, default="")
        priority = IntegerField(default=0)
        to_places = CharField(max_length=1000, default="")
        due_date = DateField(null=True)
        paper = BooleanField(default=False)
        sheets = IntegerField(null=True)
        legal_value = CharField(max_length=20, default="reference")
        register = ForeignKeyField(Register, null=True)
        arrival_number = IntegerField(index=True, null=True)
        arrival_suffix = CharField(max_length=3, default="")
        arrival_date = DateField(null=True)
        registered_at = MomentField(null=True)
        presented_at = MomentField(null=True)
        lead_unit = ForeignKeyField(Unit, null=True)
        finished_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "document"
            indexes = (
                (("source", "external_id"), True),
                (("state", "priority", "id"), False),
                (("lead_unit", "state", "priority", "id"), False),
                (("register", "arrival_number", "arrival_suffix"), True),
                (("state", "due_date"), False),
            )

    db.create_tables([Document])

    class Correction(Model):
        document = ForeignKeyField(Document)
        field = CharField(max_length=30)
        old = TextField()
        new = TextField()
        reason = TextField()
        by = CharField(max_length=60)
        at = MomentField()

        class Meta:
            database = db
            table_name = "correction"

    db.create_tables([Correction])

    class Direction(Model):
        document = ForeignKeyField(Document)
        leader = ForeignKeyField(User)
        text = TextField()
        due_date = DateField(null=True)
        entered_by = CharField(max_length=60)
        slip = CharField(null=True, max_length=64)
        at = MomentField()
        withdrawn_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "direction"

    db.create_tables([Direction])

    class Entry(Model):
        register = ForeignKeyField(Register)
        number = IntegerField()
        suffix = CharField(max_length=3, default="")
        document = ForeignKeyField(Document, unique=True)
        arrival_date = DateField()
        entered_at = MomentField()
        entered_by = CharField(max_length=60)
        from_paper = BooleanField(default=False)
        cancelled = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "entry"
            indexes = ((("register", "number", "suffix"), True), (("register", "arrival_date"), False))

    db.create_tables([Entry])

    class Examination(Model):
        sha256 = CharField(index=True, max_length=64)
        inspector = CharField(max_length=60)
        threat = CharField(max_length=300, default="")
        at = MomentField()

        class Meta:
            database = db
            table_name = "examination"

    db.create_tables([Examination])

    class File(Model):
        document = ForeignKeyField(Document)
        role = CharField(max_length=12)
        sha256 = CharField(index=True, max_length=64)
        size = BigIntegerField()
        name = CharField(max_length=300)
        media_type = CharField(max_length=100, default="")
        pages = IntegerField(null=True)
        facts = FactsField(null=True)
        added_at = MomentField()
        removed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "file"

    db.create_tables([File])

    class FileText(Model):
        sha256 = CharField(primary_key=True, max_length=64)
        reader = CharField(max_length=60)
        text = TextField()

        class Meta:
            database = db
            table_name = "file_text"

    db.create_tables([FileText])

    class NoticeRow(Model):
        user = ForeignKeyField(User)
        document = ForeignKeyField(Document, null=True)
        event = CharField(max_length=30)
        sentence = TextField()
        urgency = IntegerField(default=0)
        key = CharField(unique=True, max_length=100)
        at = MomentField()
        read_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "notice"
            indexes = ((("user", "read_at"), False),)

    db.create_tables([NoticeRow])

    class SavedSearch(Model):
        user = ForeignKeyField(User)
        name = CharField(max_length=100)
        query = TextField()
        at = MomentField()

        class Meta:
            database = db
            table_name = "saved_search"

    db.create_tables([SavedSearch])

    class Task(Model):
        document = ForeignKeyField(Document)
        unit = ForeignKeyField(Unit)
        user = ForeignKeyField(User, null=True)
        role = CharField(max_length=12)
        due_date = DateField(null=True)
        given_at = MomentField()
        words = TextField(default="")
        opened_at = MomentField(null=True)
        done_at = MomentField(null=True)
        result = TextField(default="")
        withdrawn_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "task"
            indexes = (
                (("unit", "done_at"), False),
                (("unit", "role", "done_at"), False),
                (("user", "done_at"), False),
            )

    db.create_tables([Task])

"""Drafts, checks, delegations, receivers; trust, certificates, verdicts and signatures made here."""

from __future__ import annotations

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    Database,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator, migrate

from core.store.fields import FactsField, MomentField


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables, and note of agencies how they are reached."""
    migrate(
        migrator.add_column("agency", "paperless_from", DateField(null=True)),
        migrator.add_column("agency", "reached", BooleanField(default=True)),
    )

    class Unit(Model):
        class Meta:
            database = db
            table_name = "unit"

    class User(Model):
        class Meta:
            database = db
            table_name = "user"

    class Document(Model):
        class Meta:
            database = db
            table_name = "document"

    class File(Model):
        class Meta:
            database = db
            table_name = "file"

    class Draft(Model):
        document = ForeignKeyField(Document, unique=True)
        unit = ForeignKeyField(Unit, null=True)
        drafter = ForeignKeyField(User, null=True)
        ordered_by = ForeignKeyField(User, null=True)
        order_words = TextField(default="")
        draft_due = DateField(null=True)
        signer = ForeignKeyField(User, null=True)
        capacity = CharField(max_length=4, default="")
        council = CharField(max_length=30, default="")
        field = CharField(max_length=30, default="")
        copies = IntegerField(default=0)
        keeper = CharField(max_length=300, default="")
        answers = ForeignKeyField(Document, null=True)
        closes = BooleanField(default=False)
        replaces = ForeignKeyField(Document, null=True)
        corrects = ForeignKeyField(Document, null=True)
        copy_of = ForeignKeyField(Document, null=True)
        copy_form = CharField(max_length=4, default="")
        authorised_by = CharField(max_length=100, default="")
        approved_sha256 = CharField(max_length=64, null=True)
        approved_by = ForeignKeyField(User, null=True)
        approved_at = MomentField(null=True)
        signed_at = MomentField(null=True)
        sealed_at = MomentField(null=True)
        issued_at = MomentField(null=True, index=True)
        level = CharField(max_length=10, default="")

        class Meta:
            database = db
            table_name = "draft"
            indexes = (
                (("unit", "document"), False),
                (("drafter", "document"), False),
            )

    db.create_tables([Draft])

    class Version(Model):
        document = ForeignKeyField(Document)
        number = IntegerField()
        file = ForeignKeyField(File)
        stage = CharField(max_length=12)
        note = TextField(default="")
        by = CharField(max_length=60)
        at = MomentField()

        class Meta:
            database = db
            table_name = "version"
            indexes = ((("document", "number"), True),)

    db.create_tables([Version])

    class Comment(Model):
        document = ForeignKeyField(Document)
        user = ForeignKeyField(User)
        version = IntegerField()
        text = TextField()
        at = MomentField()

        class Meta:
            database = db
            table_name = "comment"

    db.create_tables([Comment])

    class Concern(Model):
        document = ForeignKeyField(Document)
        user = ForeignKeyField(User)
        what = CharField(max_length=10)
        required = BooleanField(default=False)
        asked_by = CharField(max_length=60)
        asked_at = MomentField()
        done_at = MomentField(null=True)
        sha256 = CharField(max_length=64, null=True)
        withdrawn_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "concern"
            indexes = (
                (("document", "user", "what"), False),
                (("user", "done_at"), False),
            )

    db.create_tables([Concern])

    class Delegation(Model):
        user = ForeignKeyField(User)
        capacity = CharField(max_length=4)
        title = CharField(max_length=200)
        types = FactsField(null=True)
        valid_from = DateField()
        valid_to = DateField(null=True)
        evidence = CharField(max_length=64, null=True)
        grounds = CharField(max_length=300)
        entered_by = CharField(max_length=60)
        entered_at = MomentField()
        withdrawn_at = MomentField(null=True)
        withdrawn_by = CharField(max_length=60, default="")

        class Meta:
            database = db
            table_name = "delegation"

    db.create_tables([Delegation])

    class Dispatch(Model):
        document = ForeignKeyField(Document)
        position = IntegerField()
        code = CharField(max_length=35, default="")
        name = CharField(max_length=200)
        unit = ForeignKeyField(Unit, null=True)
        electronic = BooleanField(default=True)
        paper = BooleanField(default=False)
        paper_reason = CharField(max_length=20, default="")
        state = CharField(max_length=12, default="planned")
        state_at = MomentField()
        paper_sent_at = MomentField(null=True)
        paper_sent_by = CharField(max_length=60, default="")
        paper_note = CharField(max_length=300, default="")

        class Meta:
            database = db
            table_name = "dispatch"
            indexes = (
                (("document", "position"), True),
                (("state", "document"), False),
                (("paper", "paper_sent_at"), False),
            )

    db.create_tables([Dispatch])

    class PaperPrint(Model):
        document = ForeignKeyField(Document)
        sha256 = CharField(max_length=64)
        copies = IntegerField()
        by = CharField(max_length=60)
        at = MomentField()

        class Meta:
            database = db
            table_name = "paper_print"

    db.create_tables([PaperPrint])

    class Placement(Model):
        document = ForeignKeyField(Document, null=True)
        form = CharField(max_length=100, default="")
        kind = CharField(max_length=20)
        page = IntegerField()
        left = FloatField()
        bottom = FloatField()
        right = FloatField()
        top = FloatField()
        by = CharField(max_length=60)
        at = MomentField()

        class Meta:
            database = db
            table_name = "placement"
            indexes = (
                (("document", "kind"), False),
                (("form", "kind"), False),
            )

    db.create_tables([Placement])

    class TrustItem(Model):
        kind = CharField(max_length=12)
        sha256 = CharField(max_length=64, unique=True)
        der = BlobField()
        subject = CharField(max_length=300)
        issuer = CharField(max_length=300, default="")
        valid_from = MomentField()
        valid_to = MomentField(null=True)
        address = CharField(max_length=300, default="")
        demonstration = BooleanField(default=False)
        added_at = MomentField()
        added_by = CharField(max_length=60)
        removed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "trust_item"

    db.create_tables([TrustItem])

    class Certified(Model):
        sha256 = CharField(max_length=64, unique=True)
        der = BlobField()
        role = CharField(max_length=12)
        name = CharField(max_length=200)
        user = ForeignKeyField(User, null=True)
        agency = CharField(max_length=35, default="")
        valid_from = MomentField()
        valid_to = MomentField()
        added_at = MomentField()
        added_by = CharField(max_length=60)
        removed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "certified"

    db.create_tables([Certified])

    class Verification(Model):
        sha256 = CharField(max_length=64, primary_key=True)
        verdict = CharField(max_length=14)
        facts = FactsField()
        at = MomentField()

        class Meta:
            database = db
            table_name = "verification"

    db.create_tables([Verification])

    class Likeness(Model):
        user = ForeignKeyField(User, null=True)
        png = BlobField()
        width = FloatField()
        height = FloatField()
        by = CharField(max_length=60)
        at = MomentField()
        removed_at = MomentField(null=True)

        class Meta:
            database = db
            table_name = "likeness"

    db.create_tables([Likeness])

    class Sealing(Model):
        document = ForeignKeyField(Document)
        field = CharField(max_length=60)
        purpose = CharField(max_length=14)
        by = CharField(max_length=60)
        certificate = CharField(max_length=64)
        level = CharField(max_length=6)
        before = CharField(max_length=64)
        after = CharField(max_length=64)
        seen = TextField(default="")
        at = MomentField()

        class Meta:
            database = db
            table_name = "sealing"

    db.create_tables([Sealing])

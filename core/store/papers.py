"""The tables of documents; metadata columns bear the names of Decree 30/2020, Annex VI, part II."""

# A foreign key `unit` also gives `unit_id`, the bare number; the annotation tells the type checker so.

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from core.store.fields import FactsField, MomentField
from core.store.people import Unit, User
from core.store.table import Table


class Register(Table):
    """One yearly book of numbers, paper and electronic together (Decree 30/2020, art. 22.2)."""

    code = CharField(20)
    name = CharField(200)
    year = IntegerField()
    life = CharField(10, default="incoming")
    last = IntegerField(default=0)
    first = IntegerField(default=0)
    """The last number of the paper book it continues."""
    opened_at = MomentField()
    opened_by = CharField(60)
    closed_at = MomentField(null=True)
    default = BooleanField(default=False)

    class Meta:
        indexes = ((("code", "year"), True),)


class Document(Table):
    """A document in the life of the office."""

    life = CharField(10, default="incoming")
    state = CharField(20)
    state_at = MomentField()
    source = CharField(60)
    external_id = CharField(200)
    received_at = MomentField()
    received_verified = BooleanField(default=True)
    name = CharField(300, default="")
    """File name it came with."""
    source_unit = CharField(30, default="")
    owner = CharField(60, default="")
    proposed_register = CharField(20, default="")
    sha256 = CharField(64, null=True, index=True)
    duplicate_of = ForeignKeyField("self", null=True)
    duplicate_of_id: int | None
    trouble = TextField(default="")
    """Why it stands in the tray and cannot be registered; a Vietnamese sentence."""
    trouble_code = CharField(12, default="")
    expulsion_asked_by = CharField(60, null=True)
    # Annex VI, part II.II
    type_name = CharField(100, default="")
    code_number = CharField(11, default="")
    code_notation = CharField(30, default="")
    code_key = CharField(60, default="", index=True)
    """number/notation folded for search: "123|ubnd|vp"."""
    issued_date = DateField(null=True)
    organ_id = CharField(35, default="")
    organ_name = CharField(200, default="")
    organ_key = CharField(200, default="")
    subject = CharField(500, default="")
    language = CharField(30, default="Tiếng Việt")
    page_amount = IntegerField(null=True)
    description = CharField(500, default="")
    signer_position = CharField(100, default="")
    signer_name = CharField(50, default="")
    priority = IntegerField(default=0)
    """Urgency: 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc."""
    to_places = CharField(1000, default="")
    due_date = DateField(null=True)
    paper = BooleanField(default=False)
    """A paper original exists."""
    sheets = IntegerField(null=True)
    legal_value = CharField(20, default="reference")
    """original (signed and valid) · copy (scan of paper) · reference (unsigned, for information only)."""
    # the register
    register = ForeignKeyField(Register, null=True)
    register_id: int | None
    arrival_number = IntegerField(null=True, index=True)
    arrival_suffix = CharField(3, default="")
    arrival_date = DateField(null=True)
    registered_at = MomentField(null=True)
    presented_at = MomentField(null=True)
    lead_unit = ForeignKeyField(Unit, null=True)
    lead_unit_id: int | None
    finished_at = MomentField(null=True)

    class Meta:
        indexes = (
            (("source", "external_id"), True),
            (("state", "priority", "id"), False),
            (("lead_unit", "state", "priority", "id"), False),
            (("register", "arrival_number", "arrival_suffix"), True),
            (("state", "due_date"), False),
        )


class File(Table):
    """A file of a document; the bytes are a blob."""

    document = ForeignKeyField(Document, backref="files")
    document_id: int
    role = CharField(12)
    """original · rendition (PDF made of an image) · attachment · slip (leader's words on paper) · answer."""
    sha256 = CharField(64, index=True)
    size = BigIntegerField()
    name = CharField(300)
    media_type = CharField(100, default="")
    pages = IntegerField(null=True)
    facts = FactsField(null=True)
    """What the examination found: PDF version, resolution, colour, signatures."""
    added_at = MomentField()
    removed_at = MomentField(null=True)


class FileText(Table):
    """The text read from a file, by the hash of its bytes."""

    sha256 = CharField(64, primary_key=True)
    reader = CharField(60)
    text = TextField()


class Examination(Table):
    """What one inspector said of one file."""

    sha256 = CharField(64, index=True)
    inspector = CharField(60)
    threat = CharField(300, default="")
    at = MomentField()


class Entry(Table):
    """One line of a register; a line never disappears."""

    register = ForeignKeyField(Register, backref="entries")
    register_id: int
    number = IntegerField()
    suffix = CharField(3, default="")
    document = ForeignKeyField(Document, unique=True)
    document_id: int
    arrival_date = DateField()
    entered_at = MomentField()
    entered_by = CharField(60)
    from_paper = BooleanField(default=False)
    """Written on paper while the box was down and added later."""
    cancelled = BooleanField(default=False)

    class Meta:
        indexes = ((("register", "number", "suffix"), True), (("register", "arrival_date"), False))


class Correction(Table):
    """A field of an entry that was corrected; the old value stays readable."""

    document = ForeignKeyField(Document, backref="corrections")
    document_id: int
    field = CharField(30)
    old = TextField()
    new = TextField()
    reason = TextField()
    by = CharField(60)
    at = MomentField()


class Direction(Table):
    """A leader's words on a document (bút phê), typed by him or transcribed from a slip."""

    document = ForeignKeyField(Document, backref="directions")
    document_id: int
    leader = ForeignKeyField(User)
    leader_id: int
    text = TextField()
    due_date = DateField(null=True)
    entered_by = CharField(60)
    slip = CharField(64, null=True)
    at = MomentField()
    withdrawn_at = MomentField(null=True)


class Task(Table):
    """What one unit owes a document: lead (chủ trì), cooperate (phối hợp) or inform (để biết)."""

    document = ForeignKeyField(Document, backref="tasks")
    document_id: int
    unit = ForeignKeyField(Unit)
    unit_id: int
    user = ForeignKeyField(User, null=True)
    user_id: int | None
    role = CharField(12)
    due_date = DateField(null=True)
    given_at = MomentField()
    words = TextField(default="")
    """What the head said when assigning."""
    opened_at = MomentField(null=True)
    done_at = MomentField(null=True)
    result = TextField(default="")
    withdrawn_at = MomentField(null=True)

    class Meta:
        indexes = (
            (("unit", "done_at"), False),
            (("unit", "role", "done_at"), False),
            (("user", "done_at"), False),
        )


class NoticeRow(Table):
    """A sentence for one person."""

    user = ForeignKeyField(User)
    user_id: int
    document = ForeignKeyField(Document, null=True)
    document_id: int | None
    event = CharField(30)
    sentence = TextField()
    urgency = IntegerField(default=0)
    key = CharField(100, unique=True)
    at = MomentField()
    read_at = MomentField(null=True)

    class Meta:
        table_name = "notice"
        indexes = ((("user", "read_at"), False),)


class SavedSearch(Table):
    """A search a person keeps (Decree 30/2020, Annex VI, III.6.e)."""

    user = ForeignKeyField(User)
    user_id: int
    name = CharField(100)
    query = TextField()
    at = MomentField()

"""Every table of the office; metadata columns bear the names of Decree 30/2020, Annex VI, part II."""

# A foreign key `unit` also gives `unit_id`, the bare number; the annotation tells the type checker so.

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from core.store.bound import database
from core.store.fields import FactsField, MomentField


class Table(Model):
    """A table of the office."""

    id: Any
    """peewee adds it to every table that names no other primary key."""

    class Meta:
        database = database
        legacy_table_names = False


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


class Day(Table):
    """A holiday, or a weekend day on which the office works instead."""

    day = DateField(primary_key=True)
    name = CharField(100)
    working = BooleanField(default=False)


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
        indexes = ((("unit", "done_at"), False), (("user", "done_at"), False))


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


class SavedSearch(Table):
    """A search a person keeps (Decree 30/2020, Annex VI, III.6.e)."""

    user = ForeignKeyField(User)
    user_id: int
    name = CharField(100)
    query = TextField()
    at = MomentField()


TABLES = (
    Unit, User, Grant, FormerPassword, Session, ApiToken, Attempt, Agency, Day, Register, Document, File,
    FileText, Examination, Entry, Correction, Direction, Task, Audit, ChainHead, JobRow, NoticeRow, Reading,
    SavedSearch,
)  # fmt: skip
"""In the order in which they can be created."""

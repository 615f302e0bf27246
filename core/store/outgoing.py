"""The tables of what the office writes itself: drafts, checks, delegations, receivers."""

# A foreign key `unit` also gives `unit_id`, the bare number; the annotation tells the type checker so.

from __future__ import annotations

from peewee import BooleanField, CharField, DateField, FloatField, ForeignKeyField, IntegerField, TextField

from core.store.fields import FactsField, MomentField
from core.store.papers import Document, File
from core.store.people import Unit, User
from core.store.table import Table


class Draft(Table):
    """What an outgoing document has beside the columns every document has."""

    document = ForeignKeyField(Document, unique=True, backref="drafts")
    document_id: int
    unit = ForeignKeyField(Unit, null=True)
    unit_id: int | None
    """The drafting unit."""
    drafter = ForeignKeyField(User, null=True)
    drafter_id: int | None
    ordered_by = ForeignKeyField(User, null=True)
    ordered_by_id: int | None
    order_words = TextField(default="")
    draft_due = DateField(null=True)
    signer = ForeignKeyField(User, null=True)
    signer_id: int | None
    """The leader who is to sign."""
    capacity = CharField(4, default="")
    """TM, Q, KT, TL, TUQ, or empty: printed before the title (Decree 30/2020, Annex I, II.7.b)."""
    council = CharField(30, default="")
    """Code of the series of a council or board that uses the office's seal; empty for the office."""
    field = CharField(30, default="")
    """Sphere of work that decides about paper: finance, personnel, complaints; empty for none."""
    copies = IntegerField(default=0)
    """Paper copies issued."""
    keeper = CharField(300, default="")
    """Unit or person who keeps the file copy."""
    answers = ForeignKeyField(Document, null=True)
    answers_id: int | None
    """The incoming document that is answered."""
    closes = BooleanField(default=False)
    """Whether issuing it finishes that document, as the leader said."""
    replaces = ForeignKeyField(Document, null=True)
    replaces_id: int | None
    corrects = ForeignKeyField(Document, null=True)
    corrects_id: int | None
    copy_of = ForeignKeyField(Document, null=True)
    copy_of_id: int | None
    copy_form = CharField(4, default="")
    """SY, TrS, SL for a copy; empty for a document of our own."""
    authorised_by = CharField(100, default="")
    """Who authorised a copy."""
    approved_sha256 = CharField(64, null=True)
    """The very file the leader approved; any other needs his approval again."""
    approved_by = ForeignKeyField(User, null=True)
    approved_by_id: int | None
    approved_at = MomentField(null=True)
    signed_at = MomentField(null=True)
    sealed_at = MomentField(null=True)
    issued_at = MomentField(null=True, index=True)
    level = CharField(10, default="")
    """PAdES level of the weakest signature; `B-B` where a timestamp could not be had."""

    class Meta:
        indexes = ((("unit", "document"), False), (("drafter", "document"), False))


class Version(Table):
    """One state of the draft's file; none is ever removed (Decree 30/2020, Annex VI, III.5.a)."""

    document = ForeignKeyField(Document, backref="versions")
    document_id: int
    number = IntegerField()
    file = ForeignKeyField(File)
    file_id: int
    stage = CharField(12)
    """draft · initialled · signed · numbered · sealed"""
    note = TextField(default="")
    by = CharField(60)
    at = MomentField()

    class Meta:
        indexes = ((("document", "number"), True),)


class Comment(Table):
    """What somebody said of a draft."""

    document = ForeignKeyField(Document, backref="comments")
    document_id: int
    user = ForeignKeyField(User)
    user_id: int
    version = IntegerField()
    text = TextField()
    at = MomentField()


class Concern(Table):
    """A person who is asked for something on a draft, and may therefore see it."""

    document = ForeignKeyField(Document, backref="concerns")
    document_id: int
    user = ForeignKeyField(User)
    user_id: int
    what = CharField(10)
    """comment (góp ý) · initial (ký nháy)"""
    required = BooleanField(default=False)
    asked_by = CharField(60)
    asked_at = MomentField()
    done_at = MomentField(null=True)
    sha256 = CharField(64, null=True)
    """The file that bears the initial, or of which it was recorded."""
    withdrawn_at = MomentField(null=True)

    class Meta:
        indexes = ((("document", "user", "what"), False), (("user", "done_at"), False))


class Delegation(Table):
    """Who may sign in which capacity, from when to when, and what says so (Decree 30/2020, art. 13)."""

    user = ForeignKeyField(User)
    user_id: int
    capacity = CharField(4)
    """KT, TL, TUQ, TM or Q."""
    title = CharField(200)
    """On whose behalf, as printed: CHỦ TỊCH."""
    types = FactsField(null=True)
    """Names of document types; null for all."""
    valid_from = DateField()
    valid_to = DateField(null=True)
    """Null only where the law knows no end (KT of a deputy); an authorisation (TUQ) always ends."""
    evidence = CharField(64, null=True)
    """SHA-256 of the scanned decision."""
    grounds = CharField(300)
    """Number, date and title of what delegates."""
    entered_by = CharField(60)
    entered_at = MomentField()
    withdrawn_at = MomentField(null=True)
    withdrawn_by = CharField(60, default="")


class Dispatch(Table):
    """One receiver of an outgoing document, and what became of it there: the outbox."""

    document = ForeignKeyField(Document, backref="dispatches")
    document_id: int
    position = IntegerField()
    code = CharField(35, default="")
    """Identifier of the receiving agency; empty where it has none."""
    name = CharField(200)
    unit = ForeignKeyField(Unit, null=True)
    unit_id: int | None
    """A unit of our own that receives it."""
    electronic = BooleanField(default=True)
    paper = BooleanField(default=False)
    paper_reason = CharField(20, default="")
    """type · field · receiver · wish: why paper goes as well (Decision 1007, art. 6.2)."""
    state = CharField(12, default="planned")
    """planned · waiting (issued, in the outbox) · delivered · refused · recalled"""
    state_at = MomentField()
    paper_sent_at = MomentField(null=True)
    paper_sent_by = CharField(60, default="")
    paper_note = CharField(300, default="")
    """How it went: post number, who signed for it."""

    class Meta:
        indexes = (
            (("document", "position"), True),
            (("state", "document"), False),
            (("paper", "paper_sent_at"), False),
        )


class PaperPrint(Table):
    """A paper original that was printed from the signed file (Decision 1007, art. 11.3)."""

    document = ForeignKeyField(Document)
    document_id: int
    sha256 = CharField(64)
    copies = IntegerField()
    by = CharField(60)
    at = MomentField()


class Placement(Table):
    """Where something is to stand on a file: dragged there by a person, or remembered for a form."""

    document = ForeignKeyField(Document, null=True)
    document_id: int | None
    form = CharField(100, default="")
    """Type of document it serves as a template for; empty for one document's own."""
    kind = CharField(20)
    """leader · seal · number · day · month · year · initial · corner"""
    page = IntegerField()
    """0 for the first; negative counts from the end."""
    left = FloatField()
    bottom = FloatField()
    right = FloatField()
    top = FloatField()
    by = CharField(60)
    at = MomentField()

    class Meta:
        indexes = ((("document", "kind"), False), (("form", "kind"), False))

from core.documents import drafting, drafts, lifecycle
def test_smoke(desk):
    d=desk.approved()
    from core.store.papers import Document
    assert desk.see(Document.get_by_id,d).state=="to_sign"

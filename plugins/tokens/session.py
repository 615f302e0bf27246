"""A session with a token, in its child: opened by a PIN, used by one signer, given up at the first error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import load_der_x509_certificate
from pkcs11 import Attribute, AttributeTypeInvalid, Mechanism, ObjectClass, PKCS11Error, SignMixin
from pkcs11.types import Session, Token
from pyhanko.sign.pkcs11 import PKCS11Signer

from core.errors import OfficeError
from core.values import TokenFacts
from plugins.tokens import failures, slots
from plugins.tokens.recipes import TokenRecipe
from plugins.tokens.slots import Held, within
from signing.certificates import described

_GOODBYE = 5.0
"""Seconds a driver may take to log out."""


class TokenSigner(PKCS11Signer):
    """Signs with a key found beforehand, checks what it gets, and remembers what the token got wrong."""

    failure: OfficeError | None = None
    """What the token last got wrong: its session must not be used again."""

    def __init__(
        self, recipe: TokenRecipe, session: Session, own: Held, key: SignMixin, chain: tuple[Held, ...]
    ) -> None:
        super().__init__(
            session,
            key_id=own.number,
            signing_cert=own.certificate,
            ca_chain=[each.certificate for each in chain],
            use_raw_mechanism=_raw(session, own.certificate),
        )
        self._recipe = recipe
        # The library would look for both again, and wait for ever where the first search failed.
        self._key_handle = key
        self._loaded = True

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Let the token sign; raises a sentence, which `failure` bears too."""
        try:
            with within(self._recipe.patience):
                signature: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
        except PKCS11Error as error:
            self.failure = failures.of_driver(error, self._recipe.label)
            raise self.failure from None
        if not dry_run and not _fits(self.signing_cert, signature, data, digest_algorithm):
            self.failure = failures.false_signature(self._recipe.label)
            raise self.failure
        return signature

    def present(self) -> bool:
        """Say whether the session still sees its key: after a token was pulled out it does not."""
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: self.key_id}
        try:
            with within(self._recipe.patience):
                self.pkcs11_session.token.slot.get_token()
                return bool(list(self.pkcs11_session.get_objects(wanted)))
        except PKCS11Error:
            return False


@contextmanager
def unlocked(recipe: TokenRecipe, pin: str) -> Iterator[TokenSigner]:
    """Log in once with `pin` and give a signer; raises a sentence, and never tries a second time."""
    token = slots.find(recipe)
    session = _log_in(recipe, token, pin)
    try:
        try:
            with within(recipe.patience):
                signer = _signer(recipe, session)
        except PKCS11Error as error:
            raise failures.of_driver(error, recipe.label) from None
        yield signer
    finally:
        with suppress(PKCS11Error), within(_GOODBYE):
            session.close()


def read(recipe: TokenRecipe) -> TokenFacts:
    """Return what a token says to everybody."""
    token = slots.find(recipe)
    try:
        with within(recipe.patience):
            session = token.open()
            held = slots.certificates(session, recipe)
            flags = slots.flags_of(token)
            session.close()
    except PKCS11Error as error:
        raise failures.of_driver(error, recipe.label) from None
    return TokenFacts(
        label=token.label.rstrip("\0 "),
        serial=slots.serial_of(token),
        manufacturer=token.manufacturer_id.strip("\0 "),
        model=token.model.strip("\0 "),
        certificates=tuple(described(each.certificate) for each in held if not each.authority),
        flags=flags,
    )


def _log_in(recipe: TokenRecipe, token: Token, pin: str) -> Session:
    with within(recipe.patience):
        flags = slots.flags_of(token)
    if "locked" in flags:
        raise failures.locked(recipe.label)
    if "unset" in flags:
        raise failures.unset(recipe.label)
    try:
        with within(recipe.patience):
            return token.open(user_pin=pin)
    except PKCS11Error as error:
        with within(recipe.patience):
            flags = slots.flags_of(token)
        raise failures.of_driver(error, recipe.label, flags) from None


def _signer(recipe: TokenRecipe, session: Session) -> TokenSigner:
    held = slots.certificates(session, recipe)
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}
    found = [key for key in session.get_objects(wanted) if isinstance(key, SignMixin)]
    keys = {bytes(key[Attribute.ID]): key for key in found}
    able = [each for each in held if each.number in keys and not each.authority and slots.named(each, recipe)]
    if not able:
        raise failures.no_key(recipe.label)
    if len(able) > 1:
        raise failures.several_keys(recipe.label, (each.label for each in able))
    key = keys[able[0].number]
    if _asks_ever(key):
        raise failures.ever_asking(recipe.label)
    chain = tuple(each for each in held if each.authority)
    return TokenSigner(recipe, session, able[0], key, chain)


def _asks_ever(key: SignMixin) -> bool:
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except AttributeTypeInvalid:  # an older driver that knows no such keys
        return False


def _raw(session: Session, certificate: x509.Certificate) -> bool:
    """Say whether the token signs a digest only: many cannot hash what is to be signed by ECDSA."""
    hashing = (
        Mechanism.ECDSA_SHA256 if certificate.public_key.algorithm == "ec" else Mechanism.SHA256_RSA_PKCS
    )
    return hashing not in session.token.slot.get_mechanisms()


def _fits(certificate: x509.Certificate, signature: bytes, data: bytes, digest_algorithm: str) -> bool:
    digest = getattr(hashes, digest_algorithm.upper())()
    key = load_der_x509_certificate(certificate.dump()).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True

"""Asks timestamp authorities in turn, with patience, when something was signed (RFC 3161)."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError

from signing.values import Fault, mark

FIRST_REST, LONGEST_REST = 0.5, 10.0
"""Seconds between two rounds of asking."""
SHORTEST_WAIT = 5.0
"""Seconds that every authority is given for an answer, however little patience is left."""


class Authorities(TimeStamper):
    """Several timestamp authorities that answer as one: the first that answers is believed."""

    def __init__(self, addresses: tuple[str, ...], patience: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._addresses = addresses
        self._patience = patience
        self._ends: float | None = None
        self.largest = 0
        """Bytes of the largest token so far."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask one after the other, round after round, until one grants the request or patience ends."""
        rest, last = FIRST_REST, mark("chưa khai báo dịch vụ nào")
        while self._addresses:
            for place, address in enumerate(self._addresses):
                wait = max(SHORTEST_WAIT, self._left() / (len(self._addresses) - place))
                try:
                    answer = await HTTPTimeStamper(address, timeout=wait).async_request_tsa_response(req)
                    granted = answer["status"]["status"].native
                    if granted == "granted":
                        return answer
                    last = f"{address}: {granted}"
                except (TimestampRequestError, TimeoutError, OSError, ValueError) as error:
                    last = f"{address}: {error.__cause__ or error}"
            if self._left() <= rest:
                break
            await asyncio.sleep(rest)
            rest = min(rest * 2, LONGEST_REST)
        raise Fault(
            "VT-4016",
            mark("Không lấy được dấu thời gian: {reason}."),
            hint=mark("Việc cần làm tiếp: văn bản chưa thay đổi; thử ký lại khi dịch vụ hoạt động."),
            again=True,
            reason=last,
        )

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a token for `message_digest`, and remember who made it: no trial request is needed later."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            self._register_dummy(md_algorithm, token)  # type: ignore[no-untyped-call]
            self.largest = max(self.largest, len(token.dump()))
        except (TimestampRequestError, ValueError, KeyError, TypeError, AssertionError) as error:
            raise Fault(
                "VT-4017",
                mark("Dịch vụ cấp dấu thời gian trả lời sai: {reason}."),
                hint=mark("Việc cần làm tiếp: báo cán bộ công nghệ thông tin kiểm tra địa chỉ dịch vụ."),
                again=True,
                reason=str(error),
            ) from error
        return token

    def _left(self) -> float:
        """Return what is left of the patience, which begins with the first question."""
        if self._ends is None:
            self._ends = time.monotonic() + self._patience
        return self._ends - time.monotonic()


def stamped_at(token: cms.ContentInfo) -> datetime:
    """Return the time that `token` proves."""
    moment: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return moment

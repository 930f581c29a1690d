"""The ledger: an append-only chain of every act, written in the transaction of the act.

Each entry's hash covers the one before, so a change or a loss anywhere breaks the chain; PostgreSQL
itself checks every new link. Actors are random account ids; personal data stays out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pgtrigger
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accreditation.canonical import canonical, sha256_hex
from accreditation.machine import append_only, no_truncate
from partners.clock import PortalNow, portal_now

GENESIS = "0" * 64


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many entries there are, and the hash of the last."""

    height: int
    hash: str


class LedgerHead(models.Model):
    """The one row that serialises writers; only the trigger on entries moves it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    height = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("head of the ledger")
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="moved_by_entries",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'portal: the head moves with an entry only'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            no_truncate(),
        ]

    def __str__(self) -> str:
        """Height."""
        return str(self.height)


class LedgerEntry(models.Model):
    """One act: who did what to which object, linked to the entry before."""

    seq = models.PositiveBigIntegerField(_("number"), primary_key=True)
    prev = models.CharField(_("hash before"), max_length=64)
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("actor"), max_length=40)
    act = models.CharField(_("act"), max_length=80)
    object = models.CharField(_("object"), max_length=80, db_index=True)
    data = models.JSONField(_("data"), default=dict)
    body = models.TextField(_("canonical form, without hash"))
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("act on the record")
        verbose_name_plural = _("ledger")
        ordering: ClassVar = ["seq"]
        triggers: ClassVar = [
            *append_only(),
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE accreditation_ledgerhead SET height = NEW.seq, hash = NEW.hash
                    WHERE id = 1 AND height = NEW.seq - 1 AND hash = NEW.prev;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'portal: the entry does not follow the head'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.hash <> encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex') THEN
                        RAISE EXCEPTION 'portal: the hash does not fit the entry'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.body::jsonb - 'at' <> jsonb_build_object(
                        'seq', NEW.seq, 'prev', NEW.prev, 'actor', NEW.actor,
                        'act', NEW.act, 'object', NEW.object, 'data', NEW.data
                    ) OR (NEW.body::jsonb ->> 'at')::timestamptz IS DISTINCT FROM NEW.at THEN
                        RAISE EXCEPTION 'portal: the columns do not fit the entry'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Number and act."""
        return f"{self.seq} {self.act}"

    def line(self) -> str:
        """The entry as one line of the export: its canonical form with the hash added."""
        return canonical(json.loads(self.body) | {"hash": self.hash})


class Refusal(models.Model):
    """The security log: acts that were tried and refused, kept apart from the ledger."""

    at = models.DateTimeField(_("at"), db_default=PortalNow())
    actor = models.CharField(_("actor"), max_length=40)
    act = models.CharField(_("act"), max_length=120)
    object = models.CharField(_("object"), max_length=80, db_index=True)
    reason = models.CharField(_("reason"), max_length=20)

    class Meta:
        verbose_name = _("refused act")
        verbose_name_plural = _("refused acts")
        ordering: ClassVar = ["-at"]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """Act and reason."""
        return f"{self.act}: {self.reason}"


def actor_id(user: Any) -> str:
    """How the ledger names an actor: the account's random id, or the portal."""
    return "portal" if user is None else str(user.uuid)


def lock_head() -> Head:
    """The head, locked until the transaction ends: nobody can write between now and then."""
    head = LedgerHead.objects.select_for_update().get(pk=1)
    return Head(height=head.height, hash=head.hash)


def head() -> Head:
    """The head as it stands, without a lock."""
    row = LedgerHead.objects.get(pk=1)
    return Head(height=row.height, hash=row.hash)


def record(act: str, obj: str, *, by: Any, data: dict[str, Any] | None = None) -> LedgerEntry:
    """Add an act to the chain, inside the caller's transaction."""
    if not connection.in_atomic_block:
        msg = "An act is recorded in the transaction of the act."
        raise RuntimeError(msg)
    last = lock_head()
    at = portal_now()
    entry = {
        "seq": last.height + 1,
        "prev": last.hash,
        "at": at,
        "actor": actor_id(by),
        "act": act,
        "object": obj,
        "data": data or {},
    }
    body = canonical(entry)
    plain = json.loads(body)
    return LedgerEntry.objects.create(
        **(entry | {"data": plain["data"]}), body=body, hash=sha256_hex(body)
    )


def export() -> Iterator[str]:
    """Every entry as one line of canonical JSON, from the first."""
    for entry in LedgerEntry.objects.order_by("seq").iterator(chunk_size=2000):
        yield entry.line()


class ChainBroken(Exception):  # noqa: N818 - it names what was found
    """The first entry that does not fit, by number, and how."""

    def __init__(self, seq: int, how: str) -> None:
        """Say which and how."""
        self.seq = seq
        self.how = how
        super().__init__(f"entry {seq}: {how}")


def verify(lines: Iterable[str]) -> Head:
    """Walk an export; the head it ends in. Raises ChainBroken at the first entry that is off."""
    last = Head(height=0, hash=GENESIS)
    for line in lines:
        expected = last.height + 1
        try:
            entry = json.loads(line)
            stated = entry.pop("hash")
            body = canonical(entry)
            stated_line = canonical(entry | {"hash": stated})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ChainBroken(expected, f"is not an entry ({error})") from error
        if entry.get("seq") != expected:
            raise ChainBroken(expected, f"number {entry.get('seq')} stands where it should be")
        if entry.get("prev") != last.hash:
            raise ChainBroken(expected, "does not link to the entry before")
        if sha256_hex(body) != stated:
            raise ChainBroken(expected, "its hash does not fit its content")
        if line.rstrip("\n") != stated_line:
            raise ChainBroken(expected, "is not in canonical form")
        last = Head(height=expected, hash=stated)
    return last

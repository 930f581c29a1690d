"""THE SPECIFICATION: in every state of every kind, which steps are open to whom.

Written by hand, and compared with what the portal offers. A line is a state, or goes on with the
one above it; a cell holds the steps open to the roles named at the head of its column; a role that
heads no column may do nothing. What must hold besides (complete, in time, counted) is the guards'
part and not told here.

Roles: anonymous, stranger (signed in, no place), contact point, alternate contact, editor and
reader of the organisation; rival (contact point of another one); secretariat (an officer; the one
who closed the item, or wrote the position down), officer (a second one); member, alternate and
chair (representatives of seats); group member; portal (nobody: at a deadline, or carrying out a
decision).
"""

from typing import Final

ROLES: Final = (
    "anonymous",
    "stranger",
    "contact point",
    "alternate contact",
    "editor",
    "reader",
    "rival",
    "secretariat",
    "officer",
    "member",
    "alternate",
    "chair",
    "group member",
    "portal",
)

# Columns that stand for several roles who may the same.
TOGETHER: Final = {
    "contacts": ["contact point", "alternate contact"],
    "writers": ["contact point", "alternate contact", "editor"],
    "officers": ["secretariat", "officer"],
    "representatives": ["member", "alternate", "chair"],
}

TABLES: Final = """

group         | officers
--------------+----------
planned       | establish
established   | close
closed        |

proposal      | officers               | portal
--------------+------------------------+----------------------
planned       | open_drafting          |
drafting      | circulate submit       |
circulated    | resume_drafting submit |
submitted     | present                |
considered    |                        | adopt return put_back
adopted       |                        |
returned      | revise                 |

process       | portal
--------------+----------------
draft         | freeze
frozen        | adopt set_aside
adopted       |
not_adopted   |

item          | officers               | officer | chair   | representatives | portal
--------------+------------------------+---------+---------+-----------------+-------------
prepared      | schedule cancel        |         |         |                 | cancel
scheduled     | reschedule open cancel |         |         | lift_out        | cancel
open          | extend close cancel    |         |         | lift_out        | close cancel
closed        |                        | certify | certify |                 |
certified     | publish                |         |         |                 |
published     |                        |         |         |                 |
cancelled     |                        |         |         |                 |

transcription | officers  | officer
--------------+-----------+--------
entered       | set_aside | confirm
confirmed     |           |
refused       |           |

invitation    | officers    | portal
--------------+-------------+-------
draft         | open cancel |
open          | close       | close
closed        |             |
cancelled     |             |

application   | contacts          | writers | officers         | portal
--------------+-------------------+---------+------------------+--------------------------------
draft         | submit withdraw   |         |                  | lapse
submitted     | withdraw          |         | return accept    |
returned      | complete withdraw |         | grant_extension  | lapse
              | ask_extension     |         | refuse_extension |
in_assessment | withdraw          | answer  | recommend ask    |
              | ask_extension     |         | grant_extension  |
              |                   |         | refuse_extension |
ready         | withdraw          |         | reassess present |
presented     | withdraw          |         |                  | accredit decline defer put_back
accredited    |                   |         |                  |
declined      |                   |         |                  |
deferred      | withdraw          | answer  | reassess         |
withdrawn     |                   |         |                  |
lapsed        |                   |         |                  |

accreditation | contacts   | writers    | officers                       | portal
--------------+------------+------------+--------------------------------+-------------------
active        | relinquish | send_proof | give_notice                    | suspend withdraw
              |            |            | meet_condition return_proof    | expire renew
notice        | relinquish | send_proof | lift_notice propose_suspension | suspend withdraw
              |            |            | propose_withdrawal             | expire renew
              |            |            | meet_condition return_proof    |
suspended     | relinquish | send_proof | propose_reinstatement          | reinstate withdraw
              |            |            | propose_withdrawal             | expire renew
              |            |            | meet_condition return_proof    |
withdrawn     |            |            |                                |
expired       |            |            |                                |
relinquished  |            |            |                                |
renewed       |            |            |                                |

report        | contacts | officers      | portal
--------------+----------+---------------+-------
draft         | submit   |               |
submitted     |          | return accept |
returned      | submit   |               |
accepted      |          | propose_note  | note
noted         |          |               |

document      | officers | portal
--------------+----------+-----------------
queued        |          | render
rendering     | retry    | issue fail retry
issued        |          |
failed        | retry    | retry

"""

Table = dict[str, dict[str, set[str]]]


def parsed() -> dict[str, Table]:
    """The tables as kind -> state -> role -> steps, with every role named."""
    found: dict[str, Table] = {}
    for block in TABLES.strip().split("\n\n"):
        head, _rule, *lines = [[cell.strip() for cell in ln.split("|")] for ln in block.split("\n")]
        columns = [TOGETHER.get(cell, [cell]) for cell in head[1:]]
        table: Table = {}
        state = ""
        for named, *cells in lines:
            state = named or state
            _add(table.setdefault(state, {role: set() for role in ROLES}), columns, cells)
        found[head[0]] = table
    return found


def _add(row: dict[str, set[str]], columns: list[list[str]], cells: list[str]) -> None:
    """Add the steps of one line to what a state opens to every role."""
    for roles, cell in zip(columns, cells, strict=True):
        for role in roles:
            row[role] |= set(cell.split())

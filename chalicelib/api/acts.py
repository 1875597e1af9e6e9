"""Which acts have an address, and for whom; the lifecycle says when each is possible."""

from chalicelib.rules.lifecycle import Act

REPORTERS = frozenset(
    {Act.COMPLETE, Act.REPLY, Act.CONFIRM, Act.DISPUTE, Act.APPEAL, Act.WITHDRAW, Act.RATE, Act.REFER}
)

AGENCIES = frozenset(
    {
        Act.VERIFY,
        Act.ASSIGN,
        Act.RETURN,
        Act.HOLD,
        Act.RESUME,
        Act.ASK,
        Act.RESPOND,
        Act.ANSWER,
        Act.NOTE,
        Act.ARCHIVE,
        Act.UPHOLD,
        Act.OVERRULE,
        Act.ESCALATE,
        Act.REOPEN,
    }
)

OFFERED = REPORTERS | AGENCIES

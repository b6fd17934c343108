"""
Who gets leads, and what they are worth: members, rules, turns, and what was learnt.
"""

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from .making import (
    metadata,
    moment,
    organization_column,
    points_at,
    primary_key,
    record_columns,
)

members = Table(
    "members",
    metadata,
    organization_column(),
    Column("user_id", Uuid, nullable=False),
    Column("availability", JSONB, nullable=False),
    primary_key("members", "user_id"),
    points_at("members", "user_id", "users"),
)
"""
What routing knows of users beyond what these are; as one value, since it is read and
written as one.
"""

routing_rules = Table(
    "routing_rules",
    metadata,
    *record_columns(),
    Column("rule", JSONB, nullable=False),
    primary_key("routing_rules", "id"),
)

routing_turns = Table(
    "routing_turns",
    metadata,
    organization_column(),
    Column("rule_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("credit", BigInteger, nullable=False),
    primary_key("routing_turns", "rule_id", "user_id"),
    points_at("routing_turns", "rule_id", "routing_rules", on_delete="CASCADE"),
)
"""
What each user has had of each rule. Whoever changes them holds the rules' rows.
"""

scoring_rules = Table(
    "scoring_rules",
    metadata,
    *record_columns(),
    Column("rule", JSONB, nullable=False),
    primary_key("scoring_rules", "id"),
)

trainings = Table(
    "trainings",
    metadata,
    organization_column(),
    moment("trained_at"),
    Column("training", JSONB, nullable=False),
    PrimaryKeyConstraint("organization_id", name="trainings_pkey"),
)
"""
The latest training of each organization: its model, or why there is none, and how good
it would have been.
"""

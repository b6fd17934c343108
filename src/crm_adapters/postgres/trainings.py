"""
What was learnt from closed leads, in PostgreSQL.
"""

from functools import lru_cache

import msgspec
from attrs import define, field

from crm_core.scoring import LearntModel, Training, model_from_data
from crm_core.shared import Invalid

from .context import Context
from .statements import json, statement

_LATEST = statement(
    "SELECT training, trained_at FROM crm.trainings WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_MODEL = statement(
    "SELECT (training -> 'model')::text FROM crm.trainings"
    " WHERE organization_id = $1::uuid AND training -> 'model' <> 'null'",
    ("organization_id",),
)
_KEEP = statement(
    "INSERT INTO crm.trainings (organization_id, trained_at, training)"
    " VALUES ($1::uuid, $2::timestamptz, $3) ON CONFLICT (organization_id)"
    " DO UPDATE SET trained_at = excluded.trained_at, training = excluded.training",
    ("organization_id", "trained_at", "training"),
)


@define
class PostgresTrainings:
    """
    The latest training of the organization at work; its model is read once in a unit
    of work.
    """

    context: Context
    _model: LearntModel | None = field(default=None, init=False)
    _asked: bool = field(default=False, init=False)

    def latest(self) -> Training | None:
        rows = self.context.transaction.ask(_LATEST, self.context.values())
        try:
            return Training.of_data(*rows[0]) if rows else None
        except Invalid:
            return None

    def model(self) -> LearntModel | None:
        if not self._asked:
            rows = self.context.transaction.ask(_MODEL, self.context.values())
            self._model = _read(rows[0][0]) if rows else None
            self._asked = True
        return self._model

    def save(self, training: Training, /) -> None:
        self.context.introduce()
        values = self.context.values(
            trained_at=training.trained_at, training=json(training.to_data())
        )
        self.context.transaction.tell(_KEEP, values)
        self._model, self._asked = training.model, True


@lru_cache(maxsize=32)
def _read(text: str) -> LearntModel | None:
    """
    The model of a training; none of another version of the CRM, which is to be learnt
    anew.
    """
    try:
        return model_from_data(msgspec.json.decode(text))
    except Invalid:
        return None

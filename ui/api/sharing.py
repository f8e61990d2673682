"""What all routes share: the assistant behind its queue, the meter, the feedback, the encoder's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant import Answer, Assistant
from ui.api.metering import Meter
from ui.api.running import Queue
from ui.feedback import FeedbackStore


@dataclass(frozen=True, slots=True)
class Shared:
    """One server's parts; `encoder_state` gives what `/readyz` says of the encoder."""

    assistant: Assistant
    feedback: FeedbackStore
    encoder_state: Callable[[], str]
    queue: Queue
    meter: Meter

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        plan: Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer, once the queue has come to the question; it is counted.

        Raises:
            Refused: too many wait already.
            PlanError: the plan is not valid over this build.
        """
        answer = await self.queue.run(lambda: self.assistant.ask(question, history=history, plan=plan))
        self.meter.count_answer(answer)
        return answer

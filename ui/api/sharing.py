"""What all routes share: the assistant behind its queue, the meter, the feedback, the encoder's state."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant import Answer, Assistant
from ui.api.memory import AnswerMemory, Asked
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
    memory: AnswerMemory = field(default_factory=AnswerMemory)

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        plan: Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer, at once where it was given lately, else once the queue has come to it; it is counted.

        Raises:
            Refused: too many wait already.
            PlanError: the plan is not valid over this build.
        """
        started, asked = time.perf_counter(), Asked.of(question, history, plan)
        answer = self.memory.recall(asked, build=self.assistant.build_id)
        if answer is None:
            answer = await self.queue.run(lambda: self.assistant.ask(question, history=history, plan=plan))
            self.memory.keep(asked, answer)
        else:
            answer = replace(answer, elapsed_ms=round((time.perf_counter() - started) * 1000, 3))
        self.meter.count_answer(answer)
        return answer

"""How much work hostile Markdown may cause.

The parser can be led to read the same signs again and again: it looks for the bracket that closes
a label anew at each of many brackets that nothing closes. Each sign that it skips is a step.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Far more than the links of any real text ask for; a second or two of work.
MOST_STEPS = 200_000
SPENT = "steps"


def bound_effort(markdown: MarkdownIt) -> None:
    """Let this parser leave brackets as they were typed once a text has cost too many steps."""
    skip = markdown.inline.skipToken

    def skip_within_bounds(state: StateInline) -> None:
        state.env[SPENT] = state.env.get(SPENT, 0) + 1
        if state.env[SPENT] > MOST_STEPS:
            state.pos = state.posMax  # As the parser does where labels are nested too deep.
        else:
            skip(state)

    markdown.inline.skipToken = skip_within_bounds  # type: ignore[method-assign]

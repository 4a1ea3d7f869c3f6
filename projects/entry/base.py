from typing import Any, ClassVar


class CardForm:
    """What the templates of the screen ask of every form on it."""

    # Seldom used boxes: folded away unless one of them holds something.
    details: ClassVar[tuple[str, ...]] = ()

    @property
    def is_template(self: Any) -> bool:
        """The hidden row that the browser copies for a new one."""
        return "__prefix__" in (self.prefix or "")

    @property
    def has_details(self: Any) -> bool:
        """Whether the folded part must stand open: a value or an error is in it."""
        return any(self._has_detail(name) for name in self.details)

    def _has_detail(self: Any, name: str) -> bool:
        if name not in self.fields:  # locked: nothing is typed
            return bool(getattr(self.instance, name))
        return bool(self[name].value() or self[name].errors)

"""In the editor's form: where this is announced when it goes public, with which words, and how long they are there."""

from typing import Any

from wagtail.admin.panels import Panel


class AnnouncingPanel(Panel):
    """Not there for those who may not choose, nor on a site without channels."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/announcing_panel.html"

        @property
        def choice(self) -> Any:
            return getattr(self.form, "choice", None)

        @property
        def announced(self) -> list[Any]:
            return getattr(self.form, "announced", [])

        def is_shown(self) -> bool:
            return bool(super().is_shown() and (self.choice or self.announced))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            # Models name this panel, and these ask models.
            from cms.core.announcing import texts
            from cms.core.announcing.choosing import CHANNELS, TEXT, text_field
            from cms.core.announcing.preview import shown_for

            context = {**super().get_context_data(parent_context), "announced": self.announced}
            if self.choice is None:
                return context
            address = texts.address_of(self.instance)
            usual = texts.usual_of(self.instance) if self.instance.pk else ""
            rows = []
            for channel in self.choice.channels:
                words = texts.text_for(self.instance.announcing, channel.pk) or usual
                rows.append((channel, self.choice[text_field(channel.pk)], shown_for(channel, words, address)))
            return {
                **context,
                "channels": self.choice[CHANNELS],
                "text": self.choice[TEXT],
                "address": address,
                "rows": rows,
            }

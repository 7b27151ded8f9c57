"""The large title of a page's editor."""

from typing import Any

from wagtail.admin.panels import TitleFieldPanel


class TitlePanel(TitleFieldPanel):
    """Fills in no address as one types: the form proposes one (`BasePageForm`).

    Wagtail's own panel with `targets=[]` leaves an empty selector in the page, at which its script stops (Wagtail 8.0.1).
    """

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self) -> dict[str, Any]:
            placeholder = self.get_placeholder()
            return {"placeholder": placeholder} if placeholder else {}

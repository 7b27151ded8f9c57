"""{% picture image sizes="…" %}: a picture if it may be shown now, and nothing at all if not."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.core import pictures
from cms.core.models import Image
from cms.core.pictures import Picture

register = template.Library()


@register.simple_tag
def picture(
    image: Image | None, alt: str | None = None, sizes: str = "100vw", loading: str = "lazy", css_class: str = ""
) -> SafeString | str:
    """The <img> with its sizes. `loading="eager"` for what is seen first; `alt=""` for decoration."""
    found = pictures.picture(image, alt)
    if found is None:
        return ""
    attributes = {
        "src": found.src,
        "srcset": found.srcset_attribute,
        "sizes": sizes,
        "width": found.width,
        "height": found.height,
        "alt": found.alt,
        "decoding": "async",
        "class": css_class or None,
    }
    attributes |= {"loading": "lazy"} if loading == "lazy" else {"fetchpriority": "high"}
    return format_html("<img{}>", flatatt({name: value for name, value in attributes.items() if value is not None}))


@register.simple_tag
def stored_picture(image: Image, width: int = 960) -> str:
    """The address of a picture that need not be public: it opens for whoever sent it, and for those who decide about it."""
    return pictures.image_url(image, f"width-{width}|format-jpeg")


@register.simple_tag
def get_picture(image: Image | None, alt: str | None = None, base_url: str = "") -> Picture | None:
    """The picture as data: `{% get_picture page.cover as photo %}{% if photo %}…{{ photo.credit }}`."""
    return pictures.picture(image, alt, base_url=base_url)

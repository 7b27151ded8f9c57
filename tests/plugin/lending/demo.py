from cms.core.demo import Demo
from tests.plugin.lending.models import Toy


def load(demo: Demo) -> None:
    content = demo.content("lending")
    demo.sections(content["sections"])
    for toy in content["toys"]:
        Toy.objects.create(locale=demo.source, **toy)

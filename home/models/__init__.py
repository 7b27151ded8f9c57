from home.models.contributors import Contributor
from home.models.pages import AgeGuidePage, ColumnPage, HomePage, NewsPage, SectionPage, TopicDesk, TopicPage

__all__ = ["AgeGuidePage", "ColumnPage", "Contributor", "HomePage", "NewsPage", "SectionPage", "TopicDesk", "TopicPage"]

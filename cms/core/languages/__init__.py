"""Pages and entries in more than one language, by wagtail-localize, under the house's rules.

A translation is born as a draft and goes through the same review as its original; what is live stays as it is until then.
A page is shown in a language only where it was translated: nothing mirrors the Japanese below /en/.
"""

"""Which parts of a pipeline are needed to propose spans: read from its configuration, before loading."""

from collections.abc import Iterator, Mapping
from typing import Any

RECOGNISERS = frozenset(("ner", "beam_ner"))
SPAN_MAKERS = frozenset(("spancat", "spancat_singlelabel"))
RULERS = frozenset(("entity_ruler", "future_entity_ruler", "span_ruler"))
_MERGERS = frozenset(("merge_entities", "merge_noun_chunks", "merge_subtokens", "doc_cleaner"))

Config = Mapping[str, Any]


def unneeded(config: Config) -> list[str] | None:
    """Names of parts to leave out, or None when nothing in the pipeline proposes spans.

    A recogniser or span categoriser stays, and what it listens to. Where there is a ruler all
    stays, since its patterns may look at tags or lemmas, but for parts that change the tokens.
    """
    factories = _factories(config)
    makers = {n for n, f in factories.items() if f in RECOGNISERS | SPAN_MAKERS | RULERS}
    if not makers:
        return None
    if any(factories[name] in RULERS for name in makers):
        return [name for name, factory in factories.items() if factory in _MERGERS]
    needed = set(makers)
    waiting = list(makers)
    while waiting:
        for name in _upstreams(config["components"][waiting.pop()], factories):
            if name not in needed:
                needed.add(name)
                waiting.append(name)
    return [name for name in factories if name not in needed]


def _factories(config: Config) -> dict[str, str]:
    """The factory of each part, in pipeline order."""
    components = config.get("components", {})
    return {
        name: str(components.get(name, {}).get("factory", ""))
        for name in config.get("nlp", {}).get("pipeline", [])
    }


def _upstreams(part: Any, factories: Mapping[str, str]) -> Iterator[str]:
    """What listeners anywhere in a part's configuration listen to; `*` is any vector maker."""
    if not isinstance(part, Mapping):
        return
    if "Listener" in str(part.get("@architectures", "")):
        upstream = part.get("upstream", "*")
        if upstream in factories:
            yield str(upstream)
        else:
            yield from (n for n, f in factories.items() if f == "tok2vec" or "transformer" in f)
    for value in part.values():
        yield from _upstreams(value, factories)

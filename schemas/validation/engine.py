"""pyshacl with the shapes read once.

pyshacl patches rdflib's globals: one check runs at a time in a process, a lock sees to it. Whoever has many
records to check at once uses processes.
"""

from collections.abc import Sequence
from functools import cache
from threading import Lock

import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator

from schemas.validation.shapes import shape_text

_ONE_AT_A_TIME = Lock()


def shacl_report(
    graph: rdflib.Graph, *names: str, use_shapes: Sequence[str] = (), focus_nodes: Sequence[str] = ()
) -> rdflib.Graph:
    """Check a graph by some files of shapes, and give pyshacl's report.

    Args:
        names: files of ``schemas/shapes``, e.g. ``dataset.ttl``.
        use_shapes: IRIs of the shapes to ask; all where there are none.
        focus_nodes: IRIs of the nodes to ask about; all that the shapes speak of where there are none.
    """
    options: dict[str, object] = {"inplace": True, "inference": "none"}
    if use_shapes:
        options |= {"use_shapes": list(use_shapes), "focus_nodes": list(focus_nodes)}
    with _ONE_AT_A_TIME:
        validator = Validator(DataGraph.from_rdflib(graph), shacl_graph=rdflib.Graph(), options=options)
        validator.shacl_graph = _shapes(names)
        _, report, _ = validator.run()  # type: ignore[no-untyped-call]  # pyshacl leaves it unannotated
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pyshacl gave {report!r} instead of a report")
    return report


@cache
def _shapes(names: tuple[str, ...]) -> ShapesGraph:
    """Read shapes once: it takes longer than checking a record."""
    apply_patches()  # type: ignore[no-untyped-call]  # pyshacl leaves it unannotated
    graph = rdflib.Graph()
    for name in names:
        graph.parse(data=shape_text(name), format="turtle")
    shapes = ShapesGraph(graph)
    _ = shapes.shapes  # reads them all now: pyshacl knows no shape by its IRI before
    return shapes

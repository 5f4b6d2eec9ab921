"""NetZeroPlanner: a city's exported plan, what we can fill of it, and what is missing.

Source: the plan's form (version 2) and the identifiers of its 200 measures are facts of the NetZeroPlanner; the list
there gives names only, so the labels, our figures that answer a measure, and the candidate units are ours.
"""

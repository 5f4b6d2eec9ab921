"""The names of our packages also exist on PyPI: nothing that is installed may bring a second one."""

from importlib.metadata import packages_distributions

OURS = ("api", "catalogue", "connectors", "policies", "schemas")


def test_no_other_distribution_provides_our_packages() -> None:
    providers = packages_distributions()
    others = {name: set(providers.get(name, ())) - {"ogledalo"} for name in OURS}
    assert others == {name: set() for name in OURS}


def test_our_packages_are_those_of_this_checkout() -> None:
    import api
    import catalogue
    import connectors
    import policies
    import schemas

    folders = {
        package.__path__[0].rsplit("/", 1)[0] for package in (api, catalogue, connectors, policies, schemas)
    }
    assert folders == {__file__.rsplit("/", 2)[0]}

"""Commands on policies."""

import typer

from api.cli_policy_analysis import find_conflicts
from api.cli_policy_evaluate import evaluate_files
from api.cli_policy_lifecycle import add_commands
from api.cli_rehearse import explain_decision, show_matrix, simulate_policy

policy = typer.Typer(help="Policies: what they decide, and why.", no_args_is_help=True)
policy.command("evaluate")(evaluate_files)
policy.command("conflicts")(find_conflicts)
add_commands(policy)
policy.command("simulate")(simulate_policy)
policy.command("explain")(explain_decision)
policy.command("matrix")(show_matrix)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(policy, name="policy")


@policy.callback()
def of_policies() -> None:
    """Policies: what they decide, and why."""

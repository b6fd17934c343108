"""
The command ``crm completion``.
"""

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """
    Print what makes a shell complete crm's commands and options.

    \b
    bash:  crm completion bash > ~/.local/share/bash-completion/completions/crm
    zsh:   crm completion zsh > "${fpath[1]}/_crm"
    fish:  crm completion fish > ~/.config/fish/completions/crm.fish
    """  # noqa: D301 - click reads the backspace
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root().command
    click.echo(kind(root, {}, "crm", "_CRM_COMPLETE").source())

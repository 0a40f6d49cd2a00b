using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Shell;

/// <summary><c>completion</c>: scripts that ask robotctl itself what could come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # robotctl completion for bash. In ~/.bashrc:  source <(robotctl completion bash)
        _robotctl() {
          local word="${COMP_WORDS[COMP_CWORD]}" line
          COMPREPLY=()
          while IFS= read -r line; do
            [[ "$line" == "$word"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
          done < <(robotctl "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _robotctl robotctl
        """;

    private const string Zsh = """
        #compdef robotctl
        # robotctl completion for zsh. In ~/.zshrc, after compinit:  source <(robotctl completion zsh)
        _robotctl() {
          local -a suggestions
          suggestions=("${(@f)$(robotctl "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a suggestions || _files
        }
        (( $+functions[compdef] )) && compdef _robotctl robotctl
        """;

    private const string Fish = """
        # robotctl completion for fish:  robotctl completion fish > ~/.config/fish/completions/robotctl.fish
        complete -c robotctl -a '(robotctl "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Build(CommandRunner runner)
    {
        _ = runner;
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", """
            Print the completion script of a shell.

              source <(robotctl completion bash)
            """) { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return ExitCode.Ok;
        });
        return command;
    }
}

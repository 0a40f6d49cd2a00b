using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RobotPolicy.Cli.Commands.Shell;

/// <summary>Help in which a list of commands has one sentence for each; the examples stand in each command's own help.</summary>
internal sealed class ShortHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the root's help, which all commands share.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is not HelpOption { Action: HelpAction usual } help)
                continue;
            help.Aliases.Remove("/h");
            help.Aliases.Remove("/?");
            help.Action = new ShortHelp(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var command in parseResult.CommandResult.Command.Subcommands)
            command.Description = command.Description?.ReplaceLineEndings("\n").Split("\n\n")[0].Replace('\n', ' ');
        return usual.Invoke(parseResult);
    }
}

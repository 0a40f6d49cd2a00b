using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Tests.Cli;

/// <summary>A wrong command line is told apart from a robot that refuses, and nothing is sent.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("stop gently", "gently")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("stop --no-such-option", "--no-such-option")]
    [InlineData("whoami --endpoint ftp://robot", "no address")]
    [InlineData("whoami --timeout 0", "--timeout")]
    [InlineData("whoami --timeout NaN", "--timeout")]
    [InlineData("whoami --ca ca.pem", "need TLS")]
    [InlineData("whoami --token t --endpoint http://robot:50051", "everybody can read it")]
    [InlineData("whoami --endpoint https://robot --fingerprint 12", "hexadecimal")]
    [InlineData("whoami --endpoint https://robot --key key.pem", "--key needs --cert")]
    [InlineData("whoami --token-file /no/such/file", "token file")]
    [InlineData("tasks start", "needs one goal")]
    [InlineData("tasks start --text a --pose 1", "needs one goal")]
    [InlineData("tasks start --pose 0.1,NaN", "finite number")]
    [InlineData("tasks start --pose a=1,a=2", "named twice")]
    [InlineData("tasks start --text a --time-limit -1", "--time-limit")]
    [InlineData("tasks start --image /no/such/file", "/no/such/file")]
    [InlineData("run a --retries 101", "--retries")]
    [InlineData("run a --retries -1", "--retries")]
    [InlineData("run a --attempt-limit NaN", "--attempt-limit")]
    [InlineData("run a --until-success 1.5", "--until-success")]
    [InlineData("run a --until-success --no-stop-on-success", "exclude each other")]
    [InlineData("tasks verdict maybe", "success, failure or unsure")]
    [InlineData("tasks verdict task-1 maybe", "success, failure or unsure")]
    [InlineData("intervene jog shoulder=0.1 --for 0", "--for")]
    [InlineData("intervene jog shoulder=x --for 1", "finite number")]
    [InlineData("intervene keyboard", "terminal")]
    [InlineData("intervene correct", "phrase")]
    [InlineData("lease release", "which lease")]
    [InlineData("state --rate 5000", "--rate")]
    [InlineData("camera front", "--output")]
    [InlineData("tasks start --text a --on-alarm panic", "panic")]
    [InlineData("tasks start --text a --alarm-speed 0.5", "--on-alarm slow")]
    [InlineData("tasks start --text a --on-alarm slow --alarm-speed 0", "0.05 to 1")]
    [InlineData("tasks start --text a --on-alarm retry", "--retries")]
    [InlineData("alerts snapshot alert-1 -o one.jpg", "%d")]
    [InlineData("hardware check /no/such/file", "/no/such/file")]
    [InlineData("hardware new arm.yaml --seconds 0", "--seconds")]
    [InlineData("hardware new arm.yaml --domain 233", "233")]
    [InlineData("hardware new arm.yaml --discovery everywhere", "everywhere")]
    [InlineData("hardware new arm.yaml --max-acceleration -1", "--max-acceleration")]
    [InlineData("hardware new arm.yaml --max-tracking-error NaN", "--max-tracking-error")]
    public async Task CommandLine_Wrong_IsUsageAndSaysWhy(string line, string reason)
    {
        var terminal = new CliTestTerminal();

        var code = await terminal.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(reason, terminal.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", terminal.Out.ToString());
    }

    [Fact]
    public async Task Help_OfTheRoot_StatesEveryExitCode()
    {
        var terminal = new CliTestTerminal();

        var code = await terminal.RunAsync("--help");

        var text = terminal.Out.ToString();
        Assert.Equal(ExitCode.Ok, code);
        foreach (var piece in new[] { "0 done", "1 refused", "2 wrong usage", "3 nobody answered", "4 not authorised", "5 the task ended", "130 interrupted" })
            Assert.Contains(piece, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_All_DescribeThemselvesAndTheirOptions()
    {
        var root = CommandLine.Parse([], new CliTestTerminal().Create()).RootCommandResult.Command;

        var silent = new List<string>();
        Collect(root, silent);

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _robotctl robotctl")]
    [InlineData("zsh", "compdef _robotctl robotctl")]
    [InlineData("fish", "complete -c robotctl")]
    public async Task Completion_EveryShell_PrintsItsScript(string shell, string piece)
    {
        var terminal = new CliTestTerminal();

        Assert.Equal(ExitCode.Ok, await terminal.RunAsync("completion", shell));

        Assert.Contains(piece, terminal.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("robotctl sta", "state\nstatus")]
    [InlineData("robotctl tasks st", "start\nstop")]
    [InlineData("robotctl stop e", "emergency")]
    public async Task Suggestions_OfAPrefix_AreTheNextWords(string line, string expected)
    {
        var terminal = new CliTestTerminal();

        await terminal.RunAsync($"[suggest:{line.Length}]", line);

        var words = terminal.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Superset(expected.Split('\n').ToHashSet(), words.ToHashSet());
    }

    [Fact]
    public void Token_FromTheEnvironment_IsUsedWhereNoneIsGiven()
    {
        var terminal = new CliTestTerminal { Environment = { ["ROBOTCTL_TOKEN"] = "from-environment", ["ROBOTCTL_ENDPOINT"] = "127.0.0.1:7" } };
        var options = new RobotPolicy.Cli.Connection.GlobalOptions();
        var root = new System.CommandLine.RootCommand();
        options.AddTo(root);

        var fromEnvironment = options.Read(root.Parse([]), terminal.Create().Environment, TimeSpan.FromSeconds(5));
        var given = options.Read(root.Parse(["--token", "given"]), terminal.Create().Environment, TimeSpan.FromSeconds(5));

        Assert.Equal("from-environment", fromEnvironment.Token);
        Assert.Equal(new Uri("http://127.0.0.1:7"), fromEnvironment.Endpoint);
        Assert.Equal("given", given.Token);
    }

    private static void Collect(System.CommandLine.Command command, List<string> silent)
    {
        if (string.IsNullOrWhiteSpace(command.Description))
            silent.Add(command.Name);
        silent.AddRange(command.Options.Where(option => string.IsNullOrWhiteSpace(option.Description)).Select(option => $"{command.Name} {option.Name}"));
        silent.AddRange(command.Arguments.Where(argument => string.IsNullOrWhiteSpace(argument.Description)).Select(argument => $"{command.Name} {argument.Name}"));
        foreach (var child in command.Subcommands)
            Collect(child, silent);
    }
}

using System.Text.RegularExpressions;
using RobotPolicy.Cli;
using RobotPolicy.Tests.Architecture;
using RobotPolicy.Tests.Cli;

namespace RobotPolicy.Tests.Deploy;

/// <summary>Every command that README.md shows is one that the programs accept.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(ProjectFiles.Root, "README.md"));

    [Fact]
    public void Robotctl_EveryCommandShown_IsAccepted()
    {
        var commands = Commands("robotctl").ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, words => Assert.Empty(CommandLine.Parse(words, new CliTestTerminal().Create()).Errors));
    }

    [Fact]
    public async Task Server_EveryCommandShown_IsAccepted()
    {
        var runs = Commands("robotpolicy-server").Where(words => words[0] == "run").ToList();

        Assert.NotEmpty(runs);
        foreach (var words in runs)
            await ServiceCommand.ParseAsync(words.SelectMany(word => word == "…" ? ["--hardware", "robot.yaml"] : new[] { word }));
    }

    [Fact]
    public void Make_EveryTargetShown_IsThere()
    {
        var makefile = File.ReadAllText(Path.Combine(ProjectFiles.Root, "Makefile"));

        var targets = MakeTarget().Matches(Text).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.Contains($"\n{target}:", makefile, StringComparison.Ordinal));
    }

    /// <summary>Lines of code blocks and words in backticks that call a program, without comments, in words.</summary>
    private static IEnumerable<string[]> Commands(string program) =>
        CodeBlock().Matches(Text).SelectMany(block => block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Concat(Inline().Matches(Text).Select(code => code.Groups[1].Value))
            .Select(line => Comment().Replace(line, ""))
            .Where(line => line.StartsWith(program + " ", StringComparison.Ordinal) || line.Contains($"service {program} ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(program, StringComparison.Ordinal) + program.Length)..])
            .Select(line => Word().Matches(line).Select(word => word.Value.Trim('"', '\'')).ToArray());

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bmake ([a-z]+)\b")]
    private static partial Regex MakeTarget();
}

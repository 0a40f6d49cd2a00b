using System.Text.Json;
using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Tests.Inference.Failure.Rollouts;

namespace RobotPolicy.Tests.Cli;

public sealed class RolloutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-rollouts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_Json_IsOneObjectForEach()
    {
        Write("a", SyntheticRollout.Info() with { Seed = 7, Perturbation = "dim_light" });
        Write("b", SyntheticRollout.Info(RolloutOutcome.Unsure) with { IsInterrupted = true });

        var (code, text, _) = await Run("list", _folder, "--json");

        Assert.Equal(ExitCode.Ok, code);
        var rows = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["success", "unsure"], rows.Select(row => row.GetProperty("outcome").GetString()));
        Assert.Equal([false, true], rows.Select(row => row.GetProperty("interrupted").GetBoolean()));
        Assert.Equal((4, 7, "dim_light"), (rows[0].GetProperty("calls").GetInt32(), rows[0].GetProperty("seed").GetInt32(), rows[0].GetProperty("perturbation").GetString()));
        Assert.Equal(new FileInfo(PathOf("a")).Length, rows[0].GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task List_ABrokenFile_ShowsTheOthersAndIsRefused()
    {
        Write("a", SyntheticRollout.Info());
        File.WriteAllText(PathOf("b"), "no rollout");

        var (code, text, error) = await Run("list", _folder);

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("success", text, StringComparison.Ordinal);
        Assert.Contains("b.rollout.safetensors", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_AFile_ChangesTheOutcomeAndNothingElse()
    {
        var before = Write("a", SyntheticRollout.Info(RolloutOutcome.Unsure) with { IsInterrupted = true, Seed = 3 });

        var (code, _, error) = await Run("label", PathOf("a"), "success");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        var after = RolloutFile.Read(PathOf("a"), [])!;
        Assert.Equal(before.Info with { Outcome = RolloutOutcome.Success }, after.Info);
        Assert.Equal(before.Samples.ToArray(), after.Samples.ToArray());
        Assert.Equal([PathOf("a")], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("perhaps", ExitCode.Usage)]
    [InlineData("failure", ExitCode.Refused)]
    public async Task Label_WhatCannotBe_LeavesTheFile(string outcome, int expected)
    {
        File.WriteAllText(PathOf("a"), "no rollout");

        var (code, _, error) = await Run("label", PathOf("a"), outcome);

        Assert.Equal(expected, code);
        Assert.NotEqual("", error);
        Assert.Equal("no rollout", File.ReadAllText(PathOf("a")));
    }

    private string PathOf(string name) => Path.Combine(_folder, name + RolloutFile.Extension);

    private Rollout Write(string name, RolloutInfo info)
    {
        var rollout = SyntheticRollout.Of(4, info);
        RolloutFile.Write(rollout, PathOf(name));
        return rollout;
    }

    private static async Task<(int Code, string Out, string Error)> Run(params string[] arguments)
    {
        var terminal = new CliTestTerminal();
        var code = await terminal.RunAsync(["rollouts", .. arguments]);
        return (code, terminal.Out.ToString(), terminal.Error.ToString());
    }
}

using System.Text.Json;
using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Cli;

public sealed class CalibrateTests : IDisposable
{
    private readonly TestPolicyPackage _package = new();
    private readonly string _rollouts = Directory.CreateTempSubdirectory("robotpolicy-rollouts-").FullName;

    public CalibrateTests() => _package.EditManifest("\"task\": \"Test.\"", "\"task\": \"Test.\", \"failure\": { \"embedding\": \"o\" }");

    private string Page => Path.Combine(_rollouts, "page.html");

    public void Dispose()
    {
        _package.Dispose();
        Directory.Delete(_rollouts, recursive: true);
    }

    [Fact]
    public async Task Calibrate_SyntheticRollouts_WritesThePackageAndThePage()
    {
        Record(successes: 27, failures: 3);

        var (code, text, error) = await Run("--report", Page, "--seed", "2");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains("27 successful rollouts: 9 fitted the scores, 18 made the thresholds, 9 of them set the level (δ = 0.1 needs 9)", text, StringComparison.Ordinal);
        Assert.Contains("false alarm with a probability of at most 0.1", text, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_package.Folder, "failure/rnd_oe.onnx")));
        var calibration = CalibrationFile.Read(_package.Folder, FailureSpec.DefaultCalibration, [])!;
        Assert.Equal(2, calibration.Seed);
        var page = File.ReadAllText(Page);
        Assert.Contains("rnd_oe", page, StringComparison.Ordinal);
        Assert.Contains(calibration.PackageSha256, page, StringComparison.Ordinal);
        Assert.Equal(2 * 18, page.Split("class=\"run\"").Length - 1 - 2);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_Json_IsOneObject()
    {
        Record(successes: 27, failures: 0);

        var (code, text, _) = await Run("--json", "--dry-run");

        Assert.Equal(ExitCode.Ok, code);
        var root = JsonDocument.Parse(text).RootElement;
        Assert.True(root.GetProperty("certified").GetBoolean());
        Assert.Equal(["rnd_oe", "ace"], root.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(0, root.GetProperty("written").GetArrayLength());
        Assert.False(Directory.Exists(Path.Combine(_package.Folder, "failure")));
    }

    [Theory]
    [InlineData("--delta", "0", "Expected --delta between 0 and 1; there is 0.")]
    [InlineData("--delta", "0.01", "record more successful rollouts")]
    [InlineData("--window", "novelty=3", "--window with one of rnd_oe, ace")]
    public async Task Calibrate_WhatCannotBe_IsRefusedWithWhatToDo(string option, string value, string expected)
    {
        Record(successes: 6, failures: 0);

        var (code, _, error) = await Run(option, value);

        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_package.Folder, "failure")));
    }

    [Theory]
    [InlineData("--window", "ace", "expected a score and its calls once")]
    [InlineData("--method", "magic", "magic")]
    [InlineData("--widths", "16,0", "expected 1 to 8 numbers")]
    public async Task Calibrate_WrongUsage_SaysSo(string option, string value, string expected)
    {
        var (code, _, error) = await Run(option, value);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private void Record(int successes, int failures) =>
        CalibrationRollouts.Write(_rollouts, PackageHash.OfPolicy(_package.Folder, new PolicyLoaderOptions(), [])!, successes, failures);

    private async Task<(int Code, string Out, string Error)> Run(params string[] options)
    {
        string[] widths = options.Contains("--widths") ? [] : ["--widths", "16,16"];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            OutBytes = () => throw new InvalidOperationException("Nothing but text was to go to standard output."),
        };
        var code = await CommandLine.RunAsync(["calibrate", _package.Folder, "--rollouts", _rollouts, .. widths, .. options], terminal);
        return (code, output.ToString(), error.ToString());
    }
}

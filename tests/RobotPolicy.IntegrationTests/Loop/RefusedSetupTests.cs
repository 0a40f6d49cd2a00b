namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>A set-up that cannot work is refused before anything is on the graph: each mistake in one line, exit code 2.</summary>
public sealed class RefusedSetupTests : IDisposable
{
    private const int InvalidSetup = 2;
    private const string Prefix = "robotpolicy-server: ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-setup");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Hardware_Missing_IsNamed()
    {
        var file = Path.Combine(_folder.FullName, "nowhere.yaml");

        Assert.Equal([$"--hardware: expected a file, actual '{file}', which is not there"], Refuse(file, Checkout.PolicyFolder));
    }

    [Theory]
    [InlineData("robot: [1, 2\n joints: }", "expected YAML")]
    [InlineData("\0\u0001\u0002 not text", "expected a mapping")]
    [InlineData("robot: &a [*a, *a]", "a reference to an anchor")]
    [InlineData("", "expected a file with content, actual 0 bytes")]
    public void Hardware_Unreadable_IsNamed(string yaml, string expected)
    {
        var errors = Refuse(Hardware(_ => yaml), Checkout.PolicyFolder);

        Assert.All(errors, error => Assert.Contains("hardware.yaml", error));
        Assert.Contains(expected, errors[0]);
    }

    [Fact]
    public void Hardware_ThatNeverEnds_IsRefusedUnread() =>
        Assert.Equal(["/dev/zero: expected a file with content, actual 0 bytes"], Refuse("/dev/zero", Checkout.PolicyFolder));

    [Fact]
    public void Hardware_WithControlCharacters_StaysOneLine()
    {
        var error = Assert.Single(Refuse(
            Hardware(yaml => yaml.Replace("stamps: header", "stamps: \"\\e[31m\\nrobotpolicy-server: all is well\"", StringComparison.Ordinal)),
            Checkout.PolicyFolder));

        Assert.EndsWith("stamps: expected one of header, reception, actual ' [31m robotpolicy-server: all is well'", error);
    }

    [Theory]
    [InlineData("max_velocity: 2.5", "max_velocity: -1", "max_velocity")]
    [InlineData("max_velocity: 2.5", "max_velocity: .nan", "max_velocity")]
    [InlineData("has_acceleration_limits: true", "has_acceleration_limits: false", "acceleration")]
    [InlineData("timeout_s: 0.1", "timeout_s: fast", "timeout_s")]
    [InlineData("stamps: header", "stamps: never", "stamps")]
    [InlineData("topic: /joint_states", "topic: joint states", "topic")]
    public void Hardware_WrongValue_IsRefusedWithItsField(string from, string to, string field)
    {
        var errors = Refuse(Hardware(yaml => yaml.Replace(from, to, StringComparison.Ordinal)), Checkout.PolicyFolder);

        Assert.All(errors, error => Assert.Contains("hardware.yaml", error));
        Assert.Contains(errors, error => error.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public void Robot_WithoutAJointOfThePolicy_IsRefusedWithItsName()
    {
        var errors = Refuse(Hardware(yaml => yaml.Replace("elbow", "elbows", StringComparison.Ordinal)), Checkout.PolicyFolder);

        Assert.All(errors, error => Assert.StartsWith("manifest.json: ", error));
        Assert.Contains(errors, error => error.Contains("'elbow'", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_WithoutItsGraph_IsNamed()
    {
        var package = Package();
        File.Delete(Path.Combine(package, "model.onnx"));

        Assert.Equal(
            ["manifest.json: artifacts.onnx: expected an existing file, actual 'model.onnx', which does not exist"],
            Refuse(Checkout.HardwareFile, package));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(2_000_000)]
    public void Package_WithATruncatedGraph_IsNamed(int length)
    {
        var package = Package();
        using (var graph = File.OpenWrite(Path.Combine(package, "model.onnx")))
            graph.SetLength(length);

        Assert.StartsWith("model.onnx: graph: expected ", Assert.Single(Refuse(Checkout.HardwareFile, package)));
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("graphs/../../model.onnx")]
    public void Package_WhosePathLeavesItsFolder_IsNamed(string path)
    {
        var package = Package();
        EditManifest(package, "\"model.onnx\"", $"\"{path}\"");

        var error = Assert.Single(Refuse(Checkout.HardwareFile, package));

        Assert.StartsWith("manifest.json: artifacts.onnx: expected a path inside the package folder, actual ", error);
        Assert.Contains(path, error);
    }

    [Fact]
    public void Package_WithSeveralMistakes_NamesThemAllAtOnce()
    {
        var package = Package();
        File.Delete(Path.Combine(package, "stats.safetensors"));
        EditManifest(package, "\"dt\": 0.05", "\"dt\": 0");

        var errors = Refuse(Checkout.HardwareFile, package);

        Assert.Contains(errors, error => error.Contains("stats.safetensors", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("x-robotpolicy.action.dt", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_ThatIsNoPackage_IsNamed() =>
        Assert.Equal(
            ["manifest.json: $: expected an existing file, actual 'manifest.json', which does not exist"],
            Refuse(Checkout.HardwareFile, _folder.FullName));

    /// <summary>Runs the service, which must refuse, and returns its errors.</summary>
    private static string[] Refuse(string hardware, string package)
    {
        using var service = ProgramProcess.StartServiceWith(
            "run", "--hardware", hardware, "--policy", package, "--discovery", "loopback", "--task", "never");

        var exitCode = service.WaitForExit();

        Assert.True(exitCode == InvalidSetup, service.Describe($"ended with {exitCode}"));
        Assert.Empty(service.Output);
        Assert.NotEmpty(service.Errors);
        Assert.All(service.Errors, line => Assert.StartsWith(Prefix, line));
        return [.. service.Errors.Select(line => line[Prefix.Length..])];
    }

    private string Hardware(Func<string, string> edit)
    {
        var before = File.ReadAllText(Checkout.HardwareFile);
        var after = edit(before);
        Assert.NotEqual(before, after);
        var file = Path.Combine(_folder.FullName, "hardware.yaml");
        File.WriteAllText(file, after);
        return file;
    }

    private string Package()
    {
        var package = _folder.CreateSubdirectory("package").FullName;
        Directory.CreateDirectory(Path.Combine(package, "failure"));
        foreach (var name in new[] { "manifest.json", "model.onnx", "stats.safetensors", "failure/rnd_oe.onnx", "failure/calibration.json" })
            File.Copy(Path.Combine(Checkout.PolicyFolder, name), Path.Combine(package, name));
        return package;
    }

    private static void EditManifest(string package, string from, string to)
    {
        var file = Path.Combine(package, "manifest.json");
        var before = File.ReadAllText(file);
        var after = before.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
        File.WriteAllText(file, after);
    }
}

using System.Globalization;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>The examples with a token over TLS, against a service without robot and package.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class ExampleAccessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-example-");
    private readonly ProgramProcess _service;
    private readonly string _token;
    private readonly string _address;

    public ExampleAccessTests()
    {
        (_token, var line) = BearerToken.Create("alice", Role.Operator, expiresAt: null);
        var tokens = Path.Combine(_folder.FullName, "tokens");
        File.WriteAllText(tokens, line + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tokens, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _service = ProgramProcess.StartServiceWith(
            "run", "--hardware", Checkout.HardwareFile, "--domain", TestDomain.Claim().ToString(CultureInfo.InvariantCulture), "--discovery", "loopback",
            "--listen", "127.0.0.1:0", "--tls", "on", "--tokens", tokens, "--state", _folder.FullName);
        Wait.Until(() => ServiceLog.AddressOf(_service).Length > 0 && ServiceLog.FingerprintOf(_service).Length > 0, () => _service.Describe("has no API"));
        _address = ServiceLog.AddressOf(_service);
    }

    public static TheoryData<string> Languages => ExampleTests.Languages;

    public void Dispose()
    {
        _service.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Fingerprint_AndToken_LetItInAndAStartThatIsRefusedSaysWhy(string language)
    {
        using var example = ExampleProgram.Start(language, _address, "--fingerprint", ServiceLog.FingerprintOf(_service), "--token", _token);

        Assert.Equal(1, example.WaitForExit());
        Assert.StartsWith("I am alice, ", example.Output[0], StringComparison.Ordinal);
        Assert.Contains("polic", string.Join('\n', example.Errors), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Fingerprint_OfAnotherCertificate_IsNotTrusted(string language)
    {
        var other = string.Join(':', Enumerable.Repeat("00", 32));
        using var example = ExampleProgram.Start(language, _address, "--fingerprint", other, "--token", _token);

        Assert.NotEqual(0, example.WaitForExit());
        Assert.Empty(example.Output);
    }
}

using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Tests.Sessions;

public sealed class ApiOptionsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Defaults_ListenOnLoopbackWithoutTls_AndLetLocalOperatorsIn()
    {
        var options = Read();

        Assert.Empty(Errors(options));
        Assert.Equal("127.0.0.1:50051", options.Listen);
        Assert.False(options.UsesTls);
        Assert.Equal(Role.Operator, options.EffectiveLoopbackRole);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.Lease.Timeout);
    }

    [Theory]
    [InlineData("127.0.0.1:0", false)]
    [InlineData("localhost:50051", false)]
    [InlineData("[::1]:50051", false)]
    [InlineData("0.0.0.0:50051", true)]
    [InlineData("*:50051", true)]
    [InlineData("[::]:50051", true)]
    [InlineData("192.168.1.5:50051", true)]
    public void Tls_IsOnOutsideLoopback(string listen, bool tls)
    {
        var options = new ApiOptions { Listen = listen, TokensFile = _file };

        Assert.Empty(Errors(options));
        Assert.Equal(tls, options.UsesTls);
    }

    [Fact]
    public void OutsideLoopback_WithoutTls_IsRefused() => Assert.Equal(
        ["--listen: 0.0.0.0:1 can be reached from other machines, so it needs TLS; leave --tls at auto, or listen on loopback"],
        Errors(new ApiOptions { Listen = "0.0.0.0:1", Tls = TlsMode.Off, TokensFile = _file }));

    [Fact]
    public void OutsideLoopback_WithNobodyToTellApart_IsRefused() => Assert.Equal(
        ["--listen: *:1 can be reached from other machines, so it needs --tokens or --client-ca, or listen on loopback"],
        Errors(new ApiOptions { Listen = "*:1" }));

    [Theory]
    [InlineData("127.0.0.1:50051", "auto", "127.0.0.1:50080")]
    [InlineData("127.0.0.1:0", "auto", "127.0.0.1:0")]
    [InlineData("[::1]:50051", "auto", "[::1]:50080")]
    [InlineData("127.0.0.1:50051", "localhost:8080", "127.0.0.1:8080")]
    public void Console_StandsBesideTheApi_UnlessAskedForElsewhere(string listen, string console, string expected)
    {
        var options = new ApiOptions { Listen = listen, Console = console };

        Assert.Empty(Errors(options));
        Assert.True(options.TryParseConsole(out var at));
        Assert.Equal(expected, at.ToString());
        Assert.True(options.HasConsole);
    }

    [Fact]
    public void Console_IsOff_WhereItOrTheApiIs()
    {
        Assert.False(new ApiOptions { Console = "none" }.HasConsole);
        Assert.False(new ApiOptions { Listen = "none" }.HasConsole);
    }

    [Fact]
    public void Console_ThatOtherMachinesReach_HasTheRulesOfTheApi()
    {
        var options = new ApiOptions { Console = "*:8080" };

        Assert.Equal(["--console: *:8080 can be reached from other machines, so it needs --tokens or --client-ca, or listen on loopback"], Errors(options));
        Assert.True(options.ConsoleUsesTls);
        Assert.False(options.UsesTls);
    }

    [Fact]
    public void Console_ThatIsNoAddress_IsRefused() => Assert.Equal(
        ["--console: expected auto, an IP address and a port such as 127.0.0.1:8080, or 'none', actual '8080'"],
        Errors(new ApiOptions { Console = "8080" }));

    [Theory]
    [InlineData("")]
    [InlineData("50051")]
    [InlineData("example.org:1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:+1")]
    [InlineData("::1:50051")]
    public void Listen_ThatIsNoAddress_IsRefused(string listen) => Assert.Equal(
        [$"--listen: expected an IP address and a port such as 127.0.0.1:50051 or [::1]:50051, or 'none', actual '{listen}'"],
        Errors(new ApiOptions { Listen = listen }));

    [Fact]
    public void Files_ThatAreMissingOrHalf_AreNamed() => Assert.Equal(
        [
            "--tls-cert, --tls-key: expected both or neither, actual one of them",
            "--tls-cert: expected a file, actual '/no', which is not there",
            "--tokens: expected a file, actual '/none', which is not there",
            "--tls: expected auto or on with a certificate or a client authority, actual off",
        ],
        Errors(new ApiOptions { TlsCertificateFile = "/no", TokensFile = "/none", Tls = TlsMode.Off }));

    [Fact]
    public void SwitchedOff_AsksForNothing() =>
        Assert.Empty(Errors(Read("--listen", "none", "--tokens", "/none")));

    [Theory]
    [InlineData(null, true, Role.Unspecified)]
    [InlineData("operator", true, Role.Operator)]
    [InlineData("viewer", false, Role.Viewer)]
    [InlineData("none", false, Role.Unspecified)]
    public void LocalCallers_AreNobodyOnceThereAreTokens_UnlessToldOtherwise(string? role, bool tokens, Role expected)
    {
        string[] arguments = [.. role is null ? Array.Empty<string>() : ["--loopback-role", role], .. tokens ? ["--tokens", _file] : Array.Empty<string>()];

        Assert.Equal(expected, Read(arguments).EffectiveLoopbackRole);
    }

    [Theory]
    [InlineData("0.05")]
    [InlineData("61")]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("1e300")]
    public void LeaseTimeout_OutOfRange_IsRefused(string seconds) =>
        Assert.StartsWith("--lease-timeout: expected 0.1…60 s", Assert.Single(Errors(Read("--lease-timeout", seconds))));

    private static List<string> Errors(ApiOptions options)
    {
        var errors = new List<string>();
        options.Validate(errors);
        return errors;
    }

    private static ApiOptions Read(params string[] arguments)
    {
        var line = new ApiCommandLine();
        var command = new RootCommand();
        line.AddTo(command);
        return line.Read(command.Parse(arguments));
    }
}

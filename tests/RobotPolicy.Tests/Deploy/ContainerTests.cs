using System.Globalization;
using System.Net;
using RobotPolicy.Cli;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Tests.Architecture;
using RobotPolicy.Tests.Cli;

namespace RobotPolicy.Tests.Deploy;

/// <summary>docker-compose.yml and the Dockerfile against the programs that they start.</summary>
public sealed class ContainerTests
{
    private const string Programs = "/opt/robotpolicy/";

    [Theory]
    [InlineData("service")]
    [InlineData("robot")]
    public async Task Command_OfEachService_IsAcceptedAndStartsNoTask(string service)
    {
        var options = await ServiceCommand.ParseAsync(ComposeFile.Words(ComposeFile.Load().Service(service)["command"]));

        // What restarts by itself must not move by itself.
        Assert.Null(options.Task);
        Assert.True(options.Api.IsEnabled);
    }

    [Fact]
    public void Services_AreTheSimulatorAndThoseAbove() =>
        Assert.Equal(["simulator", "service", "robot"], ComposeFile.Load().ServiceNames);

    [Fact]
    public async Task Service_BesideTheSimulator_IsOnItsDomainAndRunsFilesOfTheRepository()
    {
        var compose = ComposeFile.Load();
        var options = await ServiceCommand.ParseAsync(ComposeFile.Words(compose.Service("service")["command"]));
        var simulator = ComposeFile.Words(compose.Service("simulator")["command"]);

        Assert.Contains($"--domain={options.Ros.DomainId}", simulator);
        Assert.Contains($"--discovery={options.Ros.Discovery.ToString().ToLowerInvariant()}", simulator);
        Assert.True(File.Exists(InRepository(options.HardwareFile)), options.HardwareFile);
        Assert.True(Directory.Exists(InRepository(options.PolicyFolder!)), options.PolicyFolder);
    }

    [Fact]
    public async Task Service_OnTheNetwork_HasTlsAndTokensFromASecretAndKeepsItsCertificate()
    {
        var compose = ComposeFile.Load();
        var robot = compose.Service("robot");
        var options = await ServiceCommand.ParseAsync(ComposeFile.Words(robot["command"]));
        var errors = new List<string>();
        (options.Api with { TokensFile = Environment.ProcessPath }).Validate(errors);
        var environment = ComposeFile.Map(robot["environment"]);

        Assert.Empty(errors);
        Assert.True(options.Api.TryParseListen(out var at) && !IPAddress.IsLoopback(at.Address));
        Assert.True(options.Api.UsesTls);
        var secret = Assert.Single(ComposeFile.Words(robot["secrets"]));
        Assert.Equal("/run/secrets/" + secret, options.Api.TokensFile);
        Assert.True(compose.Section("secrets").ContainsKey(secret));
        Assert.Contains("state:/var/lib/robotpolicy", ComposeFile.Words(robot["volumes"]));
        Assert.True(compose.Section("volumes").ContainsKey("state"));
        Assert.Equal($"https://127.0.0.1:{at.Port}", environment["ROBOTCTL_ENDPOINT"]);
        Assert.Equal("/var/lib/robotpolicy/api-cert.pem", environment["ROBOTCTL_CA"]);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("robot")]
    public void Probe_IsACommandOfRobotctl(string service)
    {
        var probe = ComposeFile.Words(ComposeFile.Map(ComposeFile.Load().Service(service)["healthcheck"])["test"]);

        Assert.Equal(["CMD", "robotctl"], probe[..2]);
        Assert.Empty(CommandLine.Parse(probe[2..], new CliTestTerminal().Create()).Errors);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("robot")]
    public void Limits_PermitWhatTheControlThreadAsksFor(string service)
    {
        var settings = ComposeFile.Load().Service(service);
        var limits = ComposeFile.Map(settings["ulimits"]);

        Assert.True(int.Parse((string)limits["rtprio"], CultureInfo.InvariantCulture) >= RealTimeOptions.DefaultPriority);
        Assert.True(int.Parse((string)limits["nice"], CultureInfo.InvariantCulture) >= 20 - RealTimeOptions.DefaultNice);
        Assert.Equal("-1", limits["memlock"]);
        Assert.Equal("host", settings["network_mode"]);
    }

    [Fact]
    public void Image_StartsWhatInstallPutsThere()
    {
        var dockerfile = File.ReadAllText(Path.Combine(ProjectFiles.Root, "deploy", "container", "Dockerfile"));
        var installer = File.ReadAllText(Path.Combine(ProjectFiles.Root, "eng", "install.sh"));
        var simulator = Assert.Single(ComposeFile.Words(ComposeFile.Load().Service("simulator")["entrypoint"]));

        Assert.Contains($"ENTRYPOINT [\"{UnitFile.Load().CommandLine()[0]}\"]", dockerfile, StringComparison.Ordinal);
        Assert.Contains("make install DESTDIR=/image", dockerfile, StringComparison.Ordinal);
        Assert.Contains("publish service", installer, StringComparison.Ordinal);
        Assert.Contains("set -- RobotPolicy.Server server", File.ReadAllText(Path.Combine(ProjectFiles.Root, "eng", "publish.sh")), StringComparison.Ordinal);
        Assert.Contains("publish RobotPolicy.Simulator simulator", installer, StringComparison.Ordinal);
        Assert.Equal(Programs + "simulator/robotpolicy-simulator", simulator);
    }

    private static string InRepository(string path)
    {
        Assert.StartsWith(Programs, path, StringComparison.Ordinal);
        var part = path[Programs.Length..];
        return Path.Combine(ProjectFiles.Root, part.StartsWith("policies", StringComparison.Ordinal) ? Path.Combine("deploy", part) : part);
    }
}

using RobotPolicy.Server.Options;
using RobotPolicy.Tests.Deploy;

namespace RobotPolicy.Tests.Telemetry;

public sealed class OtlpOptionsTests
{
    [Fact]
    public async Task CommandLine_WithoutTheOption_ExportsNothing() =>
        Assert.Null((await ServiceCommand.ParseAsync(["run", "--hardware", "robot.yaml"])).Otlp);

    [Fact]
    public async Task CommandLine_WithTheOption_NamesTheCollector() =>
        Assert.Equal("http://box:4317", (await ServiceCommand.ParseAsync(["run", "--hardware", "robot.yaml", "--otlp", "http://box:4317"])).Otlp?.Endpoint);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    public void Environment_NamesTheCollector(string variable)
    {
        var environment = Environment((variable, "http://box:4317"));
        var options = OtlpOptions.Read(null, environment);
        Assert.NotNull(options);
        Assert.Equal("http://box:4317", options.Describe(environment));
        Assert.Empty(options.Overrides());
        Assert.Null(OtlpOptions.Read(null, Environment((variable, " "))));
    }

    [Fact]
    public void Environment_Disabled_ExportsNothing()
    {
        Assert.Null(OtlpOptions.Read("http://box:4317", Environment(("OTEL_SDK_DISABLED", "True"))));
        Assert.NotNull(OtlpOptions.Read("http://box:4317", Environment(("OTEL_SDK_DISABLED", "false"))));
    }

    [Theory]
    [InlineData("http://box:4317", null)]
    [InlineData("http://box:4318", "http/protobuf")]
    [InlineData("http://prometheus:9090/api/v1/otlp", "http/protobuf")]
    public void Protocol_FollowsTheAddress(string address, string? protocol)
    {
        var environment = Environment();
        var options = OtlpOptions.Read(address, environment)!;
        Assert.Equal(protocol, options.Defaults(environment).GetValueOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL"));
        Assert.Equal("10000", options.Defaults(environment)["OTEL_METRIC_EXPORT_INTERVAL"]);
        Assert.Equal(address, options.Overrides()["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }

    [Theory]
    [InlineData("box:4317")]
    [InlineData("grpc://box:4317")]
    [InlineData("")]
    [InlineData("/run/collector")]
    public void Address_ThatIsNone_IsRefusedWithWhatIsExpected(string address)
    {
        var errors = new List<string>();
        new OtlpOptions(address).Validate(errors);
        Assert.Contains("expected http://host:4317", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Address_OfTheEnvironment_IsNotOurs()
    {
        var errors = new List<string>();
        new OtlpOptions(Endpoint: null).Validate(errors);
        new OtlpOptions("https://box:4317").Validate(errors);
        Assert.Empty(errors);
    }

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}

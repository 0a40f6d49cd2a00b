using System.Globalization;

namespace RobotPolicy.Server.Options;

/// <summary>
/// Where metrics and traces go by OTLP, the protocol of OpenTelemetry. What is not said here is read from the standard environment variables
/// (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>, …).
/// </summary>
/// <param name="Endpoint">Base address of the collector; <see langword="null"/> where the environment names it.</param>
public sealed record OtlpOptions(string? Endpoint)
{
    /// <summary>Time between two exports of metrics, unless the environment says otherwise, in milliseconds.</summary>
    public const int DefaultIntervalMs = 10_000;

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string DisabledVariable = "OTEL_SDK_DISABLED";
    private const int HttpPort = 4318;

    private static readonly string[] Endpoints =
        [EndpointVariable, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <summary>Reads what is asked for; <see langword="null"/>, the default, exports nothing.</summary>
    /// <param name="given">What the command line says; <see langword="null"/> for nothing.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static OtlpOptions? Read(string? given, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var isAsked = given is not null || Endpoints.Any(variable => !string.IsNullOrWhiteSpace(environment(variable)));
        return isAsked && !IsTrue(environment(DisabledVariable)) ? new OtlpOptions(given) : null;
    }

    /// <summary>Reports what is wrong with the address.</summary>
    public void Validate(ICollection<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0))
            errors.Add($"--otlp: expected http://host:4317 for gRPC or http://host:4318 for HTTP, actual '{Endpoint}'");
    }

    /// <summary>The address as far as one is known for all signals, for the log.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public string Describe(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Endpoint ?? Endpoints.Select(environment).First(value => !string.IsNullOrWhiteSpace(value))!;
    }

    /// <summary>Settings under their standard names that stand in for what the environment does not say.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public IReadOnlyDictionary<string, string?> Defaults(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var settings = new Dictionary<string, string?> { [IntervalVariable] = DefaultIntervalMs.ToString(CultureInfo.InvariantCulture) };

        // A port has its protocol, and only HTTP has paths; a collector that is spoken to in the other one fails without a clear word.
        if (Uri.TryCreate(Describe(environment), UriKind.Absolute, out var address) && (address.Port == HttpPort || address.AbsolutePath != "/"))
            settings[ProtocolVariable] = "http/protobuf";
        return settings;
    }

    /// <summary>Settings under their standard names that the command line decides, whatever the environment says.</summary>
    public IReadOnlyDictionary<string, string?> Overrides() =>
        Endpoint is null ? new Dictionary<string, string?>() : new Dictionary<string, string?> { [EndpointVariable] = Endpoint };

    private static bool IsTrue(string? value) => string.Equals(value?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}

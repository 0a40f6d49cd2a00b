using System.Diagnostics.Tracing;
using System.Globalization;

namespace RobotPolicy.Server.Telemetry.Otlp;

/// <summary>
/// Listens to what the exporter says about itself, and brings it into the service's log: once when an address takes nothing, once when it does
/// again. The exporter tries every few seconds, and a log that says so each time is read by nobody.
/// </summary>
internal sealed class CollectorWatch : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string SuccessEvent = "ExportSuccess";
    private const string ExceptionEnd = "Exception: ";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _unreachable = [];
    private readonly string _address;

    // The base class's constructor calls for what it hears of before this one has run.
    private readonly ILogger? _logger;

    /// <param name="logger">Log.</param>
    /// <param name="address">The collector, where an event does not name it.</param>
    public CollectorWatch(ILogger logger, string address) => (_logger, _address) = (logger, address);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterSource)
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_logger is null)
            return;
        if (eventData.EventName == SuccessEvent)
            Reached(AddressIn(eventData));
        else if (eventData.Level <= EventLevel.Warning)
            Failed(AddressIn(eventData), TextOf(eventData));
    }

    /// <summary>An address took what it was sent.</summary>
    internal void Reached(string address)
    {
        lock (_gate)
            if (!_unreachable.Remove(address) || IsOneOfItsHostUnreachable(address))
                return;
        OtlpLog.Reached(_logger!, Shown(address));
    }

    /// <summary>An address did not, for a reason.</summary>
    internal void Failed(string address, string reason)
    {
        lock (_gate)
        {
            var isSaid = IsOneOfItsHostUnreachable(address);
            if (!_unreachable.Add(address) || isSaid)
                return;
        }

        OtlpLog.Unreachable(_logger!, Shown(address), reason);
    }

    /// <summary>Metrics and traces have addresses of their own on one host: where both take nothing, one line tells of both.</summary>
    private bool IsOneOfItsHostUnreachable(string address) => _unreachable.Any(other => HostOf(other) == HostOf(address));

    private static string HostOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority : address;

    // A path of gRPC is the name of a method, which nobody has written.
    private static string Shown(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.AbsolutePath.StartsWith("/opentelemetry.proto.", StringComparison.Ordinal)
            ? uri.GetLeftPart(UriPartial.Authority)
            : address;

    private string AddressIn(EventWrittenEventArgs written) =>
        written.Payload is [string first, ..] && Uri.IsWellFormedUriString(first, UriKind.Absolute) ? first : _address;

    /// <summary>The first line of the event, without the names of exceptions before what they say.</summary>
    private static string TextOf(EventWrittenEventArgs written)
    {
        var text = written.Message is { } format && written.Payload is { } payload
            ? string.Format(CultureInfo.InvariantCulture, format, [.. payload])
            : written.EventName ?? "an error without a name";
        var line = text.Split('\n')[0];
        var said = line.LastIndexOf(ExceptionEnd, StringComparison.Ordinal);
        return (said < 0 ? line : line[(said + ExceptionEnd.Length)..]).TrimEnd('\r', ' ', '.') + ".";
    }
}

using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Server.Hosting;

/// <summary>Brings the transport's lines into the service's log; what comes before the log exists waits, within bounds.</summary>
internal sealed class TransportLog : IDisposable
{
    private const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly Queue<CycloneLogEntry> _early = new();
    private ILogger? _logger;

    public void Write(CycloneLogEntry entry)
    {
        lock (_gate)
        {
            if (_logger is null)
            {
                if (_early.Count == Capacity)
                    _early.Dequeue();
                _early.Enqueue(entry);
                return;
            }
        }

        Forward(_logger, entry);
    }

    public void Attach(ILoggerFactory factory)
    {
        var logger = factory.CreateLogger("RobotPolicy.Ros");
        CycloneLogEntry[] early;
        lock (_gate)
        {
            _logger = logger;
            early = [.. _early];
            _early.Clear();
        }

        foreach (var entry in early)
            Forward(logger, entry);
    }

    public void Dispose()
    {
        lock (_gate)
            _early.Clear();
    }

    private static void Forward(ILogger logger, CycloneLogEntry entry)
    {
        switch (entry.Severity)
        {
            case CycloneLogSeverity.Error:
                Log.TransportError(logger, entry.Source, entry.Message);
                break;
            case CycloneLogSeverity.Warning:
                Log.TransportWarning(logger, entry.Source, entry.Message);
                break;
            default:
                Log.TransportInformation(logger, entry.Source, entry.Message);
                break;
        }
    }
}

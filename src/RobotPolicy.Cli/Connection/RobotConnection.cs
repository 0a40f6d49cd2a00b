using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Cli.Connection;

/// <summary>The services behind one endpoint, and the options of a call to them. Connects with the first call.</summary>
internal sealed class RobotConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly TimeProvider _time;
    private readonly Metadata _metadata = [];

    public RobotConnection(ConnectionSettings settings, TimeProvider time)
    {
        Settings = settings;
        _time = time;
        _channel = ChannelFactory.Create(settings);
        _invoker = _channel.CreateCallInvoker();
        if (settings.Token is { } token)
            _metadata.Add("authorization", $"Bearer {token}");
        if (settings.LeaseId is { } lease)
            UseLease(lease);
    }

    public ConnectionSettings Settings { get; }

    public AlertService.AlertServiceClient Alerts => new(_invoker);

    public Health.HealthClient Health => new(_invoker);

    public InterventionService.InterventionServiceClient Intervention => new(_invoker);

    public LogService.LogServiceClient Logs => new(_invoker);

    public PolicyService.PolicyServiceClient Policies => new(_invoker);

    public QuestionService.QuestionServiceClient Questions => new(_invoker);

    public SafetyService.SafetyServiceClient Safety => new(_invoker);

    public SessionService.SessionServiceClient Sessions => new(_invoker);

    public TaskService.TaskServiceClient Tasks => new(_invoker);

    public TelemetryService.TelemetryServiceClient Telemetry => new(_invoker);

    /// <summary>Sends this lease with every call from now on.</summary>
    public void UseLease(string leaseId)
    {
        for (var i = _metadata.Count - 1; i >= 0; i--)
        {
            if (_metadata[i].Key == "lease-id")
                _metadata.RemoveAt(i);
        }

        if (leaseId.Length > 0)
            _metadata.Add("lease-id", leaseId);
    }

    /// <summary>For a call with one answer.</summary>
    public CallOptions Once(CancellationToken stop) => new(_metadata, _time.GetUtcNow().UtcDateTime + Settings.Timeout, stop);

    /// <summary>For a call that lasts until somebody ends it.</summary>
    public CallOptions Streaming(CancellationToken stop) => new(_metadata, null, stop);

    public void Dispose() => _channel.Dispose();
}

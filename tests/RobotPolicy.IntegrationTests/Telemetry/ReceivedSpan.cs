namespace RobotPolicy.IntegrationTests.Telemetry;

/// <summary>A span as it arrived.</summary>
internal sealed record ReceivedSpan(string Name, string TraceId, string SpanId, string ParentId, ulong StartNs, ulong EndNs, IReadOnlyDictionary<string, object> Attributes);

using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Inferences;

namespace RobotPolicy.Tests.Loop;

/// <summary>Infers on the calling thread and delivers after a stated time.</summary>
internal sealed class InlineInference(InferenceRunner runner, FakeClock clock) : IInference
{
    private readonly InferenceResult[] _results = [runner.CreateResult(), runner.CreateResult()];
    private int _next;
    private long _dueNs = long.MaxValue;

    public long LatencyNs { get; set; } = 30_000_000;

    public bool Dead { get; set; }

    public long RequestCount { get; private set; }

    public void Request(in InferenceRequest request)
    {
        if (_dueNs != long.MaxValue)
            Assert.Fail("two requests in flight");
        RequestCount++;
        _next ^= 1;
        runner.Run(request, _results[_next]);
        _dueNs = clock.NowNs + LatencyNs;
    }

    public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
    {
        result = null;
        if (Dead || clock.NowNs < _dueNs)
            return false;
        _dueNs = long.MaxValue;
        result = _results[_next];
        return true;
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Inferences;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// Infers on the calling thread. Exactly, each request is served when the recording says that it was, and its answer is handed to the tick
/// that took it then. Freely, as another policy or other limits need it, it is served at once and its answer taken when a latency of log
/// time has passed.
/// </summary>
/// <param name="runner">Infers.</param>
/// <param name="clock">The recording's clock.</param>
/// <param name="latencyNs">From a request to its answer, where it is free.</param>
/// <param name="served">Told of each answer where it is free; <see langword="null"/> where it is exact.</param>
internal sealed class ReplayInference(InferenceRunner runner, ReplayClock clock, long latencyNs, Action<InferenceResult, TimeSpan>? served) : IInference
{
    private readonly InferenceResult[] _results = [runner.CreateResult(), runner.CreateResult()];
    private int _current;
    private InferenceRequest? _pending;
    private long _answered;
    private long _dueNs = long.MaxValue;

    /// <summary>The request that waits to be served, or <see langword="null"/>.</summary>
    public InferenceRequest? Pending => _pending;

    /// <summary>The answer that the next tick may take; 0 for none.</summary>
    public long Allowed { get; set; }

    /// <summary>The answer that was made last.</summary>
    public InferenceResult Last => _results[_current];

    /// <summary>Id of the answer that waits to be taken; 0 for none.</summary>
    public long Waiting => _answered;

    /// <summary>Time that the answer that was made last took on this machine.</summary>
    public TimeSpan Computing { get; private set; }

    /// <summary>What the policy threw last.</summary>
    public Exception? LastException => runner.LastException;

    /// <inheritdoc/>
    public void Request(in InferenceRequest request)
    {
        _pending = request;
        if (served is null)
            return;
        Serve(clock.NowNs);
        _dueNs = clock.NowNs + latencyNs;
        served(_results[_current], Computing);
    }

    /// <summary>Serves the request that waits.</summary>
    /// <param name="startNs">When work on it began.</param>
    public void Serve(long startNs)
    {
        if (_pending is not { } request)
            return;
        _pending = null;
        var nowNs = clock.NowNs;
        clock.NowNs = startNs;

        // The answer taken last stays valid for its receiver until it takes the next one.
        _current ^= 1;
        var began = Stopwatch.GetTimestamp();
        runner.Run(request, _results[_current]);
        Computing = Stopwatch.GetElapsedTime(began);
        clock.NowNs = nowNs;
        _answered = request.Id;
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
    {
        result = null;
        if (_answered == 0 || (served is not null ? clock.NowNs < _dueNs : _answered != Allowed))
            return false;
        (result, _answered, _dueNs) = (_results[_current], 0, long.MaxValue);
        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Inferences;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// Infers on the calling thread at the moment of the request, and hands the answer over only when a stated latency of virtual time has
/// passed. The observation is thus the one of the request, as on the inference thread, and the time that the machine needs for the
/// computation has no effect. One thread.
/// </summary>
internal sealed class DelayedInference : IInference
{
    private readonly InferenceRunner _runner;
    private readonly VirtualClock _clock;
    private readonly InferenceLatency _latency;
    private readonly Random _random;
    private readonly Action<InferenceResult>? _served;
    private readonly InferenceResult[] _results;
    private int _current;
    private long _dueNs = Nothing;

    /// <summary>Creates an inference that has nothing under way.</summary>
    /// <param name="runner">Serves the requests.</param>
    /// <param name="clock">The clock of both sides.</param>
    /// <param name="latency">How long an answer takes.</param>
    /// <param name="served">Told of every answer when it has been computed, before it is handed over.</param>
    public DelayedInference(InferenceRunner runner, VirtualClock clock, InferenceLatency latency, Action<InferenceResult>? served = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency.Base, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(latency.Jitter, TimeSpan.Zero);
        _runner = runner;
        _clock = clock;
        _latency = latency;
        _served = served;
        _random = new Random(latency.Seed);
        _results = [runner.CreateResult(), runner.CreateResult()];
    }

    /// <summary>Requests so far.</summary>
    public long RequestCount { get; private set; }

    /// <summary>What the policy threw last; <see langword="null"/> if it did not.</summary>
    public Exception? LastException => _runner.LastException;

    /// <inheritdoc/>
    public void Request(in InferenceRequest request)
    {
        if (_dueNs != Nothing)
            throw new InvalidOperationException("A request is already under way.");
        RequestCount++;

        // The answer taken last stays valid for its receiver until it takes the next one.
        _current ^= 1;
        _runner.Run(request, _results[_current]);
        _dueNs = _clock.NowNs + _latency.BaseNs + (long)(_random.NextDouble() * _latency.JitterNs);
        _results[_current].Chunk.InferenceEndNs = _dueNs;
        _served?.Invoke(_results[_current]);
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
    {
        result = _clock.NowNs >= _dueNs ? _results[_current] : null;
        if (result is null)
            return false;
        _dueNs = Nothing;
        return true;
    }

    private const long Nothing = long.MaxValue;
}

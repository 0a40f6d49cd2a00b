namespace RobotPolicy.Control.Execution;

/// <summary>
/// Makes the seam between two schedules continuous. The distance by which the target would jump is added to the new schedule
/// and fades out linearly, so the old schedule is not needed beyond its own end.
/// </summary>
internal sealed class SeamFade(int jointCount, long durationNs)
{
    private readonly double[] _offset = new double[jointCount];
    private long _startNs;
    private bool _active;

    public void Clear() => _active = false;

    /// <summary>Begins a seam: <paramref name="before"/> is where the target was, <paramref name="after"/> where it would jump.</summary>
    public void Begin(long nowNs, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        _active = durationNs > 0;
        _startNs = nowNs;
        for (var joint = 0; joint < jointCount; joint++)
            _offset[joint] = before[joint] - after[joint];
    }

    public void Apply(long nowNs, Span<double> target, Span<double> velocity)
    {
        if (!_active)
            return;
        var elapsedNs = nowNs - _startNs;
        if (elapsedNs >= durationNs)
        {
            _active = false;
            return;
        }

        var left = 1.0 - ((double)elapsedNs / durationNs);
        var perSecond = NanosecondsPerSecond / durationNs;
        for (var joint = 0; joint < jointCount; joint++)
        {
            target[joint] += left * _offset[joint];
            velocity[joint] -= perSecond * _offset[joint];
        }
    }

    private const double NanosecondsPerSecond = 1e9;
}

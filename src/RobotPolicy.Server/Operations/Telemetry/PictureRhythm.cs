namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// The rhythm of one consumer of pictures: says when the next one is due, and counts those that came and went while the consumer was
/// busy with an older one.
/// </summary>
public sealed class PictureRhythm
{
    private readonly long _periodNs;
    private long _dueNs;
    private long _shown;

    /// <summary>Begins a rhythm.</summary>
    /// <param name="rateHz">Pictures a second.</param>
    /// <param name="nowNs">Now, on the monotonic clock.</param>
    public PictureRhythm(double rateHz, long nowNs)
    {
        _periodNs = (long)(1e9 / rateHz);
        _dueNs = nowNs;
    }

    /// <summary>Pictures that were due and there, but skipped because the consumer was too slow.</summary>
    public ulong LostCount { get; private set; }

    /// <summary>Time until the next picture is due.</summary>
    public TimeSpan UntilDue(long nowNs) => TimeSpan.FromTicks(Math.Max(0, _dueNs - nowNs) / 100);

    /// <summary>Whether a picture is new to the consumer.</summary>
    public bool IsNew(long number) => number > _shown;

    /// <summary>Notes that a picture has been handed over, which may have taken long.</summary>
    /// <param name="number">Number of the picture.</param>
    /// <param name="nowNs">Now, after it was handed over.</param>
    /// <param name="newest">Number of the newest picture now.</param>
    public void Shown(long number, long nowNs, long newest)
    {
        _shown = number;
        _dueNs += _periodNs;
        if (_dueNs > nowNs)
            return;

        // Each period that passed meanwhile would have shown one picture, as far as there were new ones.
        var missed = (nowNs - _dueNs) / _periodNs;
        LostCount += (ulong)Math.Max(0, Math.Min(missed, newest - number));
        _dueNs += missed * _periodNs;
    }

    /// <summary>Notes that there was nothing new: the consumer waits a period.</summary>
    public void Skip(long nowNs) => _dueNs = Math.Max(_dueNs + _periodNs, nowNs);
}

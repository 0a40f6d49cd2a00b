namespace RobotPolicy.Campaigns.Virtual;

/// <summary>When the simulated cameras take pictures, and when these arrive. One thread.</summary>
/// <param name="options">How the cameras work.</param>
internal sealed class PictureSchedule(CameraOptions options)
{
    private readonly Queue<(long Step, long TimeNs)> _underWay = new();
    private long _startNs;
    private long _pictures;

    /// <summary>Begins anew with a picture now.</summary>
    public void Reset(long nowNs)
    {
        (_startNs, _pictures) = (nowNs, 0);
        _underWay.Clear();
    }

    /// <summary>Takes the next picture that has arrived.</summary>
    /// <param name="nowNs">Virtual time.</param>
    /// <param name="picture">The moment that it shows: in physics steps since the reset, and on the clock.</param>
    /// <returns><see langword="false"/> if none is left.</returns>
    public bool TryTake(long nowNs, out (long Step, long TimeNs) picture)
    {
        // A picture is taken at the end of the physics step in which it falls due.
        for (; _startNs + DueNs(_pictures) <= nowNs; _pictures++)
            _underWay.Enqueue((DueNs(_pictures) / SimulatorGym.StepNs, _startNs + DueNs(_pictures)));
        return _underWay.TryPeek(out picture) && picture.TimeNs + options.DelayNs <= nowNs && _underWay.TryDequeue(out picture);
    }

    private long DueNs(long picture)
    {
        var dueNs = (long)(picture * (NanosecondsPerSecond / options.RateHz));
        return (dueNs + SimulatorGym.StepNs - 1) / SimulatorGym.StepNs * SimulatorGym.StepNs;
    }

    private const double NanosecondsPerSecond = 1e9;
}

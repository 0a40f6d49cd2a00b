namespace RobotPolicy.Server.Operations.Logs;

/// <summary>How far a job is, left by its thread for whoever looks.</summary>
internal sealed class LogProgress
{
    private const double Least = 0.001;

    private volatile LogStep? _step;

    /// <summary>The newest; <see langword="null"/> before the first.</summary>
    public LogStep? Step => _step;

    /// <summary>Says how far it is. The job's thread; what nobody could see a change in is passed over.</summary>
    /// <param name="doing">What is done now.</param>
    /// <param name="fraction">0…1.</param>
    public void Set(string doing, double fraction)
    {
        if (_step is { } step && step.Doing == doing && Math.Abs(step.Fraction - fraction) < Least)
            return;
        _step = new LogStep(doing, Math.Clamp(fraction, 0, 1));
    }
}

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>Tells somebody how far a job is, some five times a second and at every change of what is done. One thread.</summary>
/// <param name="tell">Who is told.</param>
/// <param name="time">Clock.</param>
internal sealed class LogProgress(Action<LogStep> tell, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private long _told = time.GetTimestamp();
    private string _doing = LogStep.Begun.Doing;

    /// <summary>Tells it, where it is time to.</summary>
    public void Tell(string doing, double fraction)
    {
        if (doing == _doing && time.GetElapsedTime(_told) < Period)
            return;
        (_doing, _told) = (doing, time.GetTimestamp());
        tell(new LogStep(doing, Math.Clamp(fraction, 0, 1)));
    }
}

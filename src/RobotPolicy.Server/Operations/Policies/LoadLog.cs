namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Says in the log what a load that takes long is busy with: after two seconds, then every ten. A quick one says nothing.</summary>
internal sealed class LoadLog : IDisposable
{
    /// <summary>Time after which it speaks.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Time from one line to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;
    private volatile string _stage = LoadStep.Reading.Stage;

    /// <param name="policy">Name of the package.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public LoadLog(string policy, TimeProvider time, ILogger logger)
    {
        var start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Log.PolicyLoading(logger, policy, _stage, time.GetElapsedTime(start).TotalSeconds), null, Patience, Period);
    }

    /// <summary>What it is busy with from now on. Any thread.</summary>
    public void Enter(LoadStep step) => _stage = step.Stage;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}

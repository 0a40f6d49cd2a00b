using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Hosting;

/// <summary>The thread that the control loop lives on.</summary>
public sealed class ControlThread
{
    /// <summary>Name of the thread, by which the kernel accounts for it.</summary>
    public const string ThreadName = "control";

    private readonly Thread _thread;
    private readonly TaskCompletionSource<IReadOnlyList<RealTimeSetting>> _settings = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Prepares the thread; <see cref="Start"/> starts it.</summary>
    /// <param name="loop">Ticked until its shutdown is complete.</param>
    /// <param name="scheduler">Its deadlines.</param>
    /// <param name="options">What the thread asks of the operating system.</param>
    /// <param name="slack">What it does between two ticks.</param>
    /// <param name="longTicks">Counts ticks that are too long.</param>
    public ControlThread(ControlLoop loop, TickScheduler scheduler, RealTimeOptions options, ISlackWork slack, LongTicks longTicks)
    {
        _thread = new Thread(() =>
        {
            _settings.SetResult(RealTimeThread.Apply(options));
            loop.Run(scheduler, slack, longTicks);
        })
        {
            Name = ThreadName,
            Priority = ThreadPriority.Highest,
        };
    }

    /// <summary>What the operating system granted; completes when the thread has started.</summary>
    public Task<IReadOnlyList<RealTimeSetting>> Settings => _settings.Task;

    /// <summary>Starts ticking.</summary>
    public void Start() => _thread.Start();

    /// <summary>Waits until the loop has ended.</summary>
    /// <returns><see langword="false"/> if it has not ended in time.</returns>
    public bool Join(TimeSpan limit) => _thread.Join(limit);
}

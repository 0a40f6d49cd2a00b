using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// The inference thread: serves the newest request, one at a time, and hands the answer to the control thread through a single
/// slot. It survives whatever a policy throws. A policy that never returns is found by the control side, by time.
/// </summary>
public sealed class InferenceWorker : IInference, IDisposable
{
    private readonly InferenceRunner _runner;
    private readonly Action? _enterThread;
    private readonly ResultMailbox _mailbox;
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private readonly InferenceRequest[] _requests = new InferenceRequest[RequestSlots];
    private long _newest;
    private long _inferences;
    private volatile bool _stopping;

    /// <summary>Creates the worker; <see cref="Start"/> starts its thread.</summary>
    /// <param name="runner">Serves the requests; used by the worker's thread alone from now on.</param>
    /// <param name="enterThread">What the thread does first of all, such as choosing its cores; nothing unless told. Must not throw.</param>
    public InferenceWorker(InferenceRunner runner, Action? enterThread = null)
    {
        ArgumentNullException.ThrowIfNull(runner);
        (_runner, _enterThread) = (runner, enterThread);
        _mailbox = new ResultMailbox(runner.CreateResult);
        _thread = new Thread(Run) { IsBackground = true, Name = "inference" };
    }

    /// <summary>Requests served so far.</summary>
    public long InferenceCount => Volatile.Read(ref _inferences);

    /// <summary>Answers that a newer one replaced before the control thread took them.</summary>
    public long SupersededCount => _mailbox.SupersededCount;

    /// <summary>Inferences that the policy failed.</summary>
    public long FailureCount => _runner.FailureCount;

    /// <summary>Calls of the failure monitor that threw.</summary>
    public long MonitorFailureCount => _runner.MonitorFailureCount;

    /// <summary>What policy, failure monitor or sink threw last, for the log.</summary>
    public Exception? LastException => _runner.LastException;

    /// <summary>Time that <see cref="Dispose"/> gives a running inference to end.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the thread was still inside the policy when <see cref="Dispose"/> gave up waiting. The policy must then not be
    /// disposed, since native code still uses it.
    /// </summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Sets what to reach from the next epoch on. Any thread; the newest counts.</summary>
    public void SetGoal(PreparedGoal? goal) => _runner.SetGoal(goal);

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <inheritdoc/>
    public void Request(in InferenceRequest request)
    {
        // A slot is written again only many requests later, when the worker has long copied it.
        _requests[request.Id % RequestSlots] = request;
        Volatile.Write(ref _newest, request.Id);
        if (!_stopping)
            _signal.Set();
    }

    /// <inheritdoc/>
    public bool TryTake([NotNullWhen(true)] out InferenceResult? result) => _mailbox.TryTake(out result);

    /// <summary>Stops the thread, waiting at most <see cref="StopTimeout"/>. The control thread must have stopped before.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _signal.Set();
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0)
            IsAbandoned = !_thread.Join(StopTimeout);
        if (!IsAbandoned)
            _signal.Dispose();
    }

    private void Run()
    {
        _enterThread?.Invoke();
        var served = 0L;
        while (!_stopping)
        {
            _signal.WaitOne();
            var newest = Volatile.Read(ref _newest);
            if (_stopping || newest == served)
                continue;
            served = newest;
            _runner.Run(_requests[newest % RequestSlots], _mailbox.Back);
            Volatile.Write(ref _inferences, _inferences + 1);
            _mailbox.Publish();
        }
    }

    private const int RequestSlots = 8;
}
